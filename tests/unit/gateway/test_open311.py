"""Open311 as pure data: XML as the standard writes it, forms, days, questions and names."""
from __future__ import annotations

import io
from datetime import UTC, date, datetime
from urllib.parse import urlencode
from xml.etree import ElementTree as ET

import pytest

from kernel.errors import Invalid
from kernel.keyring import make_key
from kernel.seal import Sealer
from services.gateway.open311 import answer, form, markup, offer, report
from services.gateway.open311.form import FORM, Form
from services.gateway.open311.name import Names
from services.gateway.open311.request import request
from services.gateway.open311.span import span

ID = "0199a3d4-6c1e-7b52-9f0e-3c5d7a1b2e4f"
KIND = {
    "code": "E1", "name": "Rubbish", "name_zh": "暴露垃圾", "name_en": "Rubbish", "major_zh": "市容", "major_en": "City looks",
    "unit_name": "Sanitation", "urgent": False,
}  # fmt: skip
ON = date(2026, 11, 22)
PLACE = {"lat": "38.91", "long": "121.615"}


def body(text, media=FORM):
    raw = text.encode() if isinstance(text, str) else text
    return {"CONTENT_TYPE": media, "CONTENT_LENGTH": str(len(raw)), "wsgi.input": io.BytesIO(raw)}


def read(text, media=FORM):
    with form.read(body(text, media), None, None, most=1) as given:
        return given


def said(**fields):
    return Form({**PLACE, **fields}, {})


def test_xml_has_the_names_of_the_standard():
    found = markup.write("services", [{"service_code": "E1", "metadata": True, "keywords": None}])
    assert found.decode().replace("'", '"') == (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        "<services><service><service_code>E1</service_code><metadata>true</metadata><keywords /></service></services>"
    )


def test_each_list_of_the_standard_has_its_own_items():
    made = markup.write("service_definition", offer.definition(KIND, "zh"))
    assert [one.text for one in ET.fromstring(made).findall("attributes/attribute/values/value/key")] == ["yes", "no"]


@pytest.mark.parametrize("words", ["<script>&amp;]]>", "\"'\u00e9中文\U0001f6b0", "line\nline", "<!ENTITY a 'b'>&a;"])
def test_words_come_back_from_xml_as_they_were(words):
    assert ET.fromstring(markup.write("errors", [{"code": 400, "description": words}]))[0][1].text == words


def test_signs_that_xml_forbids_are_left_out():
    found = markup.write("errors", [{"description": "a\x00\x0b\x1f\ufffe\ud800b"}])
    assert ET.fromstring(found)[0][0].text == "ab"


@pytest.mark.parametrize(
    ("last", "end", "rest"),
    [
        ("E1.JSON", "json", "E1"), ("a.b.Xml", "xml", "a.b"),
        ("E1.json", "json", "E1"), ("E1.xml", "xml", "E1"), ("E1", "", "E1"), ("a.b.json", "json", "a.b"), ("a.b", "", "a.b"),
    ],
)
def test_the_end_of_a_path_says_the_format_and_a_code_may_have_dots(last, end, rest):
    assert (answer.suffix(last), answer.bare(last)) == (end, rest)


def test_an_empty_field_is_none_and_attributes_are_read_by_code():
    given = read("service_code=E1&lat=&attribute[urgent]=yes&attribute%5Bmany%5D%5B%5D=a&attribute[many][]=b&api_key=")
    assert given.fields == {"service_code": "E1"}
    assert given.attributes == {"urgent": ("yes",), "many": ("a", "b")}


MANY = "&".join(f"f{n}=1" for n in range(101))


@pytest.mark.parametrize("text", ["lat=1&lat=2", b"description=\xff", b"description=%ff", MANY])
def test_a_form_that_others_would_read_otherwise_is_refused(text):
    with pytest.raises(Invalid, match="gateway.body_malformed"):
        read(text)


@pytest.mark.parametrize("media", ["application/json", "text/xml", ""])
def test_a_body_that_is_no_form_is_refused(media):
    with pytest.raises(Invalid, match="gateway.content_type_refused"):
        read("{}", media)


def test_the_key_is_no_part_of_what_was_said():
    assert read("service_code=E1&api_key=a").said == read("api_key=b&service_code=E1").said


@pytest.mark.parametrize(
    ("start", "end", "wanted"),
    [
        ("", "", ("2026-08-24", "2026-11-22")),
        ("2026-11-01T00:00:00+08:00", "", ("2026-11-01", "2026-11-22")),
        ("2026-01-01T00:00:00Z", "", ("2026-01-01", "2026-04-01")),
        ("", "2026-03-31", ("2025-12-31", "2026-03-31")),
        ("2026-11-01T20:00:00Z", "2026-11-03T00:00:00 08:00", ("2026-11-02", "2026-11-03")),
    ],
)
def test_ninety_days_are_asked_for_unless_fewer_are(start, end, wanted):
    assert tuple(day.isoformat() for day in span(start, end, on=ON)) == wanted


@pytest.mark.parametrize(
    ("start", "end", "code"),
    [
        ("2026-01-01", "2026-11-01", "gateway.open311_span_too_long"),
        ("2026-11-02", "2026-11-01", "gateway.open311_span_too_long"),
        ("2026-12-01", "", "gateway.open311_span_too_long"),
        ("2026-11-01T00:00:00", "", "gateway.open311_date_malformed"),
        ("yesterday", "", "gateway.open311_date_malformed"),
        ("", "0001-01-01T00:00:00+14:00", "gateway.open311_date_malformed"),
        ("", "9999-12-31", "gateway.open311_date_malformed"),
    ],
)
def test_a_span_that_is_none_is_refused(start, end, code):
    with pytest.raises(Invalid, match=code):
        span(start, end, on=ON)


def test_a_danger_is_not_asked_whether_it_is_one():
    assert offer.service(KIND, "en")["metadata"] is True
    assert offer.service({**KIND, "urgent": True}, "en")["metadata"] is False


def test_a_service_is_found_by_its_words_in_both_languages():
    found = offer.service(KIND, "zh")
    assert found["keywords"] == "暴露垃圾, Rubbish, 市容, City looks"
    assert found["group"] == "市容"


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"other": ("1",)}, "attribute_unknown"),
        ({"urgent": ("maybe",)}, "not_a_choice"),
        ({"urgent": ("yes", "no")}, "not_a_choice"),
    ],
)
def test_answers_are_those_that_were_asked_for(given, code):
    with pytest.raises(Invalid, match=code):
        report.command(Form(PLACE, given), KIND)


def test_a_form_becomes_a_report():
    person = {"first_name": "小雨", "last_name": "林", "phone": "13800000000"}
    found = report.command(Form({**PLACE, **person}, {"urgent": ("yes",)}), KIND)
    assert found == {
        "case_type": "E1", "description": "暴露垃圾", "urgent": True, "address": "", "evidence": [],
        "point": {"lat": 38.91, "lon": 121.615, "system": "wgs84"}, "reporter": {"name": "林小雨", "phone": "13800000000"},
    }  # fmt: skip


def test_what_identifies_a_device_an_account_or_a_mailbox_is_kept_nowhere():
    found = report.command(said(device_id="d-77", account_id="a-77", email="e-77@example.org"), KIND)
    assert "-77" not in str(found)


def test_gr_292_a_link_is_kept_as_words_and_opened_by_nobody():
    found = report.command(said(media_url="http://169.254.169.254/latest"), KIND)
    assert found["evidence"] == [{"kind": "note", "words": "media_url（未打开，来源未核实）：http://169.254.169.254/latest"}]


def test_several_links_are_kept_each_for_itself_and_once():
    links = "media_url=http://a.example/1&media_url=http://a.example/2&media_url[]=http://a.example/1"
    found = report.command(read(f"{urlencode(PLACE)}&{links}"), KIND)
    assert [one["words"].rpartition("：")[2] for one in found["evidence"]] == ["http://a.example/1", "http://a.example/2"]


@pytest.mark.parametrize("link", ["file:///etc/passwd", "javascript:alert(1)", "http://a b", "ftp://x/y", "https://" + "a" * 501])
def test_gr_292_what_is_no_link_of_the_web_is_refused(link):
    with pytest.raises(Invalid, match="wire.wrong_form"):
        report.command(said(media_url=link), KIND)


@pytest.mark.parametrize(
    ("fields", "code", "pointer"),
    [
        ({}, "grid.place_missing", "/lat"),
        ({"lat": "38.9"}, "wire.required", "/long"),
        ({"long": "121.6"}, "wire.required", "/lat"),
        ({"lat": "north", "long": "121.6"}, "wire.wrong_type", "/lat"),
        ({"lat": "nan", "long": "121.6"}, "wire.wrong_type", "/lat"),
        ({"lat": "38.9", "long": "1e9"}, "wire.wrong_type", "/long"),
    ],
)
def test_a_place_is_whole_or_refused(fields, code, pointer):
    with pytest.raises(Invalid, match=code) as refused:
        report.command(Form(fields, {}), KIND)
    assert refused.value.pointer == pointer


def test_gr_291_a_name_holds_no_hour_and_leads_back_under_each_live_key():
    old, new = make_key("k1"), make_key("k2")
    before, after = Names(Sealer([old])), Names(Sealer([new, old]))
    name = before.of(ID)
    assert name[:8] != ID[:8]
    assert ID in after.ids(name)
    assert after.of(ID) != name
    assert after.ids("not a name") == []


def test_gr_291_two_matters_of_one_second_have_names_of_nothing_in_common():
    names = Names(Sealer([make_key("k1")]))
    one, two = names.of(ID), names.of(ID[:-1] + "0")
    assert sum(a == b for a, b in zip(one, two, strict=True)) < 16


def test_gr_290_a_request_tells_days_and_no_words():
    row = {
        "id": ID, "open": False, "state_words": "closed", "kind": "Rubbish", "case_type": "E1", "agency": "Sanitation",
        "reported_on": "2026-11-01", "changed_on": "2026-11-03", "where": ["一号", "东社区"], "lat": 38.91, "lon": 121.6,
        "photos": ["p-1", "p-2", "p-3"],
    }  # fmt: skip
    shown = request(row, Names(Sealer([make_key("k1")])), {"p-1": "/1", "p-2": "/2"}, asked={ID: "asked"})
    assert (shown["service_request_id"], shown["status"], shown["media_url"]) == ("asked", "closed", "/2")
    assert shown["requested_datetime"] == "2026-11-01T00:00:00+08:00"
    assert shown["description"] is None
    assert datetime.fromisoformat(shown["updated_datetime"]) == datetime(2026, 11, 2, 16, tzinfo=UTC)
