"""Every request meets the same steps: row, caller, role, key, version, body, schema, service, answer."""
from __future__ import annotations

import gzip

import orjson
import pytest

from kernel.errors import Conflict, Denied, Invalid, Missing, Problem, Unavailable
from services.gateway.http import app, body
from tests.unit.gateway.conftest import THING

BEND = f"/things/{THING}/bend"
TAG = {"HTTP_IF_MATCH": '"3"'}


def test_a_command_is_path_version_and_body_in_one(client, behind):
    got = client("POST", BEND, {"note": "soft"}, **TAG)
    service, act, command, call = behind.asked[0]
    assert (got.status, service, act) == (200, "shop", "bend")
    assert command == {"thing": THING, "version": 3, "note": "soft"}
    assert (call.key, call.actor.id, call.actor.role) == ("k1-long-enough-for-nobody", "a1", "resident")


@pytest.mark.parametrize(("key", "status"), [("k" * 21, 400), ("k" * 22, 201)])
def test_a_key_of_nobody_must_be_too_long_to_be_hit_upon(client, key, status):
    got = client("POST", "/open-things", {"title": "lamp"}, role="", key=key)
    assert got.status == status
    assert client("POST", "/things", {"title": "lamp"}, key="k").status == 201, "who is signed in has keys of their own"


def test_gr_471_who_is_signed_in_and_kept_out_is_written_down_and_nobody_else(client, monkeypatch):
    told = []
    monkeypatch.setattr(app.log, "info", lambda event, **fields: told.append((event, fields)))
    client("POST", "/things", {"title": "a"}, role="officer")
    client("POST", "/things", {}, role="resident")
    client("GET", "/nowhere", role="")
    assert told == [("access_refused", {"account": "a1", "row": "POST /things", "code": "gateway.role_refused"})]


def test_what_was_made_has_an_address_and_a_version(client):
    got = client("POST", "/things", {"title": "lamp"})
    assert got.status == 201
    assert got.headers["Location"] == f"/things/{THING}"
    assert got.headers["ETag"] == '"3"'


def test_gr_410_who_typed_a_number_of_a_person_is_told_that_it_is_not_kept(client):
    assert client("POST", "/things", {"title": "E12345678"}).headers["Numbers-Masked"] == "1"
    assert "Numbers-Masked" not in client("POST", "/things", {"title": "lamp"}).headers


def test_what_is_read_leaves_compressed_and_what_was_done_does_not(client, behind):
    behind.reply = {"id": THING, "version": 3, "title": "街道" * 1000}
    wish = {"HTTP_ACCEPT_ENCODING": "gzip"}
    read = client("GET", f"/things/{THING}", **wish)
    assert (read.headers["Content-Encoding"], int(read.headers["Content-Length"])) == ("gzip", len(read.body))
    assert orjson.loads(gzip.decompress(read.body)) == behind.reply
    held = client("GET", f"/things/{THING}", **wish, HTTP_IF_NONE_MATCH=read.headers["ETag"])
    assert (held.status, held.body, held.headers["ETag"]) == (304, b"", read.headers["ETag"])
    elsewhere = client("GET", f"/things/{THING}", **wish, HTTP_SEC_FETCH_SITE="cross-site")
    assert "Content-Encoding" not in elsewhere.headers
    assert "Content-Encoding" not in client("POST", "/things", {"title": "lamp"}, **wish).headers


def test_a_reply_of_nothing_has_no_body(client):
    got = client("DELETE", f"/things/{THING}")
    assert (got.status, got.body) == (204, b"")
    assert "Content-Length" not in got.headers


@pytest.mark.parametrize(
    ("request_", "status", "code"),
    [
        (("GET", "/nowhere", None, {}), 404, "gateway.path_unknown"),
        (("GET", "/things/", None, {}), 404, "gateway.path_unknown"),
        (("PUT", "/things", {}, {}), 405, "gateway.verb_refused"),
        (("GET", f"/things/{THING}", None, {"role": ""}), 401, "gateway.token_missing"),
        (("GET", f"/things/{THING}", None, {"HTTP_AUTHORIZATION": "Bearer x.y.z"}), 401, "gateway.token_invalid"),
        (("GET", f"/things/{THING}", None, {"HTTP_AUTHORIZATION": "Basic eA=="}), 401, "gateway.token_invalid"),
        (("POST", "/things", {"title": "a"}, {"role": "officer"}), 403, "gateway.role_refused"),
        (("POST", "/things", {"title": "a"}, {"key": ""}), 400, "gateway.key_missing"),
        (("POST", "/things", {"title": "a"}, {"key": "a b"}), 400, "gateway.key_malformed"),
        (("POST", "/things", {"title": "a"}, {"key": "k" * 65}), 400, "gateway.key_malformed"),
        (("POST", BEND, {}, {}), 428, "gateway.version_missing"),
        (("POST", BEND, {}, {"HTTP_IF_MATCH": "3"}), 400, "gateway.version_malformed"),
        (("POST", BEND, {}, {"HTTP_IF_MATCH": "*"}), 400, "gateway.version_malformed"),
        (("POST", "/things", b"{", {}), 400, "gateway.json_malformed"),
        (("POST", "/things", b"[]", {}), 400, "gateway.json_not_object"),
        (("POST", "/things", b"{}", {"CONTENT_TYPE": "text/plain"}), 415, "gateway.content_type_refused"),
        (("POST", "/things", b"{}", {"HTTP_CONTENT_ENCODING": "gzip"}), 415, "gateway.content_type_refused"),
        (("POST", "/things?title=a", {"title": "a"}, {}), 400, "gateway.query_refused"),
        (("POST", "/things", {}, {}), 422, "wire.required"),
        (("POST", "/things", {"title": 3}, {}), 422, "wire.wrong_type"),
        (("POST", "/things", {"title": "a", "extra": 1}, {}), 422, "wire.unknown_field"),
        (("POST", BEND, {"thing": THING}, TAG), 422, "wire.unknown_field"),
        (("POST", BEND, {"version": 9}, TAG), 422, "wire.unknown_field"),
        (("GET", "/things/1", None, {}), 422, "wire.wrong_form"),
        (("GET", "/things?after=x", None, {}), 422, "wire.unknown_field"),
        (("GET", "/things?limit=x", None, {}), 422, "wire.wrong_type"),
        (("GET", "/things?limit=1&limit=2", None, {}), 400, "gateway.query_refused"),
        (("GET", "/things?color=%ff", None, {}), 400, "gateway.query_refused"),
        (("GET", "/things?cursor=xyz", None, {}), 400, "gateway.cursor_malformed"),
    ],
)
def test_a_wrong_request_is_refused_before_any_service_hears_of_it(client, behind, request_, status, code):
    verb, target, given, options = request_
    got = client(verb, target, given, **options)
    assert (got.status, got.json["code"]) == (status, code)
    assert got.headers["Content-Type"] == "application/problem+json"
    assert behind.asked == []


@pytest.mark.parametrize(
    ("failure", "status"),
    [
        (Invalid("shop.title_taken"), 422),
        (Missing("shop.thing_missing"), 404),
        (Conflict("shop.thing_act_not_allowed"), 409),
        (Conflict("shop.thing_changed"), 412),
        (Denied("shop.thing_closed"), 403),
        (Unavailable("rpc.timeout"), 503),
    ],
)
def test_a_failure_of_a_service_keeps_its_code_and_gets_its_status(client, behind, failure, status):
    behind.failure = failure
    got = client("POST", BEND, {}, **TAG)
    assert (got.status, got.json["code"], got.json["status"]) == (status, failure.code, status)


def test_unavailable_says_when_to_come_back(client, behind):
    behind.failure = Unavailable("rpc.timeout")
    assert client("POST", BEND, {}, **TAG).headers["Retry-After"] == "2"


def test_several_faults_are_listed_each_with_its_place(client):
    got = client("POST", "/things", {"titel": "a"}).json
    assert got["code"] == "wire.invalid"
    assert {(e["code"], e["pointer"]) for e in got["errors"]} == {
        ("wire.unknown_field", "/titel"),
        ("wire.required", "/title"),
    }


def test_facts_reach_the_words_and_the_client(client, behind):
    behind.failure = Conflict("grid.evidence_missing", needed=["document", "note"])
    got = client("POST", BEND, {}, **TAG, HTTP_ACCEPT_LANGUAGE="en").json
    assert got["facts"]["needed"] == ["document", "note"]
    assert got["detail"] == "Needed: a document, a note."


def test_problems_of_a_service_come_with_the_place_of_the_only_one(client, behind):
    behind.failure = Invalid("wire.invalid", problems=(Problem("wire.null", "/a/0", {}),))
    got = client("POST", BEND, {}, **TAG).json
    assert (got["code"], got["pointer"]) == ("wire.null", "/a/0")


def test_a_defect_tells_its_trace_and_nothing_else(client, behind):
    behind.failure = RuntimeError("secret of the house")
    got = client("POST", BEND, {}, **TAG, HTTP_ACCEPT_LANGUAGE="en")
    assert (got.status, got.json["code"]) == (500, "gateway.defect")
    assert b"secret" not in got.body
    assert got.json["instance"] == "urn:trace:" + got.headers["traceparent"][3:35]


def test_words_come_in_the_language_asked_for(client):
    assert client("GET", "/nowhere").json["title"] == "没有这个地址"
    assert client("GET", "/nowhere").headers["Content-Language"] == "zh-CN"
    english = client("GET", "/nowhere", HTTP_ACCEPT_LANGUAGE="en-GB,zh;q=0.5")
    assert (english.json["title"], english.headers["Content-Language"]) == ("No such address", "en")


def test_the_callers_trace_goes_on(client, behind):
    parent = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"
    got = client("GET", f"/things/{THING}", HTTP_TRACEPARENT=parent)
    assert got.headers["traceparent"][:36] == parent[:36]
    assert got.headers["traceparent"] != parent
    assert behind.asked[0][3].trace == got.headers["traceparent"]


def test_a_page_leads_to_the_next_with_the_same_question(client, behind):
    behind.reply = {"items": [], "next": {"id": "x"}}
    got = client("GET", "/things?limit=2&color=blue&open=false&tags=a&tags=b")
    assert behind.asked[0][2] == {"limit": 2, "color": "blue", "open": False, "tags": ["a", "b"]}
    address = got.headers["Link"].removeprefix("<").removesuffix('>; rel="next"')
    assert got.json["next"] in address
    behind.reply = {"items": [], "next": None}
    last = client("GET", address)
    assert behind.asked[1][2] == {**behind.asked[0][2], "after": {"id": "x"}}
    assert (last.json["next"], "Link" in last.headers) == (None, False)


def test_a_cursor_serves_only_who_it_was_given_to(client, behind):
    behind.reply = {"items": [], "next": {"id": "x"}}
    cursor = client("GET", "/things").json["next"]
    assert client("GET", f"/things?cursor={cursor}", role="officer").json["code"] == "gateway.cursor_malformed"


def test_options_and_405_name_the_verbs(client):
    assert client("OPTIONS", "/things").headers["Allow"] == "GET, HEAD, OPTIONS, POST"
    assert client("PATCH", f"/things/{THING}").headers["Allow"] == "DELETE, GET, HEAD, OPTIONS"


def test_head_is_get_without_its_body(client):
    full, bare = client("GET", f"/things/{THING}"), client("HEAD", f"/things/{THING}")
    assert bare.headers["ETag"] == full.headers["ETag"]
    assert (bare.status, bare.body, bare.headers["Content-Length"]) == (200, b"", str(len(full.body)))


def test_what_a_reader_holds_already_is_not_sent_again(client, behind):
    path, first = f"/things/{THING}", client("GET", f"/things/{THING}")
    tag = first.headers["ETag"]
    for held in (tag, f"W/{tag}", f'"1.0", {tag}', "*"):
        again = client("GET", path, HTTP_IF_NONE_MATCH=held)
        assert (again.status, again.body, again.headers["ETag"]) == (304, b"", tag)
        assert not {"Content-Type", "Content-Length"} & again.headers.keys()
    assert client("GET", path, HTTP_IF_NONE_MATCH='"3"').status == 200


def test_one_version_shown_otherwise_is_sent(client, behind):
    tag = client("GET", f"/things/{THING}").headers["ETag"]
    behind.reply = {**behind.reply, "late": True}
    got = client("GET", f"/things/{THING}", HTTP_IF_NONE_MATCH=tag)
    assert (got.status, got.json["late"]) == (200, True)


def test_the_tag_of_what_was_read_serves_as_version(client, behind):
    tag = client("GET", f"/things/{THING}").headers["ETag"]
    assert client("POST", BEND, {}, HTTP_IF_MATCH=tag).status == 200
    assert behind.asked[-1][2]["version"] == 3


def test_a_tag_that_a_compressing_proxy_has_weakened_serves_as_version(client, behind):
    tag = client("GET", f"/things/{THING}").headers["ETag"]
    assert client("POST", BEND, {}, HTTP_IF_MATCH=f"W/{tag}").status == 200
    assert behind.asked[-1][2]["version"] == 3
    for odd in (f'{tag}, "9"', f"w/{tag}", 'W/"*"', "W/3"):
        assert client("POST", BEND, {}, HTTP_IF_MATCH=odd).json["code"] == "gateway.version_malformed"


def test_a_list_has_no_tag(client, behind):
    behind.reply = {"items": [], "next": None}
    assert "ETag" not in client("GET", "/things").headers


def test_a_revoked_token_no_longer_counts(client, signer, revoked):
    token = client.token()
    given = {"role": "", "HTTP_AUTHORIZATION": f"Bearer {token}"}
    assert client("GET", f"/things/{THING}", **given).status == 200
    revoked.add(signer.verify(token).id)
    assert client("GET", f"/things/{THING}", **given).json["code"] == "gateway.token_invalid"


def test_who_has_no_account_meets_a_limit_and_who_has_one_does_not(client):
    asked = [client("POST", "/open-things", {"title": "a"}, role="") for _ in range(3)]
    assert [got.status for got in asked] == [201, 201, 429]
    assert asked[0].headers["RateLimit"].startswith('"report";r=1;t=')
    assert 1 <= int(asked[2].headers["Retry-After"]) <= 60
    assert client("POST", "/open-things", {"title": "a"}).status == 201


def test_more_than_it_can_answer_at_once_is_turned_away(client, app, behind):
    app.busy = 5
    got = client("POST", "/things", {"title": "a"})
    assert (got.status, got.json["code"], got.headers["Retry-After"]) == (503, "gateway.busy", "2")
    assert (behind.asked, app.busy) == ([], 5)


def test_a_body_over_the_limit_is_refused_unread_and_the_connection_ends(client):
    got = client("POST", "/things", b"x" * (body.MOST_BYTES + 1))
    assert (got.status, got.json["code"], client.closed) == (413, "gateway.body_too_large", True)


def test_a_body_without_end_is_refused_at_the_limit(client):
    got = client("POST", "/things", b"x" * (body.MOST_BYTES + 1), chunked=True)
    assert (got.status, client.closed) == (413, True)


def test_answers_carry_the_guards_of_a_browser(client):
    for got in (client("GET", f"/things/{THING}"), client("GET", "/nowhere")):
        assert got.headers["X-Content-Type-Options"] == "nosniff"
        assert got.headers["Content-Security-Policy"].startswith("default-src 'none'")
        assert got.headers["Cache-Control"] == "no-store"
