"""What a district may choose of how long things are kept."""
from __future__ import annotations

import pytest

from kernel import retention, retention_own
from kernel.keep import Keep
from kernel.retention import Rows, Rule, chosen
from kernel.retention_own import unmasking
from tools.retention import OF, rules_of

RULE = Rule(
    "notify.content", ("notices", "通知"), Keep(180, "days"), Keep(30, "days"), Keep(180, "days"), "delete", "design",
    Rows("notice", "at"), lambda *_: 0,
)  # fmt: skip


def test_without_a_choice_the_usual_holds():
    assert chosen([RULE], "") == {"notify.content": Keep(180, "days")}


def test_gr_411_a_choice_within_bounds_holds():
    assert chosen([RULE], "grid.contact=1 years, notify.content = 90 days") == {"notify.content": Keep(90, "days")}


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("notify.content=29 days", "30 days to 180 days"), ("notify.content=1 years", "30 days to 180 days"),
        ("notify.content=long", "no length"), ("notify.other=1 years", "no rule notify.other"),
    ],
)  # fmt: skip
def test_gr_411_a_choice_out_of_bounds_stops_the_process(text, problem):
    with pytest.raises(ValueError, match=problem):
        chosen([RULE], text)


def test_what_others_let_go_of_is_not_chosen_here_where_it_would_change_nothing():
    with pytest.raises(ValueError, match=r"grid.tracks is kept is not chosen here: it is let go of by duty"):
        chosen(OF["grid"], "grid.tracks=60 days")


def test_what_must_be_kept_by_law_has_no_upper_bound_and_no_lower_choice():
    audit = next(rule for rule in retention_own.RULES if rule.name == "kernel.audit")
    assert (audit.least, audit.most) == (Keep(3, "years"), None)


@pytest.mark.parametrize("service", OF)
def test_each_rule_has_a_name_of_its_own_and_says_what_it_is_in_both_languages(service):
    rules = rules_of(service)
    assert len({rule.name for rule in rules}) == len(rules)
    assert all(rule.name.partition(".")[0] in ("kernel", service) for rule in rules)
    assert all(len(rule.said) == 2 and all(rule.said) for rule in rules)


def test_what_touches_matters_of_people_waits_for_an_operator():
    slow = {rule.name for service in OF for rule in OF[service] if rule.fate != "delete"}
    assert not {rule.name for rule in retention.by_themselves(rule for service in OF for rule in OF[service])} & slow


def test_a_rule_without_work_says_who_does_it():
    with pytest.raises(ValueError, match="x.y"):
        Rule("x.y", ("a", "b"), Keep(1, "days"), Keep(1, "days"), None, "delete", "design", Rows("t", "at"))


def test_the_record_of_who_saw_an_identity_is_kept_three_years_in_each_service():
    assert {unmasking(service).least for service in ("grid", "petition", "mediation")} == {Keep(3, "years")}
