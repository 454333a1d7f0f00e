"""A petition's file is listed for the archive after ten years, whole; what came to the window is nobody's after two."""
from datetime import timedelta

import pytest

from kernel.keep import Keep
from services.petition.store.retention import RULES
from tests.integration.past import carry, like, plan, rule_of
from tests.integration.petition.front import LAMP, Front, rejected
from tests.integration.petition.office import ANYONE, DESK, ELSEWHERE, OFFICER, STRANGER, SYSTEM, WORKER
from tools.retention import held, released

FILE, INTAKE = rule_of(RULES, "petition.file"), rule_of(RULES, "petition.intake")


@pytest.fixture
def front(database_of):
    return Front(database_of("petition"))


def answered(front):
    """Give an intake that was answered, and when it is past its time."""
    taken = front.take()
    front.confirm(taken, "answer", thing="office_hours", reason="only a question")
    at = front.db.one("SELECT changed_at FROM intake WHERE id = %s", (taken["id"],))[0]
    return taken, Keep(2, "years").after(at)


def due(office):
    return Keep(10, "years").after(office.db.one("SELECT changed_at FROM petition WHERE state = 'answered'")[0])


def test_gr_414_it_is_listed_once_after_ten_years_and_whole(office):
    office.answered()
    office.register()
    before = office.db.all("SELECT * FROM petitioner")
    assert carry(office.db, FILE, due(office) - timedelta(seconds=1)).gone == 0
    assert carry(office.db, FILE, due(office), "s").gone == 1
    assert carry(office.db, FILE, due(office), "t").gone == 0
    assert office.db.all("SELECT count(*) FROM petition WHERE listed_at IS NOT NULL") == [(1,)]
    assert office.db.all("SELECT * FROM petitioner") == before


def test_gr_478_who_answers_for_a_file_sees_that_it_is_listed_and_others_do_not(office):
    for _ in range(3):
        office.answered()
    office.register()
    assert office.as_(DESK).list_archive({}) == {"items": [], "next": None}
    carry(office.db, FILE, due(office) + timedelta(days=1), "s")
    first = office.as_(DESK).list_archive({"limit": 2})
    rest = office.as_(DESK).list_archive({"limit": 2, "after": first["next"]})
    found = [*first["items"], *rest["items"]]
    assert (len({one["id"] for one in found}), rest["next"]) == (3, None)
    assert {one["state"] for one in found} == {"answered"}
    assert set(found[0]) == {"id", "number", "state", "version", "area", "unit", "received_at", "ended_at", "listed_at"}
    assert len(office.as_(OFFICER).list_archive({})["items"]) == 3
    for other in (STRANGER, ELSEWHERE, WORKER, ANYONE):
        assert office.as_(other).list_archive({})["items"] == []


def test_gr_414_what_is_under_review_waits(office):
    seen = office.answered()
    held(office.db, seen["id"], "review")
    assert carry(office.db, FILE, due(office)).held == 1
    released(office.db, seen["id"])
    assert carry(office.db, FILE, due(office), "s").gone == 1


def test_a_batch_among_ten_thousand_is_read_by_an_index(office, admin_url):
    seen = office.answered()
    like(
        admin_url, "petition.petition", seen["id"], n=10_000, id="gen_random_uuid()", number="'N' || n",
        changed_at="one.changed_at - n * interval '1 hour'",
    )  # fmt: skip
    assert "petition_unlisted" in plan(office.db, FILE, due(office))


def test_gr_451_who_brought_what_to_the_window_is_nobodys_two_years_after_its_end(front):
    taken, at = answered(front)
    waits = front.take()
    assert carry(front.db, INTAKE, at - timedelta(seconds=1)).gone == 0
    assert carry(front.db, INTAKE, at, "s").gone == 1
    assert carry(front.db, INTAKE, at, "t").gone == 0
    whole = front.seen(taken)
    assert (whole["text"], whole["contact"], whole["kind"]) == ("", {"name": "", "phone": ""}, "answer")
    assert front.seen(waits)["text"] == LAMP
    assert front.db.all("SELECT count(*) FROM audit WHERE body::text LIKE '%%let_go%%'") == [(1,)]


def test_gr_451_an_intake_waits_while_what_was_made_of_it_is_examined(front):
    taken = front.take()
    front.confirm(taken, "petition", reason="asked for")
    front.hear()
    at, became = front.db.one("SELECT changed_at, became::text FROM intake")
    held(front.db, became, "review")
    assert carry(front.db, INTAKE, Keep(2, "years").after(at)).held == 1
    released(front.db, became)
    assert carry(front.db, INTAKE, Keep(2, "years").after(at), "s").gone == 1
    # nobody can decide anew about what says nothing
    front.as_(SYSTEM).hear_rejected(rejected(became))
    assert front.seen(taken)["state"] == "linked"


def test_gr_451_a_batch_of_intakes_among_ten_thousand_is_read_by_an_index(front, admin_url):
    taken, at = answered(front)
    like(
        admin_url, "petition.intake", taken["id"], n=10_000, id="gen_random_uuid()", number="'N' || n",
        changed_at="one.changed_at - n * interval '1 hour'",
    )  # fmt: skip
    assert "intake_unlet" in plan(front.db, INTAKE, at)
