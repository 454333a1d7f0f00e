"""Each party's own word."""
from __future__ import annotations

from dataclasses import replace

import pytest

from kernel.decision import Decision
from kernel.errors import Conflict, Denied, Invalid
from services.mediation.domain.consent import acknowledge, consent, end
from services.mediation.domain.dispute import Case, Party
from services.mediation.domain.doer import SYSTEM, Doer
from services.mediation.domain.life import LIFE
from services.mediation.domain.opening import MOST_PARTIES, Asked, join, open_
from tests.make import refused
from tests.unit.mediation.matter import COLLEAGUE, DESK, LATER, MEDIATOR, NEIGHBOUR, NOW, ONE, OTHER, STRANGER, case

ASKED = Asked("neighbour", "210203001001", "noise", applicant="a", respondent="b", party="index-a")


def say(doer: Doer, party: str, agreed: bool = True, how: str = "online", on: Case | None = None) -> Decision[Case]:
    return consent(on or case(), doer, party=party, agreed=agreed, how=how, at=NOW)


def side(of: Case, id: str) -> Party:
    found = of.party(id)
    assert found is not None
    return found


def opened(doer: Doer) -> Case:
    return open_(ASKED, doer, id="t-1", number="TJ", district="210203", at=NOW).record


def test_mx_06_who_applies_has_consented_and_nobody_else() -> None:
    assert [one.consent for one in opened(Doer("r-1", "resident")).parties] == ["given", "pending"]
    for doer, source in ((DESK, "proposed"), (SYSTEM, "referred")):
        made = opened(doer)
        assert (made.dispute.source, [one.consent for one in made.parties]) == (source, ["pending", "pending"])


def test_mx_03_the_committee_whose_officer_opens_a_case_has_it_and_a_desk_keeps_none() -> None:
    assert [opened(doer).dispute.unit for doer in (MEDIATOR, DESK)] == ["committee", None]


def test_mx_06_opening_has_its_roles_and_its_district() -> None:
    with refused(Denied, "mediation.role_not_allowed"):
        opened(Doer("c", "checker"))
    with refused(Invalid, "mediation.area_outside"):
        open_(replace(ASKED, area="210204001001"), DESK, id="t", number="TJ", district="210203", at=NOW)


def test_mx_06_a_party_named_later_is_asked_like_any_other() -> None:
    lone = Case(case().dispute, case().parties[:1])
    yes = say(ONE, "a", on=lone).record
    assert yes.dispute.state == "consent_pending"
    joined = join(yes, MEDIATOR, id="b", role="respondent", at=NOW).record
    assert [(one.id, one.consent) for one in joined.parties] == [("a", "given"), ("b", "pending")]


def test_mx_06_parties_are_not_without_end() -> None:
    one = case()
    full = Case(one.dispute, one.parties * (MOST_PARTIES // 2))
    with refused(Invalid, "mediation.too_many_parties"):
        join(full, DESK, id="c", role="respondent", at=NOW)


def test_mx_07_the_last_yes_accepts_the_case_and_both_facts_are_told() -> None:
    first = say(ONE, "a")
    assert (first.record.dispute.state, [event.name for event in first.events]) == (
        "consent_pending", ["mediation.consented"],
    )  # fmt: skip
    last = say(OTHER, "b", on=first.record)
    assert (last.record.dispute.state, last.record.dispute.accepted_at) == ("accepted", NOW)
    assert [(event.name, event.version) for event in last.events] == [
        ("mediation.consented", 3), ("mediation.accepted", 4),
    ]  # fmt: skip


def test_mx_07_one_no_ends_it_at_once_whatever_the_other_said() -> None:
    for before in (case(), say(ONE, "a").record):
        no = say(OTHER, "b", agreed=False, on=before)
        assert (no.record.dispute.state, side(no.record, "b").consent) == ("refused", "refused")
        assert [event.name for event in no.events] == ["mediation.refused"]
        assert LIFE.acts("refused") == ()


def test_mx_07_who_when_and_how_is_kept_for_each_party() -> None:
    heard = side(say(MEDIATOR, "b", how="by_phone").record, "b")
    assert (heard.consent, heard.consent_at, heard.consent_how, heard.consent_by) == ("given", NOW, "by_phone", "m-1")
    own = side(say(ONE, "a").record, "a")
    assert (own.consent_how, own.consent_by) == ("online", "")
    with refused(Conflict, "mediation.already_consented"):
        say(ONE, "a", on=say(ONE, "a").record)


def test_mx_07_a_party_may_still_say_no_after_its_yes() -> None:
    assert say(ONE, "a", agreed=False, on=say(ONE, "a").record).record.dispute.state == "refused"


def test_mx_02_nobody_speaks_for_another_party() -> None:
    with refused(Denied, "mediation.word_not_yours"):
        say(ONE, "b")
    with refused(Denied, "mediation.not_a_party"):
        say(NEIGHBOUR, "a")
    with refused(Denied, "mediation.word_not_heard"):
        say(DESK, "a", how="online")
    with refused(Invalid, "mediation.party_unknown"):
        say(ONE, "z")


def test_mx_03_only_the_committee_that_has_the_case_takes_words_down() -> None:
    with refused(Denied, "mediation.unit_not_responsible"):
        say(STRANGER, "a", how="in_person")
    assert side(say(COLLEAGUE, "a", how="in_person").record, "a").consent_by == "m-2"


@pytest.mark.parametrize("state", ["consent_pending", "accepted", "assigned", "mediating"])
def test_mx_08_a_party_may_end_it_at_any_time_before_an_agreement(state: str) -> None:
    done = end(case(state), ONE, party="a", how="online", at=NOW)
    assert (done.record.dispute.state, done.events[0].name) == ("ended", "mediation.ended")


def test_mx_08_after_an_agreement_it_is_no_longer_ended() -> None:
    with refused(Conflict, "mediation.dispute_act_not_allowed"):
        end(case("agreed"), ONE, party="a", how="online", at=NOW)


def test_mx_05_being_told_is_kept_for_each_party() -> None:
    told = acknowledge(case(), OTHER, party="b", how="online", at=LATER).record
    assert (side(told, "b").told_at, side(told, "b").told_by, side(told, "a").told_at) == (LATER, "", None)
    with refused(Conflict, "mediation.already_acknowledged"):
        acknowledge(told, DESK, party="b", how="in_person", at=LATER)


def test_facts_carry_the_applicants_index_and_the_side_but_nobodys_name() -> None:
    event = say(OTHER, "b").events[0]
    assert (event.data["party"], event.data["side"]) == ("index-a", "b")
    assert Case(case().dispute).applicant is None
