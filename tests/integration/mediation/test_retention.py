"""A dispute's file is kept by its class: five years, or ten where its agreement is performed over more than one."""
import pytest

from kernel.call import Call
from kernel.keep import Keep
from services.mediation.store import erasure
from services.mediation.store.retention import RULES
from tests.integration.everything import left
from tests.integration.mediation.committee import MATTER, MEDIATOR, ONE, side
from tests.integration.past import carry, like, plan, rule_of
from tools.retention import held

FILE, LONG = rule_of(RULES, "mediation.file"), rule_of(RULES, "mediation.long_file")


@pytest.fixture
def seen(committee):
    seen = committee.mediating()
    return committee.act(MEDIATOR, "conclude", seen, written=committee.written(seen))


def ended(committee):
    return committee.db.one("SELECT changed_at FROM dispute")[0]


def lengthen(committee):
    """Have something of the agreement due in three years."""
    sql = """UPDATE agreement SET content = jsonb_set(content, '{terms}', jsonb_build_array(
                 jsonb_build_object('due_on', to_char(concluded_at + interval '3 years', 'YYYY-MM-DD'))))"""
    with committee.db.transaction() as tx:
        assert tx.run(sql) == 1


def test_gr_415_a_file_goes_after_five_years_and_not_before(committee, seen):
    at = ended(committee)
    assert carry(committee.db, FILE, Keep(4, "years").after(at)).gone == 0
    assert carry(committee.db, LONG, Keep(5, "years").after(at)).gone == 0
    assert carry(committee.db, FILE, Keep(5, "years").after(at), "s").gone == 1
    assert left(committee.db, MATTER["matter"], *ONE.values()) == []
    assert carry(committee.db, FILE, Keep(5, "years").after(at), "t").gone == 0


def test_gr_415_one_of_long_performance_is_kept_ten(committee, seen):
    lengthen(committee)
    at = ended(committee)
    assert carry(committee.db, FILE, Keep(9, "years").after(at)).gone == 0
    assert carry(committee.db, LONG, Keep(9, "years").after(at), "s").gone == 0
    assert carry(committee.db, LONG, Keep(10, "years").after(at), "t").gone == 1


def test_gr_415_one_before_a_court_waits(committee, seen):
    held(committee.db, seen["id"], "court")
    run = carry(committee.db, FILE, Keep(6, "years").after(ended(committee)))
    assert (run.gone, run.held) == (0, 1)


def test_gr_415_who_the_other_side_is_goes_with_its_term_though_the_words_went_before(committee, seen):
    with committee.db.transaction() as tx:
        erasure.anonymise(tx, Call().system(), "party", [side(seen, "applicant")])
        erasure.anonymise(tx, Call().system(), "words", [seen["id"]])
    named = "SELECT count(*) FROM person WHERE name IS NOT NULL"
    assert committee.db.one(named) == (1,)
    assert carry(committee.db, FILE, Keep(4, "years").after(ended(committee))).gone == 0
    assert carry(committee.db, FILE, Keep(5, "years").after(ended(committee)), "s").gone == 1
    assert committee.db.one(named) == (0,)
    assert carry(committee.db, FILE, Keep(6, "years").after(ended(committee)), "t").gone == 0


def test_a_batch_among_ten_thousand_is_read_by_an_index(committee, seen, admin_url):
    like(
        admin_url, "mediation.dispute", seen["id"], n=10_000, id="gen_random_uuid()", number="'N' || n",
        changed_at="one.changed_at - n * interval '1 hour'",
    )  # fmt: skip
    read = plan(committee.db, FILE, Keep(5, "years").after(ended(committee)))
    assert "dispute_ended" in read
    assert "Seq Scan on dispute" not in read
