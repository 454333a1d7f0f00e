"""What was told to whom goes after half a year, with everything that hangs on it."""
from datetime import timedelta

from kernel import retention
from kernel.keep import Keep
from services.notify.domain.rules import Notice
from services.notify.store import notice
from services.notify.store.retention import RULES, TABLES
from tests.integration.notify.test_view import AT, EVENT
from tests.integration.past import like, plan, rule_of

CONTENT = rule_of(RULES, "notify.content")


def tell(db, at, round=1):
    told = Notice("account:nobody", "matter_received", ("inbox", "log"))
    with db.transaction() as tx:
        notice.add(tx, EVENT | {"round": round}, [told], at)


def test_gr_416_half_a_year_and_not_a_second_less(database_of):
    db = database_of("notify")
    tell(db, AT)
    tell(db, AT + timedelta(seconds=1), round=2)
    run = retention.tidy(db, RULES, {"notify.content": Keep(180, "days")}, now=AT + timedelta(days=180), day="2026-08-30")
    assert run == 1
    assert db.all("SELECT at FROM notice") == [(AT + timedelta(seconds=1),)]
    assert [db.one(f"SELECT count(*) FROM {table} WHERE notice NOT IN (SELECT id FROM notice)")[0] for table in TABLES] == [0] * 3


def test_a_batch_among_ten_thousand_is_read_by_an_index(database_of, admin_url):
    db = database_of("notify")
    tell(db, AT)
    id = db.one("SELECT id FROM notice")[0]
    ago = {"at": "one.at - n * interval '1 hour'"}
    like(admin_url, "notify.notice", id, n=10_000, id="gen_random_uuid()", event="gen_random_uuid()", **ago)
    assert "notice_at" in plan(db, CONTENT, AT + timedelta(days=180))
