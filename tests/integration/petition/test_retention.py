"""A petition's file is put on the list for the archive after ten years, and nothing of it goes."""
from datetime import timedelta

from kernel.keep import Keep
from services.petition.store.retention import RULES
from tests.integration.past import carry, like, plan, rule_of
from tools.retention import held, released

FILE = rule_of(RULES, "petition.file")


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
