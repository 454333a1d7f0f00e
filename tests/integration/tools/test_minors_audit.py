"""The yearly audit of minors: what there is, who saw whom and who had agreed, who looked, what is due; nobody's name."""
from __future__ import annotations

import orjson
import pytest
from click.testing import CliRunner

from kernel import audit, clock
from kernel.call import Actor, Call
from services.gateway.access import store as access
from services.gateway.access.look import Look
from tests.integration.grid.town import DISPATCHER, LEADER, Town
from tests.integration.mediation import committee
from tests.integration.mediation.committee import Committee
from tests.integration.petition import office
from tests.integration.petition.office import Office
from tools import minors_audit

NAME, PHONE = "林小一", "13800007411"
WHY = {"reason": "contact", "words": "to call back about the gate"}
CHILD = {"name": NAME, "phone": PHONE, "minor": True}
SPAN = minors_audit.span_of(2026)


@pytest.fixture
def town(database_of):
    return Town(database_of("grid"))


def told(admin_url, town, span=SPAN, keep=""):
    return minors_audit.report(admin_url, span, keep, town.at)


def seen_with_approval(town, seen):
    asked = town.as_(DISPATCHER).unmask_reporter({"incident": seen["id"], **WHY})
    town.as_(LEADER).approve_unmasking({"unmasking": asked["id"], "version": asked["version"]})
    town.as_(DISPATCHER).find_reporter({"incident": seen["id"]})


def sneaked(town, seen):
    """Somebody saw who it is with a grant that nobody had agreed to, which the service does not do."""
    detail = {"unmasking": clock.new_id(), "subject": seen["id"], "reason": "other"}
    call = Call(actor=DISPATCHER, now=town.at)
    with town.db.transaction() as tx:
        audit.append(tx, call, act="reporter_opened", kind="incident", subject=seen["id"], version=9, detail=detail)


def test_gr_460_each_seeing_stands_with_its_office_reason_and_who_had_agreed(town, admin_url):
    seen_with_approval(town, town.report(reporter=CHILD))
    found = told(admin_url, town)
    (one,) = found["openings"]
    assert (one["service"], one["role"], one["reason"], one["approver_role"]) == ("grid", "dispatcher", "contact", "leader")
    assert (one["known"], one["without_approval"]) == (True, False)
    assert [(row["state"], row["count"]) for row in found["asked"]] == [("approved", 1)]


def test_gr_460_what_nobody_had_agreed_to_is_found(town, admin_url, tmp_path):
    sneaked(town, town.report(reporter=CHILD))
    assert [one["without_approval"] for one in told(admin_url, town)["openings"]] == [True]
    out = tmp_path / "audit.json"
    ran = CliRunner().invoke(minors_audit.main, ["2026", "--database-url", admin_url, "--out", str(out)])
    assert (ran.exit_code, "1 times somebody saw" in ran.output) == (1, True)
    assert orjson.loads(out.read_bytes())["openings"][0]["without_approval"] is True


def test_gr_460_what_was_seen_before_it_was_known_needed_nobody(town, admin_url):
    seen = town.report(reporter={"name": NAME, "phone": PHONE})
    town.as_(DISPATCHER).unmask_reporter({"incident": seen["id"], **WHY})
    town.as_(DISPATCHER).find_reporter({"incident": seen["id"]})
    command = {"incident": seen["id"], "version": seen["version"], "minor": True, "reason": "looks_so"}
    made = town.as_(DISPATCHER).mark_minor(command)
    sneaked(town, seen)
    town.as_(LEADER).mark_minor({**command, "version": made["version"], "minor": False, "reason": "mistaken"})
    sneaked(town, seen)
    found = told(admin_url, town)
    openings = [(one["known"], one["without_approval"]) for one in found["openings"]]
    assert openings == [(False, False), (True, True), (False, False)]
    assert [(one["role"], one["minor"], one["reason"], one["count"]) for one in found["marks"]] == [
        ("dispatcher", True, "looks_so", 1), ("leader", False, "mistaken", 1),
    ]  # fmt: skip
    assert found["matters"] == []


def test_gr_460_matters_are_counted_by_kind_and_area_over_all_services_and_nobody_is_named(town, database_of, admin_url):
    town.report(reporter=CHILD)
    town.report(reporter={"name": "周二", "phone": PHONE})
    Office(database_of("petition")).register(petitioner={**office.PERSON, "minor": True})
    Committee(database_of("mediation")).open(respondent={**committee.OTHER, "minor": True})
    found = told(admin_url, town)
    assert [(one["service"], one["sort"], one["count"]) for one in found["matters"]] == [
        ("grid", "E1", 1), ("petition", "", 1), ("mediation", "neighbour", 1),
    ]  # fmt: skip
    assert not [word for word in ("林", "周", "7411", "138", DISPATCHER.id) if word in str(found)]


def test_gr_460_other_years_are_other_audits(town, admin_url):
    seen_with_approval(town, town.report(reporter=CHILD))
    other = told(admin_url, town, minors_audit.span_of(2025))
    assert (other["openings"], other["asked"], len(other["matters"])) == ([], [], 1)


def test_gr_460_looks_are_counted_by_office_and_each_record_once(town, database_of, admin_url):
    child, grown = town.report(reporter=CHILD), town.report(reporter={"name": "周二", "phone": PHONE})
    access.add(database_of("gateway"), [look("list", child, grown), look("read", child), look("read", grown)])
    now = clock.now()
    found = told(admin_url, town, minors_audit.span_of(now.astimezone(clock.SHANGHAI).year))
    looks = [(one["purpose"], one["unit"], one["count"]) for one in found["looks"]]
    assert looks == [("list", "centre", 1), ("read", "centre", 1)]


def look(purpose, *records):
    return Look(
        clock.new_id(), clock.now(), clock.new_id(), "dispatcher", "centre", "210203", "grid.find", purpose, "incident",
        ",".join(one["id"] for one in records), None,
    )  # fmt: skip


def test_gr_460_what_is_due_is_of_minors_alone(town, admin_url):
    for person in (CHILD, {"name": "周二", "phone": PHONE}):
        town.through("hand_over", seen=town.report(reporter=person))
    with town.db.transaction() as tx:
        tx.run("UPDATE incident SET closed_at = %s", (town.at,))
    town.later(days=366 * 2)
    (grid,) = [one for one in told(admin_url, town)["due"] if one["rule"] == "grid.contact"]
    assert (grid["due"], grid["held"], grid["kept"]) == (1, 0, "2 years")


def test_a_clean_year_says_so(admin_url, town):
    town.as_(Actor(role="system"))
    ran = CliRunner().invoke(minors_audit.main, ["2026", "--database-url", admin_url])
    assert (ran.exit_code, "nothing is wrong" in ran.output) == (0, True)
