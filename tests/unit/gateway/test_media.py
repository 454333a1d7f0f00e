"""What is not plain JSON is sent as its row says, with a tag by which a client that holds it is spared the body."""
from __future__ import annotations

import pytest

from services.gateway.http.app import App
from services.gateway.http.route import read
from services.gateway.http.table import Table
from tests.unit.gateway.conftest import SAID, THING, Client, Look

SVG = f"/things/{THING}/picture"
POINT = f"/things/{THING}/point"
ROWS = (
    read("/things/{thing}/picture", "shop", "picture", Look, None, SAID, media="image/svg+xml"),
    read("/things/{thing}/point", "shop", "point", Look, None, SAID, media="application/geo+json"),
    read("/things/{thing}/label", "shop", "label", Look, None, SAID, media="text/csv"),
)


@pytest.fixture
def client(app, signer, monkeypatch):
    monkeypatch.setattr(app, "table", Table(ROWS))
    monkeypatch.setattr(app, "_intakes", App.intakes(ROWS))
    return Client(app, signer)


def test_text_is_sent_as_it_was_written(client, behind):
    behind.reply = {"text": "<svg>格</svg>"}
    got = client("GET", SVG)
    assert (got.status, got.body.decode()) == (200, "<svg>格</svg>")
    assert got.headers["Content-Type"] == "image/svg+xml"
    assert got.headers["X-Content-Type-Options"] == "nosniff"


def test_text_of_a_kind_that_does_not_say_so_itself_is_utf_8(client, behind):
    behind.reply = {"text": "a,b"}
    assert client("GET", f"/things/{THING}/label").headers["Content-Type"] == "text/csv; charset=utf-8"


def test_json_of_another_name_is_the_reply_itself(client, behind):
    behind.reply = {"type": "Point", "coordinates": [121.6, 38.9]}
    got = client("GET", POINT)
    assert (got.json, got.headers["Content-Type"]) == (behind.reply, "application/geo+json")


def test_who_holds_it_is_sent_nothing_until_it_changes(client, behind):
    behind.reply = {"text": "<svg/>"}
    tag = client("GET", SVG).headers["ETag"]
    assert tag.startswith('"'), "a strong one: the bytes are the same"
    same = client("GET", SVG, HTTP_IF_NONE_MATCH=f'"other", {tag}')
    assert (same.status, same.body, same.headers["ETag"]) == (304, b"", tag)
    behind.reply = {"text": "<svg>2</svg>"}
    assert client("GET", SVG, HTTP_IF_NONE_MATCH=tag).status == 200


def test_head_tells_what_get_would(client, behind):
    behind.reply = {"text": "<svg/>"}
    whole, told = client("GET", SVG), client("HEAD", SVG)
    assert (told.status, told.body) == (200, b"")
    assert [told.headers[name] for name in ("Content-Length", "ETag")] == ["6", whole.headers["ETag"]]
