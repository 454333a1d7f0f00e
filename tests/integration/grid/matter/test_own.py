"""Who reported is put right: what stood there before opens no more, and the window is told of which, not of what."""
from __future__ import annotations

import pytest

from kernel.errors import Conflict
from kernel.seal import Unopenable
from services.grid.store import reporter
from tests.integration.everything import left
from tests.integration.grid.town import DISPATCHER, RESIDENT
from tests.make import refused

WRONG, RIGHT, PHONE = "林小错", "林小对", "13812345678"


def test_gr_406_what_is_put_right_is_told_by_field_and_the_old_value_is_nowhere(town):
    seen = town.report(reporter={"name": WRONG, "phone": PHONE})
    blob = town.db.one("SELECT name FROM reporter")[0]
    order = {"number": seen["number"], "name": RIGHT}
    for _ in range(2):
        assert town.as_(RESIDENT, key="right").personal_correct(order)["fields"] == ["name"]
    told = [one for one in town.told() if one["name"] == "grid.identity_corrected"]
    assert [(one["subject"], one["data"]) for one in told] == [(seen["id"], {"fields": ["name"]})]
    assert left(town.db, WRONG, RIGHT, bytes(blob).hex()) == []
    town.db.all("UPDATE reporter SET name = %s", (blob,))
    with pytest.raises(Unopenable):
        reporter.open_(town.db, town.seal, seen["id"])


def test_gr_406_what_is_joined_to_another_is_open_and_can_be_put_right_until_it_is_over(town):
    main = town.through("accept", seen=town.report())
    seen = town.act(DISPATCHER, "merge", town.report(reporter={"name": WRONG, "phone": PHONE}), into=main["id"])
    order = {"number": seen["number"], "name": RIGHT}
    assert town.as_(RESIDENT).personal_correct(order)["fields"] == ["name"]
    town.db.all("UPDATE incident SET state = 'closed', closed_at = %s WHERE id = %s", (town.at, seen["id"]))
    with refused(Conflict, "grid.identity_fixed"):
        town.as_(RESIDENT).personal_correct(order)
