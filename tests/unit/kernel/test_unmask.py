"""Seeing who somebody is: for minutes, in one's own hands, with somebody's agreement where that is needed."""
from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from kernel.call import Actor
from kernel.errors import Conflict, Denied
from kernel.unmask import (
    ALL,
    APPROVED,
    ASKED,
    EXPIRED,
    MINOR,
    MINUTES_MOST,
    REASONS,
    REFUSED,
    STATES,
    UNUSUAL,
    WAITED,
    Case,
    Limits,
    Unmasking,
    approve,
    ask,
    needed,
    refuse,
    same_hands,
    state,
    tell,
    unusual,
    usable,
)
from kernel.workdays import Calendar
from tests.markdown import ROOT, code, tables

AT = datetime(2026, 3, 3, 1, 0, tzinfo=UTC)  # a Tuesday, 09:00 in Shanghai
NIGHT, SUNDAY = AT + timedelta(hours=12), AT + timedelta(days=5)
CASE = Case(
    kind="incident", id="i-1", subject="i-1", number="SJ1", version=3, round=1, area="210203001001", unit="sanitation",
    closed=False, handler="o-1", party="alias", sealed=True, named=True,
)  # fmt: skip
PLAIN = Unmasking(
    id="u-1", kind="incident", record="i-1", subject="i-1", number="SJ1", area="210203001001", case_unit="sanitation",
    round=1, holder="o-1", role="officer", unit="sanitation", reason="contact", words=b"sealed", unusual=(), needed=None,
    state=ASKED, asked_at=AT,
)  # fmt: skip
LEADER = Actor("l-1", "leader", "centre", "210203000000")
ASKING = replace(PLAIN, needed=ALL)
MINE = ("o-1", "officer", "sanitation")


def strange(case=CASE, holder="o-1", *, at=AT, recent=0, limits=Limits()):
    return unusual(case, holder, at=at, calendar=Calendar(), recent=recent, limits=limits)


def test_gr_391_a_grant_lasts_a_quarter_of_an_hour_and_never_longer():
    given = ask(CASE, PLAIN, (), limits=Limits())
    assert (given.state, given.until) == (APPROVED, AT + timedelta(minutes=15))
    assert ask(CASE, PLAIN, (), limits=Limits(minutes=5)).until == AT + timedelta(minutes=5)
    assert usable(given, CASE, *MINE, at=AT + timedelta(minutes=14, seconds=59))
    assert not usable(given, CASE, *MINE, at=AT + timedelta(minutes=15))
    for wrong in ({"minutes": MINUTES_MOST + 1}, {"minutes": 0}, {"hourly": 0}, {"approval": "none"}):
        with pytest.raises(ValueError, match="minutes"):
            Limits(**wrong)


@pytest.mark.parametrize("change", [{"unit": "lamps"}, {"unit": None}, {"round": 2}])
def test_gr_390_a_grant_ends_when_the_matter_leaves_the_hands(change):
    case = replace(CASE, **change)
    given = ask(CASE, PLAIN, (), limits=Limits())
    assert not usable(given, case, *MINE, at=AT)
    assert not same_hands(given, case)


@pytest.mark.parametrize("who", [("o-2", "officer", "sanitation"), ("o-1", "leader", "sanitation"), ("o-1", "officer", "lamps")])
def test_gr_390_a_grant_is_of_one_account_in_one_office(who):
    assert not usable(ask(CASE, PLAIN, (), limits=Limits()), CASE, *who, at=AT)


def test_gr_392_of_a_minor_somebody_must_agree_first_and_of_everybody_where_the_house_wants_it():
    assert needed(CASE, Limits()) is None
    assert needed(replace(CASE, minor=True), Limits()) == MINOR
    assert needed(CASE, Limits(approval=ALL)) == ALL
    waiting = ask(CASE, ASKING, (), limits=Limits())
    assert (waiting.state, waiting.until) == (ASKED, None)
    assert not usable(waiting, CASE, *MINE, at=AT)


def test_gr_392_a_grant_nobody_agreed_to_is_none_once_the_person_is_known_to_be_a_minor():
    given = ask(CASE, PLAIN, (), limits=Limits())
    assert not usable(given, replace(CASE, minor=True), *MINE, at=AT)
    assert usable(replace(given, needed=MINOR), replace(CASE, minor=True), *MINE, at=AT)


def test_gr_392_who_agrees_is_somebody_else_and_the_minutes_begin_then():
    later = AT + timedelta(hours=2)
    given = approve(ASKING, CASE, LEADER, at=later, limits=Limits())
    assert (given.state, given.until, given.decided_by, given.version) == (APPROVED, later + timedelta(minutes=15), "l-1", 2)
    for decide in (lambda by: approve(ASKING, CASE, by, at=AT, limits=Limits()), lambda by: refuse(ASKING, by, at=AT)):
        with pytest.raises(Denied) as refused:
            decide(replace(LEADER, id="o-1"))
        assert refused.value.code == "unmask.approver_asked"


def test_gr_392_what_is_decided_too_late_or_about_other_hands_gives_nothing():
    refused = refuse(ASKING, LEADER, at=AT)
    assert (refused.state, refused.until) == (REFUSED, None)
    for asked, case, at, code_ in (
        (refused, CASE, AT, "request_decided"),
        (ASKING, CASE, AT + WAITED, "request_expired"),
        (ASKING, replace(CASE, unit="lamps"), AT, "request_over"),
    ):
        with pytest.raises(Conflict) as conflict:
            approve(asked, case, LEADER, at=at, limits=Limits())
        assert conflict.value.code == f"unmask.{code_}"


def test_one_asks_once_while_a_grant_runs_or_a_request_waits_and_again_afterwards():
    given, waiting = ask(CASE, PLAIN, (), limits=Limits()), ask(CASE, ASKING, (), limits=Limits())
    soon, late = replace(PLAIN, asked_at=AT + timedelta(minutes=1)), replace(PLAIN, asked_at=AT + timedelta(days=2))
    for before, code_ in ((given, "grant_running"), (waiting, "request_waiting")):
        with pytest.raises(Conflict) as conflict:
            ask(CASE, soon, (before,), limits=Limits())
        assert conflict.value.code == f"unmask.{code_}"
        assert ask(CASE, late, (before,), limits=Limits()).state == APPROVED
    with pytest.raises(Conflict, match=r"unmask\.person_unknown"):
        ask(replace(CASE, sealed=False), PLAIN, (), limits=Limits())


def test_gr_393_what_is_unusual_is_said_and_what_is_usual_is_not():
    assert strange() == ()
    assert strange(at=NIGHT) == strange(at=SUNDAY) == ("off_hours",)
    assert strange(recent=9) == ()
    assert strange(recent=10) == ("many",)
    assert strange(recent=2, limits=Limits(hourly=2)) == ("many",)
    assert strange(replace(CASE, closed=True)) == ("closed",)
    assert strange(holder="o-2") == ("not_handler",)
    assert strange(replace(CASE, handler=None), "o-2") == ()
    assert strange(replace(CASE, named=False)) == ("unnamed",)
    assert strange(replace(CASE, closed=True, named=False), "o-2", at=NIGHT, recent=99) == UNUSUAL


def test_a_state_is_told_as_of_an_instant():
    given, waiting = ask(CASE, PLAIN, (), limits=Limits()), ask(CASE, ASKING, (), limits=Limits())
    assert (state(given, AT), state(given, AT + timedelta(minutes=15))) == (APPROVED, EXPIRED)
    assert (state(waiting, AT), state(waiting, AT + WAITED)) == (ASKED, EXPIRED)
    assert state(refuse(waiting, LEADER, at=AT), AT + timedelta(days=9)) == REFUSED


def test_a_fact_tells_codes_and_ids_only():
    event = tell("grid", "reporter", ask(CASE, PLAIN, (), limits=Limits()), party="alias", holder="other")
    assert event.name == "grid.reporter_unmasked"
    assert event.data.keys() == {
        "kind", "record", "number", "area", "role", "unit", "reason", "unusual", "needed", "party", "holder", "until",
    }  # fmt: skip


def test_each_word_stands_in_the_glossary():
    rows = tables(ROOT / "docs" / "glossary.md")["Seeing an identity 身份查看"]
    assert [word for row in rows for word in code(row["identifier"])] == [*REASONS, *UNUSUAL, *STATES, EXPIRED, MINOR, ALL]


@pytest.mark.parametrize("service", ["grid", "petition", "mediation"])
def test_the_table_of_each_service_takes_what_the_rules_know(service):
    found = [path.read_text() for path in (ROOT / "services" / service / "migrations").glob("*.unmasking.sql")]
    assert len(found) == 1
    for column, words in (("reason", REASONS), ("needed", (MINOR, ALL)), ("state", STATES)):
        assert f"CHECK ({column} IN ({', '.join(map(repr, words))}))" in found[0]
