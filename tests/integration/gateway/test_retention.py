"""Who looked at what goes by whole months, and operators read what has gone."""
from datetime import UTC, datetime

import psycopg2
import pytest

from kernel import retention
from kernel.call import Actor, Call
from kernel.errors import Denied
from kernel.keep import Keep
from kernel.retaining import RulesView, may_read, shown
from kernel.wire import load
from services.gateway.retention import RULES
from tests.integration.past import carry, rule_of
from tests.make import refused

LOOKS = rule_of(RULES, "gateway.looks")
JUNE = "'2020-06-01 00:00+08'"


@pytest.fixture
def db(database_of, admin_url):
    """A look each at the end of May and of June 2020."""
    with psycopg2.connect(admin_url, options="-c search_path=gateway") as conn, conn.cursor() as cursor:
        cursor.execute(f"CREATE TABLE look_202005 PARTITION OF look FOR VALUES FROM ('2020-05-01 00:00+08') TO ({JUNE})")
        cursor.execute(f"CREATE TABLE look_202006 PARTITION OF look FOR VALUES FROM ({JUNE}) TO ('2020-07-01 00:00+08')")
        cursor.execute(
            "INSERT INTO look (id, at, account, role, area, act, purpose, kind, ids)"
            " SELECT gen_random_uuid(), at, gen_random_uuid(), 'officer', '', 'find', 'read', 'incident',"
            " ARRAY[gen_random_uuid()]"
            " FROM unnest(ARRAY['2020-05-31 23:59:59+08', '2020-06-30 12:00+08']::timestamptz[]) AS at"
        )
    return database_of("gateway")


def test_gr_417_a_month_goes_when_all_of_it_is_past_its_time(db):
    now = datetime(2023, 5, 31, 15, 59, tzinfo=UTC)  # a minute before midnight in Shanghai
    assert retention.look(db, LOOKS, LOOKS.usual, now).n == 0
    assert carry(db, LOOKS, now).gone == 0
    june = datetime(2023, 5, 31, 16, 0, tzinfo=UTC)
    assert carry(db, LOOKS, june, "s").gone == 1
    assert carry(db, LOOKS, june, "t").gone == 0
    assert db.one("SELECT count(*), min(at) FROM look") == (1, datetime(2020, 6, 30, 4, tzinfo=UTC))


def test_what_has_gone_is_told_as_its_view_says_the_latest_first(db):
    for month, run in ((6, "one"), (7, "two")):
        carry(db, LOOKS, datetime(2023, month, 15, tzinfo=UTC), run)
    keeps = retention.chosen(RULES, "gateway.looks=2 years")
    said = shown(db, RULES, keeps, language="en")
    load(RulesView, said)
    looks = next(one for one in said["items"] if one["name"] == "gateway.looks")
    assert (looks["keep"], looks["least"], looks["most"]) == (str(Keep(2, "years")), "6 months", None)
    assert [(run["run"], run["gone"]) for run in looks["runs"]] == [("two", 1), ("one", 1)]
    assert shown(db, RULES, keeps, language="zh")["items"][0]["said"] == "查阅记录"


def test_nobody_but_operators_reads_it():
    may_read(Call(Actor("a", "operator")))
    with refused(Denied, "retention.role_not_allowed"):
        may_read(Call(Actor("a", "leader")))
