"""Who reported a matter is nobody two years after its close, unless somebody still looks at it."""
from datetime import timedelta

import pytest

from kernel.keep import Keep
from services.grid.store.retention import RULES
from tests.integration.everything import left
from tests.integration.grid.town import RESIDENT, TO_CLOSED
from tests.integration.past import carry, like, plan, rule_of
from tools.retention import held

CONTACT = rule_of(RULES, "grid.contact")
NAME, WORDS = "林小一", "楼下烧烤油烟熏人"


@pytest.fixture
def closed(town):
    seen = town.as_(RESIDENT).report({
        "point": {"lon": 121.615, "lat": 38.91, "system": "wgs84"}, "case_type": "E1", "description": WORDS,
        "reporter": {"name": NAME, "phone": "13812345678"},
    })  # fmt: skip
    return town.through(*TO_CLOSED, seen=seen)


def due(town):
    return Keep(2, "years").after(town.db.one("SELECT closed_at FROM incident")[0])


def test_gr_413_not_a_second_before_two_years_and_once_after(town, closed):
    at = due(town)
    assert carry(town.db, CONTACT, at - timedelta(seconds=1)).gone == 0
    assert left(town.db, NAME, WORDS) == [WORDS]
    assert carry(town.db, CONTACT, at, "s").gone == 1
    assert left(town.db, NAME, WORDS) == []
    assert carry(town.db, CONTACT, at, "t").gone == 0
    assert town.db.all("SELECT rule, gone FROM retention_run ORDER BY run") == [
        ("grid.contact", 0), ("grid.contact", 1), ("grid.contact", 0),
    ]  # fmt: skip
    row = town.db.one("SELECT body::json->>'act' FROM audit WHERE subject = %s ORDER BY seq DESC LIMIT 1", (closed["id"],))
    assert row == ("let_go",)


def test_gr_413_what_is_open_or_examined_stays(town, closed):
    town.report()
    held(town.db, closed["id"], "supervision")
    run = carry(town.db, CONTACT, due(town) + timedelta(days=3000))
    assert (run.gone, run.held) == (0, 1)


def test_gr_413_what_is_joined_to_another_waits_for_its_answer(town, closed):
    town.db.all("UPDATE incident SET state = 'merged'")
    run = carry(town.db, CONTACT, due(town) + timedelta(days=3000))
    assert (run.gone, run.held) == (0, 1)


def test_a_batch_among_ten_thousand_is_read_by_an_index(town, closed, admin_url):
    ago = {"closed_at": "one.closed_at - n * interval '1 hour'"}
    like(admin_url, "grid.incident", closed["id"], n=10_000, id="gen_random_uuid()", number="'N' || n", **ago)
    read = plan(town.db, CONTACT, due(town))
    assert "incident_said" in read
    assert "Seq Scan on incident" not in read
