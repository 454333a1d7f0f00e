"""Who hears of what."""
from __future__ import annotations

import string

import pytest

from kernel.scope import subtree
from services.notify.channels import CHANNELS
from services.notify.domain import audience
from services.notify.domain.render import LANGUAGES, words
from services.notify.domain.rules import INBOX, RULES, notices
from services.notify.domain.template import NOUNS, TEMPLATES
from services.notify.store.notice import PARAMS

AREA = "210203004005"


def event(name, **data):
    return {"id": "e", "name": name, "district": "210203", "round": 1, "subject": "s", "data": data}


def heard(name, **data):
    return {(n.audience, n.template) for n in notices(event(name, **data))}


def test_every_rule_has_words_in_both_languages():
    for rule in RULES:
        assert set(TEMPLATES[rule.template]) == set(LANGUAGES), rule.template


def test_every_template_is_used_by_a_rule():
    assert set(TEMPLATES) == {rule.template for rule in RULES}


def test_no_template_stands_in_two_files():
    assert sum(len(noun.TEMPLATES) for noun in NOUNS) == len(TEMPLATES)


def test_templates_show_only_fields_that_are_kept():
    for template, languages in TEMPLATES.items():
        for title, text in languages.values():
            shown = {name for _, name, _, _ in string.Formatter().parse(title + text) if name}
            assert shown <= set(PARAMS), template


def test_every_channel_of_a_rule_is_registered():
    assert {c for rule in RULES for c in rule.channels} <= {INBOX, *CHANNELS}


def test_no_rule_stands_twice():
    probe = {"party": "p", "unit": "u", "owner": "o", "blower": "b", "given_unit": "g", "area": AREA, "district": "210203"}
    keys = [key for key in ((rule.event, rule.audience(probe), rule.template) for rule in RULES) if key[1]]
    assert len(keys) == len(set(keys))


def test_a_report_is_heard_by_who_raised_it_and_by_the_dispatchers_of_its_area():
    assert heard("grid.incident_reported", party="r1", area=AREA) == {
        ("account:r1", "matter_received"),
        (f"area:{AREA}:dispatcher", "incident_arrived"),
    }


def test_an_unnamed_report_tells_nobody_in_person():
    assert heard("grid.incident_reported", party=None, area=AREA) == {(f"area:{AREA}:dispatcher", "incident_arrived")}


def test_a_report_without_a_place_goes_to_the_district():
    assert heard("grid.incident_reported", party=None, area=None) == {("area:210203:dispatcher", "incident_arrived")}


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("grid.incident_verification_asked", {(f"area:{AREA}:grid_worker", "look_wanted")}),
        ("petition.registered", {(f"area:{AREA}:dispatcher", "petition_arrived"), ("account:r1", "matter_received")}),
        ("petition.forwarded", {("unit:u:officer", "petition_given"), ("account:r1", "petition_forwarded")}),
        ("mediation.assigned", {("unit:u:officer", "dispute_given")}),
        ("mediation.failed", {("account:r1", "dispute_failed")}),
    ],
)
def test_who_must_act_next_or_waits_for_the_end_is_told(name, told):
    assert heard(name, party="r1", area=AREA, unit="u") == told


@pytest.mark.parametrize("name", ["deadline_near", "deadline_missed"])
def test_those_on_the_ground_hear_of_the_day_of_what_the_community_is_asked_and_of_no_other(name):
    workers = (f"area:{AREA}:grid_worker", name)
    assert workers in heard(f"grid.{name}", area=AREA, owner="", kind="task")
    assert workers not in heard(f"grid.{name}", area=AREA, owner="", kind="item")


@pytest.mark.parametrize(
    ("stage", "role"), [("verify", "grid_worker"), ("check", "checker"), ("arbitrate", "leader"), ("handle", None)]
)
@pytest.mark.parametrize("name", ["deadline_near", "deadline_missed"])
def test_who_must_look_check_or_decide_hears_of_the_limit_beside_the_desk(name, stage, role):
    told = {key for key, _ in heard(f"grid.{name}", area=AREA, owner="", kind="incident", stage=stage)}
    roles = {"dispatcher", *({"leader"} if name == "deadline_missed" else ()), *({role} if role else ())}
    assert told == {f"area:{AREA}:{one}" for one in roles}


@pytest.mark.parametrize(
    "fact", ["dispatched", "arbitrated", "extended", "extension_refused", "hung", "resumed", "reworked", "reassigned"]
)
def test_a_community_whose_grid_workers_do_the_work_hears_what_a_departments_officers_hear(fact):
    told = heard(f"grid.incident_{fact}", area=AREA, unit="east")
    templates = {template for key, template in told if key == "unit:east:officer"}
    assert len(templates) == 1
    assert templates == {template for key, template in told if key == "unit:east:grid_worker"}


def test_what_was_solved_on_the_spot_and_drawn_is_told_to_who_checks():
    check = (f"area:{AREA}:checker", "check_wanted")
    assert check in heard("grid.incident_reported", area=AREA, state="handled")
    assert check not in heard("grid.incident_reported", area=AREA, state="self_handled")


def test_an_unknown_event_is_heard_by_nobody():
    assert heard("grid.weather_changed", party="r1") == set()


def test_an_area_is_reached_by_readers_of_each_level_above_it():
    keys = audience.keys_of_reach(f"area:{AREA}:dispatcher")
    prefixes = ("21", "2102", "210203", "210203004", AREA)
    assert keys == tuple(f"area:{prefix}:dispatcher" for prefix in prefixes)


def test_the_leader_of_a_city_hears_of_a_community_in_it():
    [read] = audience.keys_of_reader(aliases=(), role="leader", unit_code=None, prefixes=[subtree("210200000000")])
    assert read in audience.keys_of_reach(f"area:{AREA}:leader")


def test_a_district_is_not_reached_by_a_street():
    assert audience.keys_of_reach("area:210203:leader") == ("area:21:leader", "area:2102:leader", "area:210203:leader")


def test_a_reader_reads_as_person_as_member_of_a_unit_and_as_holder_of_a_role():
    keys = audience.keys_of_reader(aliases=["a"], role="officer", unit_code="u9", prefixes=["210203004", "210203005"])
    assert keys == ("account:a", "unit:u9:officer", "area:210203004:officer", "area:210203005:officer")


@pytest.mark.parametrize("what", ["meeting_prepared", "review_prepared", "duty_missed", "sweep_missed"])
@pytest.mark.parametrize(("area", "prefix"), [("210203001000", "210203001"), ("210203000000", "210203")])
def test_each_level_hears_of_its_own_list_and_no_district_of_each_of_its_streets(what, area, prefix):
    [(told, _)] = heard(f"grid.{what}", area=area)
    assert audience.keys_of_reach(told) == (f"area:{prefix}:leader",)


def test_who_is_appointed_stands_in_or_takes_over_hears_in_person():
    assert heard("grid.staff_appointed", party="b", area=AREA) == {("account:b", "post_given")}
    assert heard("grid.staff_stood_in", party="c", holder="a", area=AREA) == {
        ("account:c", "stand_in_given"),
        ("account:a", "stood_in_for"),
    }
    assert ("account:c", "task_yours") in heard("grid.incident_reassigned", heir="c", area=AREA, unit="u")
    assert heard("grid.duty_short", party="z") == {("account:z", "duty_short")}


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_missing_value_shows_as_a_dash(language):
    assert "-" in words("deadline_near", language, {"number": "SJ1"})[1]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("template", ["deadline_near", "deadline_missed", "deadline_moved"])
def test_a_date_is_told_in_local_time(template, language):
    _, text = words(template, language, {"number": "SJ", "due_at": "2026-11-22T16:10:00+00:00"})
    assert "2026-11-23 00:10" in text


def test_each_clock_of_a_record_is_told_of_by_what_is_to_be_done():
    due = {"number": "SJ1", "due_at": "2026-11-22T01:30:00+00:00"}
    said = [words("deadline_missed", "zh", due | {"stage": stage})[1] for stage in ("take_up", "handle", "make_safe")]
    assert said == [f"SJ1 已超过{what}期限：2026-11-22 09:30。" for what in ("接办", "办理", "排除危险")]
    assert words("deadline_near", "en", due | {"stage": "window"})[1].startswith("The time to say what becomes of SJ1 ends soon")
    assert words("deadline_near", "en", due | {"stage": "check"})[1] == "The time to check SJ1 ends soon: 2026-11-22 09:30."


def test_a_grids_task_is_heard_by_those_on_its_ground_and_a_units_by_its_officers():
    assert heard("grid.order_given", unit=None, grid=AREA + "001", area=AREA) == {(f"area:{AREA}:grid_worker", "order_on_grid")}
    assert (f"area:{AREA}:grid_worker", "order_on_grid") not in heard("grid.order_given", unit="lamps", grid=None, area=AREA)
    for name in ("failed", "withdrawn"):
        assert heard(f"grid.order_{name}", unit=None, grid=AREA + "001", area=AREA) == {
            (f"area:{AREA}:grid_worker", f"order_{name}")
        }


@pytest.mark.parametrize(
    ("level", "ordered", "answered"),
    [
        ("attention", {"unit:lamps:officer"}, {"unit:watch:checker", f"area:{AREA}:dispatcher"}),
        ("supervise", {"unit:lamps:officer", "unit:lamps:leader"}, {f"area:{AREA}:dispatcher"}),
        (
            "list_supervise", {"unit:lamps:officer", "unit:lamps:leader", f"area:{AREA}:leader"}, {f"area:{AREA}:leader"},
        ),
    ],
)  # fmt: skip
def test_the_higher_the_level_of_supervision_the_higher_who_hears_of_it(level, ordered, answered):
    for act, expected in (("ordered", ordered), ("answered", answered)):
        found = heard(f"grid.supervision_{act}", level=level, unit="lamps", ordered_unit="watch", area=AREA)
        assert {to for to, _ in found} == expected


def test_what_a_campaign_found_is_heard_by_all_officers_over_its_ground_and_its_sites_by_their_units():
    assert heard("grid.bulletin_published", unit="lamps", area=AREA) == {
        (f"area:{AREA}:officer", "bulletin_published"), (f"area:{AREA}:leader", "bulletin_published"),
    }  # fmt: skip
    templates = {"site_given": "sites_given", "site_reopened": "site_reopened", "campaign_ended": "campaign_ended"}
    for name, template in templates.items():
        assert heard(f"grid.{name}", unit="lamps", area=AREA) == {("unit:lamps:officer", template)}


def test_a_missed_limit_of_a_whistle_is_told_to_the_unit_s_head_and_to_who_leads_over_the_place_for_a_unit_may_have_no_head():
    assert heard("grid.whistle_breached", unit="lamps", area=AREA, number="CS1", breaches=1) == {
        ("unit:lamps:leader", "whistle_breached"), (f"area:{AREA}:leader", "whistle_missed"),
    }  # fmt: skip
