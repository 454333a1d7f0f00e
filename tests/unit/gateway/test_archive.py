"""The archive of own data: a page anybody can read, and what goes into the file."""
from __future__ import annotations

import io
import zipfile
from datetime import UTC, datetime
from html.parser import HTMLParser

import eventlet
import orjson
import pytest

from kernel.errors import Unavailable
from services.gateway.attachment.record import KEPT, Attachment
from services.gateway.rights.archive import packing, page
from services.gateway.rights.archive.label import FIELDS, KINDS, SAID, STAGES
from services.gateway.rights.archive.page import Sent
from services.gateway.rights.archive.room import Room
from services.grid.domain.case_type import STAGES as GRID_STAGES
from tests.make import refused

AT = datetime(2026, 3, 3, 1, 0, tzinfo=UTC)
ITEM = {
    "kind": "petition", "id": "p", "number": "XF-1", "person": {"name": "林<一>", "phone": "", "account": True},
    "data": {
        "state": "answered", "claims": [{"request": "修<b>电梯"}], "score": None, "late": False, "unheard_of": 7,
        "steps": [{"at": "2026-03-03T01:00:00+00:00", "words": "registered"}],
    },
}  # fmt: skip


class Read(HTMLParser):
    """Text, tags left open, and addresses of a page."""

    def __init__(self, text):
        super().__init__()
        self.open, self.words, self.asked, self.tags = [], [], [], set()
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.tags |= {tag, *(name for name, _ in attrs)}
        self.asked += [value for name, value in attrs if name in ("src", "href", "action")]
        if tag not in ("meta", "img", "br"):
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        self.words.append(data)


class Shelf:
    """Files by their digest. room: folder they are received in."""

    def __init__(self, room, **files):
        self.room, self.files = room, files

    def fresh(self):
        return self.room / "fresh"

    def open(self, digest):
        if digest not in self.files:
            raise FileNotFoundError(digest)
        return io.BytesIO(self.files[digest])


def attachment(id, *, media="image/jpeg", size=5, digest="one", scan="none"):
    return Attachment(id, media, size, {KEPT: digest}, AT, AT, scan=scan)


def packed(found, shelf, **more):
    with packing.pack({"zh": [ITEM], "en": [ITEM]}, found, shelf, made_at=AT, more=False, **more) as file:
        return zipfile.ZipFile(io.BytesIO(file.read()))


def test_gr_479_the_page_reads_in_both_languages_and_asks_nobody_for_anything():
    made = page.whole({"zh": [ITEM], "en": [ITEM]}, [Sent("a", "files/a.jpg", picture=True)], made_at=AT, more=True)
    read = Read(made)
    words = " ".join(read.words)
    assert read.open == []
    assert set(read.asked) == {"#zh", "#en", "files/a.jpg"}
    assert "<script" not in made
    for said in ("林<一>", "修<b>电梯", "信访事项", "Petition", "2026-03-03 09:00", "unheard_of", *SAID["more"], *SAID["kept"]):
        assert said in words
    assert "None" not in words


def test_gr_479_a_limit_without_words_is_told_as_what_and_by_when():
    clock = {
        "stage": "accept", "rule": "IN-P1", "state": "stopped", "due_at": "2026-03-03T01:10:00+00:00", "due_on": "2026-03-03",
        "working": [{"step": "limit", "amount": 0.1666}],
    }  # fmt: skip
    item = {**ITEM, "data": {"clocks": [clock, clock | {"stage": "unheard", "state": "running", "due_at": None}]}}
    made = page.whole({"zh": [item], "en": [item]}, [], made_at=AT, more=False)
    assert "<li>受理 <small>2026-03-03 09:10（不再计时）</small></li>" in made
    assert "<li>Accept <small>2026-03-03 09:10 (runs no longer)</small></li>" in made
    assert "<li>unheard <small>2026-03-03</small></li>" in made
    assert "0.1666" not in made


def test_each_stage_of_an_incident_has_a_name():
    assert set(GRID_STAGES) <= STAGES.keys()


def test_what_is_called_something_is_called_so_in_both_languages():
    for table in (FIELDS, KINDS, SAID, STAGES):
        assert all(len(words) == 2 and all(words) for words in table.values())
        assert not [words for words in table.values() if not any("\u4e00" <= sign <= "\u9fff" for sign in words[0])]


def test_gr_480_page_data_and_files_are_in_one_file_and_what_is_too_large_is_named(monkeypatch, tmp_path):
    monkeypatch.setattr(packing, "FILES_BYTES", 12)
    found = [
        attachment("a"), attachment("big", size=100), attachment("b", media="text/plain", digest="two"),
        attachment("lost", digest="gone", size=1), attachment("sick", scan="infected", size=1),
    ]  # fmt: skip
    archive = packed(found, Shelf(tmp_path, one=b"photo", two=b"words"))
    assert sorted(archive.namelist()) == ["data.json", "files/a.jpg", "files/b.txt", "index.html"]
    assert archive.read("files/a.jpg") == b"photo"
    data = orjson.loads(archive.read("data.json"))
    assert (data["items"], data["more"]) == ([ITEM], False)
    listed = archive.read("index.html").decode()
    assert all(f"<li>{id}</li>" in listed for id in ("big", "lost", "sick"))


def test_gr_480_what_takes_too_long_to_fetch_is_named_and_the_rest_is_given(monkeypatch, tmp_path):
    monkeypatch.setattr(packing, "FILES_SECONDS", -1.0)
    archive = packed([attachment("a")], Shelf(tmp_path, one=b"photo"))
    assert archive.namelist() == ["index.html", "data.json"]
    assert "<li>a</li>" in archive.read("index.html").decode()


def test_gr_479_nothing_typed_becomes_anything_but_text():
    bad = """"><script>alert(1)</script><img src=//x onerror=a()>'"""
    deep = {"text": bad, "others": [{"kind": bad, bad: bad, "words": bad, "at": bad}], bad: {bad: [bad]}}
    item = {"kind": bad, "id": bad, "number": bad, "person": {"name": bad, bad: bad}, "data": deep}
    read = Read(page.whole({"zh": [item], "en": [item]}, [Sent(bad, bad, picture=True)], made_at=AT, more=False))
    assert read.open == []
    assert set(read.asked) == {"#zh", "#en", bad}
    assert not {"script", "onerror"} & read.tags
    assert bad in "".join(read.words)


def test_gr_493_room_is_given_back_with_the_file_and_nobody_takes_that_of_all(monkeypatch):
    monkeypatch.setattr("services.gateway.rights.archive.room.WAIT_SECONDS", 0.0)
    room = Room()
    with room.making("one"), room.making("two"), refused(Unavailable, "gateway.busy"), room.making("three"):
        pass
    first, _second = (room.lend(io.BytesIO(b"PK"), "one") for _ in range(2))
    with refused(Unavailable, "gateway.busy"), room.making("one"):
        pass
    with room.making("two"):
        pass
    assert first.read() == b"PK"
    first.close()
    with room.making("one"):
        pass
    others = [room.lend(io.BytesIO(), str(number)) for number in range(7)]
    with refused(Unavailable, "gateway.busy"), room.making("last"):
        pass
    del others  # its asker is gone before anything was sent
    with room.making("last"):
        pass


def test_gr_493_who_comes_while_two_are_made_waits_for_a_turn():
    room, done = Room(), []

    def make(whose):
        with room.making(whose):
            eventlet.sleep(0)
            done.append(whose)

    for one in [eventlet.spawn(make, str(number)) for number in range(8)]:
        one.wait()
    assert sorted(done) == list("01234567")


def test_gr_480_the_file_has_no_name_and_is_gone_when_it_is_closed(tmp_path, monkeypatch):
    monkeypatch.setattr("tempfile.tempdir", "/nowhere")
    with packing.pack({"zh": [ITEM]}, [], Shelf(tmp_path), made_at=AT, more=False) as file:
        assert file.read(2) == b"PK"
        assert list(tmp_path.iterdir()) == []


def test_what_breaks_leaves_nothing_open(monkeypatch):
    def broken(*given, **more):
        raise ZeroDivisionError

    monkeypatch.setattr(page, "whole", broken)
    with pytest.raises(ZeroDivisionError):
        packing.pack({"zh": [ITEM]}, [], None, made_at=AT, more=False)
