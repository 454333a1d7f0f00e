"""What counts in the whole district is decided by who leads all of it: a street's leader decides nothing for other streets."""
from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from kernel.errors import Denied
from tests.integration.grid.town import LEADER, STREET, Town
from tests.make import refused

STREET_LEADER = replace(LEADER, id="l-9", area=STREET)
SEAT = {"role": "grid_worker", "level": "grid", "least": 0, "most": 1, "employments": ["full_time"]}
DECIDED: tuple[tuple[str, dict[str, Any]], ...] = (
    ("add_campaign_template", {"code": "ten", "kind": "property", "title_zh": "十查", "title_en": "ten",
                               "items": [{"code": "one", "zh": "一查", "en": "one"}]}),
    ("set_reward_amount", {"case_type": "E1", "least": 5000, "most": 50000}),
    ("add_staff_role", {"code": "yard_head", "name_zh": "院长", "name_en": "Yard head", "tags": ["patrol"]}),
    ("add_team", {"code": "yard_team", "name_zh": "院落团队", "name_en": "Yard team", "seats": [SEAT]}),
)  # fmt: skip


@pytest.mark.parametrize(("act", "command"), DECIDED, ids=[act for act, _ in DECIDED])
def test_who_leads_a_street_decides_nothing_that_counts_in_the_whole_district(town: Town, act: str, command: dict[str, Any]):
    with refused(Denied, "grid.leader_not_of_root"):
        getattr(town.as_(STREET_LEADER), act)(command)
    getattr(town.as_(LEADER), act)(command)
