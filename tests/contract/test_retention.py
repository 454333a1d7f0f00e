"""How long things are kept is written for people as the rules have it, and each kind of the design has a rule."""
from __future__ import annotations

from tools import retention_table

# domain 5.5: photos go with their matter, by the same rule as its words
KINDS = {
    "grid.contact", "grid.tracks", "petition.file", "mediation.file", "mediation.long_file", "notify.content", "gateway.looks",
    "gateway.exports", "kernel.audit", "kernel.keys", "kernel.inbox",
}  # fmt: skip


def test_the_page_about_privacy_has_the_table_of_the_rules():
    page = retention_table.TARGET.read_text()
    assert page == retention_table.written(page), "make rules"


def test_each_kind_of_the_design_has_a_rule():
    assert {rule.name for rule in retention_table.rules()} >= KINDS


def test_a_rule_is_told_once():
    names = [rule.name for rule in retention_table.rules()]
    assert len(names) == len(set(names))
