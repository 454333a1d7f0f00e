"""What goes into the archive of somebody's own data, what is written down of it, and what others notice of its making."""
from __future__ import annotations

import io
import zipfile
from contextlib import closing
from datetime import timedelta

import eventlet
import orjson
import pytest

from kernel import clock
from kernel.call import Actor, Call
from kernel.errors import Unavailable
from kernel.keyring import read_keys
from kernel.seal import Sealer
from services.gateway.attachment import store
from services.gateway.attachment.folder import Folder
from services.gateway.attachment.record import KEPT, Attachment
from services.gateway.rights.archive.desk import Archiving
from tests.make import refused

ME, MATTER, OTHERS = clock.new_id(), clock.new_id(), clock.new_id()
DIGEST = "ab" * 32


@pytest.fixture
def db(database_of):
    return database_of("gateway")


@pytest.fixture
def sealer(seal_keys):
    return Sealer(read_keys(seal_keys))


@pytest.fixture
def files(tmp_path):
    made = Folder(tmp_path / "files")
    ready = made.fresh()
    ready.write_bytes(b"photo")
    made.put(DIGEST, ready)
    return made


def sent(db, **given):
    """Keep an attachment and give its id."""
    now = clock.now()
    made = Attachment(clock.new_id(), "image/jpeg", 5, {KEPT: DIGEST}, now, now + timedelta(days=1), **given)
    with db.transaction() as tx:
        store.hold(tx, DIGEST, 5)
        store.add(tx, made)
    return made.id


class Copies:
    """Stands for the copies: one matter, in which these attachments stand. asked: the languages."""

    def __init__(self, *refs):
        self.refs, self.asked = refs, []

    def copy(self, visit, command):
        return self.copy_by_code(visit, command) | {"next": None}

    def copy_by_code(self, visit, command):
        self.asked.append(visit.language)
        words = {"zh": "已受理", "en": "Accepted"}[visit.language]
        data = {"state_words": words, "evidence": [{"ref": one} for one in self.refs]}
        return {"items": [{"kind": "incident", "id": MATTER, "number": "SJ-1", "person": None, "data": data}]}


class Asked:
    """A visit without HTTP. id: of the account, '' for none."""

    language = "en"

    def __init__(self, id=ME, verb="GET"):
        self.verb = verb
        self.actor = Actor(id=id, role="resident" if id else "anyone")

    def call(self, key):
        return Call(actor=self.actor, key=key)


class Slow:
    """Gives a file when the hub has gone on meanwhile."""

    def __init__(self, files, ticks):
        self.files, self.ticks = files, ticks

    def __getattr__(self, name):
        return getattr(self.files, name)

    def open(self, digest):
        seen = len(self.ticks)
        while len(self.ticks) == seen and seen < 1000:
            pass
        return self.files.open(digest)


def opened(answer):
    with closing(answer.file) as file:
        return zipfile.ZipFile(io.BytesIO(file.read()))


def test_gr_479_what_others_sent_to_the_same_matter_and_what_is_not_known_to_be_harmless_stays_out(db, sealer, files):
    alias, other = sealer.alias(ME), sealer.alias(OTHERS)
    mine, slip = sent(db, owner=alias), sent(db, incident=MATTER)
    waits = sent(db, owner=alias, scan="waiting", scan_at=clock.now())
    sick = sent(db, owner=alias, scan="infected")
    theirs = [sent(db, owner=other), sent(db, incident=OTHERS)]
    alone = sent(db, owner=alias)  # of a matter that is not in the copy
    copies = Copies(mine, slip, waits, sick, *theirs, "no id", mine)
    desk = Archiving(db=db, sealer=sealer, copying=copies, files=files)
    found = opened(desk.own(Asked(), {}))
    assert set(found.namelist()) == {"index.html", "data.json", *(f"files/{one}.jpg" for one in (mine, slip))}
    assert len(found.namelist()) == 4
    page = found.read("index.html").decode()
    assert all(f"<li>{one}</li>" in page for one in (waits, sick))
    assert not [one for one in (alone, *theirs) if f"files/{one}" in page]
    assert (copies.asked, page.index("Accepted") < page.index("已受理")) == (["en", "zh"], True)
    by_code = opened(desk.by_code(Asked(""), {"number": "SJ-1", "code": "C"}))
    assert [name for name in by_code.namelist() if name.startswith("files/")] == [f"files/{slip}.jpg"]


def test_gr_479_that_it_was_given_is_written_down_and_nothing_of_what_it_says(db, sealer, files):
    desk = Archiving(db=db, sealer=sealer, copying=Copies(sent(db, owner=sealer.alias(ME))), files=files)
    opened(desk.own(Asked(), {}))
    opened(desk.by_code(Asked(""), {"number": "SJ-1", "code": "C"}))
    opened(desk.own(Asked(verb="HEAD"), {}))
    sql = "SELECT body::json->>'kind', subject::text, body::json->'detail' FROM audit WHERE body::json->>'act' = %s ORDER BY seq"
    rows = db.all(sql, ("give_archive",))
    assert rows == [("account", ME, {"items": 1, "files": 1}), ("incident", MATTER, {"items": 1, "files": 0})]


def test_gr_493_others_are_answered_while_an_archive_is_made_and_each_has_room_for_two(db, sealer, files):
    copies, ticks = Copies(sent(db, owner=sealer.alias(ME))), []
    desk = Archiving(db=db, sealer=sealer, copying=copies, files=Slow(files, ticks))
    other = eventlet.spawn(lambda: [ticks.append(eventlet.sleep(0)) for _ in range(1000)])
    first, second = desk.own(Asked(), {}), desk.own(Asked(), {})
    other.wait()
    with refused(Unavailable, "gateway.busy"):
        desk.own(Asked(), {})
    first.send(lambda status, headers: None).close()  # who asked has gone
    opened(desk.own(Asked(), {}))
    second.file.close()
    assert list(files.incoming.iterdir()) == []


def test_gr_480_a_shelf_that_is_away_or_full_gives_no_part_of_it(db, sealer, files, monkeypatch):
    desk = Archiving(db=db, sealer=sealer, copying=Copies(sent(db, owner=sealer.alias(ME))), files=files)
    for error, code in ((Unavailable("gateway.attachments_away"), "attachments_away"), (OSError(28, ""), "attachments_full")):
        monkeypatch.setattr(files, "open", failing(error))
        with refused(Unavailable, f"gateway.{code}"):
            desk.own(Asked(), {})
    assert db.all("SELECT 1 FROM audit WHERE body::json->>'act' = 'give_archive'") == []
    monkeypatch.undo()
    assert orjson.loads(opened(desk.own(Asked(), {})).read("data.json"))["items"][0]["number"] == "SJ-1"


def failing(error):
    def fail(digest):
        raise error

    return fail
