"""Small parts of the front door, each by itself."""
from __future__ import annotations

import pytest

from kernel.errors import Invalid
from services.gateway.http import language, trace
from services.gateway.http.cursor import Cursor
from services.gateway.http.quota import Quotas
from services.gateway.http.route import Route
from services.gateway.http.table import Table
from services.gateway.words import catalogue
from tests.unit.gateway.conftest import SAID, Look


@pytest.mark.parametrize(
    ("header", "chosen"),
    [
        ("", "zh"),
        ("en", "en"),
        ("en-US,en;q=0.9", "en"),
        ("zh-CN,zh;q=0.9,en;q=0.8", "zh"),
        ("en;q=0.1, zh;q=0.9", "zh"),
        ("zh;q=0, en", "en"),
        ("fr, de", "zh"),
        ("en;q=x", "zh"),
        ("*", "zh"),
    ],
)
def test_language_is_chosen_by_weight_then_order(header, chosen):
    assert language.choose(header) == chosen


@pytest.mark.parametrize(
    "header", [None, "", "00-0-0-01", f"00-{'0' * 32}-{'1' * 16}-01", f"00-{'1' * 32}-{'0' * 16}-01", "x" * 55]
)
def test_a_trace_nobody_can_follow_begins_anew(header):
    assert trace.TRACEPARENT.fullmatch(trace.follow(header))


def test_an_encoded_slash_makes_no_segment():
    table = Table((Route("GET", "/things/{thing}", "s", "a", Look, None, SAID),))
    assert table.find("GET", "/things/a%2Fb")[1] == {"thing": "a/b"}


def test_a_row_standing_twice_stops_the_start():
    row = Route("GET", "/things/{thing}", "s", "a", Look, None, SAID)
    with pytest.raises(ValueError, match="two rows"):
        Table((row, row))


def test_a_fixed_segment_wins_over_a_variable_one():
    rows = [Route("GET", f"/things/{part}", "s", part, Look, None, SAID) for part in ("{thing}", "mine")]
    assert Table(tuple(rows)).find("GET", "/things/mine")[0].act == "mine"


def test_a_changed_cursor_is_refused():
    cursor = Cursor(b"k" * 32)
    sealed = cursor.seal({"id": 7}, "here")
    assert cursor.open(sealed, "here") == {"id": 7}
    for bad, where in ((sealed, "there"), ("A" + sealed[1:], "here"), ("é", "here"), ("", "here")):
        with pytest.raises(Invalid, match="cursor_malformed"):
            cursor.open(bad, where)


def test_failures_from_one_place_for_any_login_lock_that_place_alone():
    quotas = Quotas({"address": "3 per 15 minute"})
    for _ in range(3):
        quotas.refuse_locked(address="192.0.2.1")
        quotas.count_failure(address="192.0.2.1")
    with pytest.raises(Invalid, match="account_locked") as refused:
        quotas.refuse_locked(address="192.0.2.1")
    assert 1 <= refused.value.facts["retry_after_seconds"] <= 900
    quotas.refuse_locked(address="192.0.2.9")


def test_a_sentence_lacking_a_fact_is_still_said():
    assert catalogue.say("grid.point_out_of_range", "en", {"field": "lon"})[1] == "lon must be from - to -."


def test_a_fact_that_is_none_shows_as_a_dash():
    assert "from - to 60" in catalogue.say("grid.reading_out_of_range", "en", {"least": None, "most": 60})[1]


@pytest.mark.parametrize(("code", "facts", "zh", "en"), [
    ("grid.site_not_yours", {"unit": "lamps", "names": {"lamps": "路灯所"}}, "该点位由路灯所负责。", None),
    ("grid.area_not_yours", {"area": "210203011003", "names": {"210203011003": "胜利社区"}}, None,
     "胜利社区 (210203011003) is not within your area."),
    ("grid.arbiter_below", {"tier": "street"}, "该事项须由街道一级或更高层级的领导裁定；到期将自动上报。", None),
    ("grid.evidence_missing", {"needed": ["note", "photo_after"]}, "需要：文字说明、处置后照片。",
     "Needed: a note, a photo after."),
    ("grid.reward_amount_outside", {"least": 20000, "most": 50050}, "该类别的奖励为200至500.50元。",
     "This kind is rewarded with 200 to 500.50 yuan."),
    ("grid.reward_amount_outside", {}, None, "This kind is rewarded with - to - yuan."),
])  # fmt: skip
def test_people_read_names_and_yuan_where_machines_read_codes_and_fen(code, facts, zh, en):
    for spoken, expected in (("zh", zh), ("en", en)):
        assert expected in (None, catalogue.say(code, spoken, facts)[1])


def test_a_code_without_words_speaks_for_itself():
    assert catalogue.say("shop.thing_missing", "zh", {}) == ("shop.thing_missing", "shop.thing_missing")
