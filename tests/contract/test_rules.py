"""Rules, their sources and their tests stay together."""
from __future__ import annotations

import pytest

from tools import rules_index

RULES = rules_index.collect()


@pytest.mark.parametrize("rule", RULES)
def test_each_rule_names_its_source(rule):
    assert RULES[rule].sources


@pytest.mark.parametrize("rule", RULES)
def test_each_rule_is_named_by_a_test(rule):
    assert RULES[rule].tests, f"name a test ..._{rule.lower().replace('-', '_')}_..."


def test_rules_are_found_wherever_a_service_keeps_them():
    rooms = {place.split("/")[2] for rule in RULES.values() for place in rule.places}
    assert {"domain", "service", "store", "attachment"} <= rooms


def test_the_index_is_up_to_date():
    assert rules_index.TARGET.read_text() == rules_index.render(RULES), "run `make rules`"
