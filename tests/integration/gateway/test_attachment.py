"""Photos and documents over real HTTP: taken in, kept, covered, shown to some and not to others, and let go of."""
from __future__ import annotations

import errno
import os
import socket
import time
from datetime import timedelta
from pathlib import Path

import eventlet
import orjson
import pytest

from kernel import clock
from kernel.call import CallProvider
from kernel.db import Database
from kernel.errors import Invalid, Missing, Unavailable
from kernel.keyring import read_keys
from kernel.number import parse
from kernel.rpc import rpc
from kernel.seal import Sealer
from kernel.settings import Settings
from services.gateway import load
from services.gateway.attachment import desk as desk_module
from services.gateway.attachment import picture, store, taking
from services.gateway.attachment.folder import Folder
from services.gateway.attachment.keeper import Keeper
from services.gateway.attachment.life import LIFE
from services.gateway.attachment.vouching import Vouching
from services.gateway.http import spool
from tests.integration.gateway.conftest import INCIDENT, PAPER, PASSWORD, PEOPLE, Client, Grid
from tests.picture import SECRET, opened, photo

ATTACHMENTS = "/api/v1/attachments"
RESIDENT = {"login": "r1", "name": "居民", "role": "resident", "unit": "", "area": "", "language": "zh"}
FAR = {"login": "far1", "name": "远", "role": "dispatcher", "unit": "centre", "area": "210204", "language": "zh", **PAPER}
NUMBER = "SJ210203-20261122-000017"


class Cases(Grid):
    """A made-up grid service of one incident in 210203001, which refers to what `evidence` says."""

    name = "grid"
    evidence: set[str] = set()
    asked: list[str] = []

    @rpc
    def evidence_reach(self, command):
        self.asked.append(command["attachment"])
        actor = self.call.actor
        inside = "210203001".startswith(actor.area) and actor.role != "resident"
        if command["attachment"] not in self.evidence or not inside:
            raise Missing("grid.attachment_missing")
        return {"incident": INCIDENT}

    @rpc
    def evidence_kept(self, command):
        return {"kept": [id for id in command["attachments"] if id in self.evidence]}


class Brought:
    """A made-up petition service whose window has one intake of 210203001, with what `photos` says."""

    name = "petition"
    call = CallProvider()
    photos: set[str] = set()

    @rpc
    def intake_photo_reach(self, command):
        actor = self.call.actor
        if command["attachment"] not in self.photos or actor.role == "resident" or not "210203001".startswith(actor.area):
            raise Missing("petition.intake_missing")
        return {"intake": INCIDENT}

    @rpc
    def intake_photos_kept(self, command):
        return {"kept": [id for id in command["attachments"] if id in self.photos]}


@pytest.fixture
def files(tmp_path):
    return tmp_path / "files"


@pytest.fixture
def settings(settings, files, monkeypatch):
    monkeypatch.setenv("LINLI_FILES", str(files))
    monkeypatch.setenv("LINLI_UPLOAD_LIMITS", "image=1,text=0.001")
    return Settings.read()


@pytest.fixture
def people(database_of, seal_keys):
    load.load(database_of("gateway"), Sealer(read_keys(seal_keys)), (*PEOPLE, RESIDENT, FAR), password=PASSWORD)


@pytest.fixture
def cases(run):
    Cases.evidence, Cases.asked, Brought.photos = set(), [], set()
    run(Brought)
    return run(Cases)


@pytest.fixture
def db(database_of) -> Database:
    return database_of("gateway")


class Sender:
    """Somebody who sends files. token: '' for nobody."""

    def __init__(self, client: Client, token: str = ""):
        self.client, self.token = client, token

    def __call__(self, content, media="image/jpeg", *, key="", **headers):
        self.client.connection.request(
            "POST", ATTACHMENTS, content, {
                "Content-Type": media, "Idempotency-Key": key or clock.new_id(),
                **({"Authorization": f"Bearer {self.token}"} if self.token else {}),
                **{name.replace("_", "-"): value for name, value in headers.items()},
            },
        )  # fmt: skip
        answer = self.client.connection.getresponse()
        return answer.status, orjson.loads(answer.read())

    def sent(self, content=None, **how):
        status, found = self(photo() if content is None else content, **how)
        assert status == 201, found
        return found


@pytest.fixture
def worker(client, cases):
    return Sender(client, client.token("worker1"))


@pytest.fixture
def resident(client, cases):
    return Sender(client, client.token("r1"))


def stored(files: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in files.glob("??/*")}


def get(client, sent, what="", token=""):
    return client("GET", f"{ATTACHMENTS}/{sent['id']}{what}", token=token)


def test_gr_141_on_the_disk_is_no_byte_of_what_the_camera_wrote(worker, files):
    sent = worker.sent()
    found = stored(files)
    assert len(found) == 2, "whole and small"
    assert all(SECRET.encode() not in content and b"Exif" not in content and b"GPS" not in content for content in found.values())
    assert list((files / "incoming").iterdir()) == []
    assert sent["media"] == "image/jpeg"
    assert (sent["width"], sent["height"]) == (400, 640)
    assert "taken_at" not in sent
    assert "position" not in sent


def test_time_and_place_are_told_to_those_who_work_on_the_matter_alone(client, worker, resident):
    sent = resident.sent()
    assert get(client, sent, token=resident.token).json["position"] is None
    assert get(client, sent, token=worker.token).status == 404, "nothing refers to it yet"
    Cases.evidence = {sent["id"]}
    seen = get(client, sent, token=worker.token)
    assert seen.json["position"] == pytest.approx({"lon": 121.615, "lat": 38.91}, abs=1e-4)
    assert seen.json["taken_at"] == "2026-03-02T07:04:05+00:00"
    assert get(client, sent, token=client.token("far1")).status == 404, "out of scope is as if there were none"


def test_gr_144_what_a_worker_sent_is_theirs_only_until_a_matter_refers_to_it(client, worker, cases):
    far = Sender(client, client.token("far1"))
    sent = far.sent()
    assert get(client, sent, "/content", token=far.token).status == 200
    Cases.evidence = {sent["id"]}
    assert get(client, sent, "/content", token=far.token).status == 404, "they hold no post there any more"
    assert get(client, sent, "/content", token=worker.token).status == 200


@pytest.mark.parametrize("what", ["", "/content", "/content?size=preview", "/published"])
def test_gr_144_what_is_not_published_is_for_staff_in_scope(client, worker, resident, what):
    sent = worker.sent()
    Cases.evidence = {sent["id"]}
    wanted = 404 if what == "/published" else 200
    assert get(client, sent, what, token=client.token("clerk1")).status == wanted
    assert get(client, sent, what, token=client.token("far1")).status == 404
    assert get(client, sent, what, token=resident.token).status == 404
    assert get(client, sent, what).status == (404 if what == "/published" else 401)


def test_reading_a_picture_asks_one_question_and_none_who_holds_it_may_skip(client, worker):
    sent = worker.sent()
    Cases.evidence = {sent["id"]}
    clerk = client.token("clerk1")
    got = get(client, sent, "/content", token=clerk)
    assert Cases.asked == [sent["id"]]
    assert opened(got.body).size == (400, 640)
    assert got.headers["Cache-Control"] == "private, no-cache"
    assert got.headers["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in got.headers["Content-Security-Policy"]
    assert got.headers["Content-Disposition"] == f'inline; filename="{sent["id"]}.jpg"'
    lasting = get(client, sent, f"/content?edition={sent['edition']}", token=clerk)
    assert lasting.headers["Cache-Control"] == "private, max-age=86400, immutable"
    assert get(client, sent, "/content?edition=" + "0" * 16, token=clerk).headers["Cache-Control"] == "private, no-cache"
    held = client("GET", f"{ATTACHMENTS}/{sent['id']}/content", token=clerk, If_None_Match=got.headers["ETag"])
    assert (held.status, held.body) == (304, b"")
    head = client("HEAD", f"{ATTACHMENTS}/{sent['id']}/content", token=clerk)
    assert head.headers["Content-Length"] == str(len(got.body))
    assert head.body == b""


def test_a_document_is_handed_out_to_be_saved_and_never_shown(client, worker):
    sent = worker.sent(b"%PDF-1.7 <script>\n%%EOF", media="application/pdf")
    got = get(client, sent, "/content", token=worker.token)
    assert got.headers["Content-Disposition"].startswith("attachment;")
    assert got.headers["Content-Type"] == "application/pdf"
    assert get(client, sent, "/content?size=preview", token=worker.token).status == 404


def test_gr_146_the_same_content_twice_is_one_file(worker, files, db):
    first, second = worker.sent(photo(lat=38.9)), worker.sent(photo(lat=38.95))
    assert first["id"] != second["id"]
    assert first["edition"] == second["edition"]
    assert len(stored(files)) == 2
    assert db.one("SELECT count(*) FROM stored_file") == (2,)


def test_the_same_key_gives_the_same_answer_and_another_content_is_refused(worker, db):
    content = photo()
    assert worker(content, key="once") == worker(content, key="once")
    status, told = worker(photo(shade=40), key="once")
    assert (status, told["code"]) == (422, "once.key_reused")
    assert db.one("SELECT count(*) FROM attachment") == (1,)


def test_the_same_content_by_many_at_once_is_one_file(open_door, client, cases, files, db):
    token, doors = client.token("worker1"), [open_door() for _ in range(2)]
    senders = [Sender(Client(doors[n % 2].port), token) for n in range(6)]
    results = [eventlet.spawn(sender, photo()) for sender in senders]
    assert [result.wait()[0] for result in results] == [201] * 6
    assert (len(stored(files)), db.one("SELECT count(*) FROM attachment")) == (2, (6,))


@pytest.mark.parametrize(
    ("content", "media", "status", "code"),
    [
        (b"x" * (2**20 + 1), "image/jpeg", 413, "gateway.body_too_large"),
        (b"x" * 2000, "text/plain", 413, "gateway.body_too_large"),
        (b"", "image/jpeg", 400, "gateway.body_missing"),
        (b"GIF89a", "image/gif", 415, "gateway.attachment_type_refused"),
        (b"....ftypheic", "image/heic", 415, "gateway.attachment_heic"),
        (b"<html>", "image/png", 422, "gateway.attachment_type_wrong"),
        (b"PK..", "application/vnd.ms-word.document.macroEnabled.12", 415, "gateway.attachment_type_refused"),
        (b"%PDF-1.7<</S/JavaScript>>%%EOF", "application/pdf", 422, "gateway.document_active"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_gr_140_what_is_refused_leaves_nothing_behind(worker, files, content, media, status, code):
    got, told = worker(content, media)
    assert (got, told["code"]) == (status, code)
    assert list(files.rglob("*.*")) + list((files / "incoming").iterdir()) == []
    assert stored(files) == {}


@pytest.mark.parametrize("place", ["while it comes", "while it is made", "when it is kept"])
def test_a_full_disk_is_said_and_costs_nothing_of_what_there_was(worker, client, files, db, monkeypatch, place):
    def full(*args, **kwargs):
        raise OSError(errno.ENOSPC, "No space left on device")

    kept = worker.sent()
    Cases.evidence = {kept["id"]}
    before = stored(files)
    owner, name = {
        "while it comes": (spool, "_write"), "while it is made": (picture, "shrink"), "when it is kept": (Folder, "put"),
    }[place]  # fmt: skip
    with monkeypatch.context() as patched:
        patched.setattr(owner, name, full)
        status, told = worker(photo(shade=7), key="again")
        assert (status, told["code"]) == (503, "gateway.attachments_full")
        assert told["facts"] == {"retry_after_seconds": 60}, "nobody makes room within the usual two seconds"
        if place != "while it comes":
            laid = act(client, kept, "cover", worker.token, rectangles=[box()])
            assert (laid.status, laid.json["code"]) == (503, "gateway.attachments_full")
    assert stored(files) == before
    assert list((files / "incoming").iterdir()) == []
    assert db.one("SELECT count(*) FROM attachment") == (1,)
    assert db.one("SELECT count(*) FROM stored_file") == (2,)
    assert worker(photo(shade=7), key="again")[0] == 201, "once there is room, the same key does it"


def test_a_reader_who_asks_for_a_part_is_given_the_whole(client, worker):
    sent = worker.sent()
    got = client("GET", f"{ATTACHMENTS}/{sent['id']}/content", token=worker.token, Range="bytes=0-9")
    assert got.status == 200
    assert len(got.body) == int(got.headers["Content-Length"]) == sent["bytes"]
    assert got.headers["X-Frame-Options"] == "DENY"


@pytest.mark.parametrize("name", ["..%2f..%2fetc%2fpasswd", "../../etc/passwd", "0" * 64, "incoming"])
def test_no_address_leads_to_a_file(client, worker, name):
    for what in ("", "/content", "/published"):
        assert client("GET", f"{ATTACHMENTS}/{name}{what}", token=worker.token).status in (404, 422)


def test_a_length_that_is_wrong_is_refused(worker, client, files):
    with socket.create_connection(("127.0.0.1", client.port), timeout=15) as line:
        line.sendall(
            f"POST {ATTACHMENTS} HTTP/1.1\r\nHost: here\r\nContent-Type: image/jpeg\r\nIdempotency-Key: k\r\n"
            f"Authorization: Bearer {worker.token}\r\nContent-Length: 5000\r\n\r\n".encode() + photo()[:1000]
        )
        line.shutdown(socket.SHUT_WR)
        assert b"gateway.body_malformed" in line.recv(65536)
    assert list((files / "incoming").iterdir()) == []


def test_a_body_that_comes_in_chunks_is_limited_as_it_comes(worker, client):
    def endless():
        for _ in range(40):
            yield b"\xff" * 65536

    status, told = worker(endless())
    assert (status, told["code"]) == (413, "gateway.body_too_large")


def test_who_sends_slowly_is_given_up_and_holds_nobody_up(worker, client, open_door, monkeypatch, files):
    monkeypatch.setattr(spool, "SECONDS", 1)
    other = open_door()
    with socket.create_connection(("127.0.0.1", client.port), timeout=15) as line:
        line.sendall(
            f"POST {ATTACHMENTS} HTTP/1.1\r\nHost: here\r\nContent-Type: image/jpeg\r\nIdempotency-Key: k\r\n"
            f"Authorization: Bearer {worker.token}\r\nContent-Length: 5000\r\n\r\n".encode() + photo()[:100]
        )
        assert other("GET", "/api/v1/me", token=worker.token).status == 200
        assert b"gateway.body_late" in line.recv(65536)
    assert list((files / "incoming").iterdir()) == []


def test_so_many_may_send_at_once_and_no_more(worker, client, monkeypatch):
    # each application has its own count: one of no place at all refuses everybody
    monkeypatch.setattr(spool.Spools.__init__, "__defaults__", (0,))
    assert desk_module.Spools()._left == 0
    door = desk_module.Spools()
    with pytest.raises(Unavailable), door.take({"CONTENT_LENGTH": "5"}, Path("nowhere"), most=10):
        pass


def test_a_connection_goes_on_after_a_photo_was_taken_in(worker, client):
    worker.sent()
    before = client.connection.sock
    worker.sent(photo(shade=9))
    assert client.connection.sock is before is not None


def test_gr_145_who_has_no_account_sends_photos_with_a_ticket(client, cases, db, monkeypatch):
    nobody = Sender(client)
    assert nobody(photo())[1]["code"] == "gateway.ticket_missing"
    assert nobody(photo(), Upload_Ticket="rubbish")[1]["code"] == "gateway.ticket_refused"
    right = next(f"{NUMBER[:-1]}{sign}" for sign in "0123456789X" if _fits(f"{NUMBER[:-1]}{sign}"))
    got = client("POST", f"{ATTACHMENTS}/ticket", {"number": right, "code": "K7M4Q2XW"})
    assert got.status == 200, got.body
    sent = nobody.sent(Upload_Ticket=got.json["ticket"])
    found = store.get(db, sent["id"])
    assert (found.owner, found.incident) == (None, INCIDENT)
    assert get(client, sent).status == 401, "who is nobody cannot prove to be its sender"
    monkeypatch.setattr(taking, "MOST_BY_TICKET", 1)
    assert nobody(photo(shade=3), Upload_Ticket=got.json["ticket"])[1]["code"] == "gateway.attachments_too_many"
    again = Sender(client, client.token("worker1"))
    assert again(photo(shade=3), key="short", Upload_Ticket=got.json["ticket"])[1]["code"] == "gateway.key_weak"


def test_an_account_is_no_store_of_files(worker, monkeypatch):
    monkeypatch.setattr(taking, "MOST_BY_ACCOUNT", 1)
    content = photo()
    first = worker(content, key="first")
    assert first[0] == 201
    assert worker(photo(shade=3))[1]["code"] == "gateway.attachments_too_many"
    assert worker(content, key="first") == first, "a repeated key is answered all the same"


def test_what_has_come_to_be_used_leaves_room_for_more(worker, cases, db, monkeypatch):
    monkeypatch.setattr(taking, "MOST_BY_ACCOUNT", 1)
    first = worker.sent(photo())
    Cases.evidence = {first["id"]}
    worker.sent(photo(shade=3))
    assert store.find(db, first["id"]).linked
    assert worker(photo(shade=5))[1]["code"] == "gateway.attachments_too_many", "the second waits still"


def act(client, sent, name, token, version=None, **body):
    return client(
        "POST", f"{ATTACHMENTS}/{sent['id']}/{name}", body, token=token, Idempotency_Key=clock.new_id(),
        If_Match=f'"{version or sent["version"]}"',
    )  # fmt: skip


def test_gr_142_143_a_worker_covers_and_publishes_and_everybody_sees_that_and_no_more(client, worker, files):
    sent = worker.sent()
    assert act(client, sent, "cover", worker.token, rectangles=[box()]).status == 404, "no matter refers to it"
    Cases.evidence = {sent["id"]}
    assert act(client, sent, "publish", worker.token, covered=False).json["code"] == "gateway.publishing_unconfirmed"
    assert act(client, sent, "publish", client.token("far1"), covered=True).status == 404
    laid = act(client, sent, "cover", worker.token, rectangles=[box()])
    assert laid.json["covers"] == [box()]
    assert laid.json["version"] == 2
    assert act(client, sent, "cover", worker.token, rectangles=[box(x=399)], version=2).json["code"] == "gateway.cover_outside"
    assert act(client, sent, "cover", worker.token, rectangles=[box()], version=1).status == 412
    ahead = get(client, sent, "/content?covered=true", token=worker.token)
    assert get(client, sent, "/published").status == 404
    shown = act(client, sent, "publish", worker.token, covered=True, version=2)
    assert (shown.json["state"], shown.json["acts"]) == ("published", ["cover", "withdraw"])
    got = get(client, sent, "/published")
    assert got.status == 200
    assert got.body == ahead.body
    inside = opened(got.body).convert("L").crop((20, 330, 90, 400)).getextrema()
    assert inside[1] - inside[0] < 12, "one grey where there were stripes"
    whole = opened(get(client, sent, "/content", token=worker.token).body).convert("L").crop((20, 330, 90, 400)).getextrema()
    assert whole[1] - whole[0] > 100, "who checks sees what there was"
    assert max(opened(get(client, sent, "/published?size=preview").body).size) == 480
    assert act(client, sent, "withdraw", worker.token, version=3).json["state"] == "private"
    assert get(client, sent, "/published").status == 404
    assert len(stored(files)) == 4


def test_what_needs_no_cover_is_published_as_it_is_kept(client, worker, files):
    sent = worker.sent()
    Cases.evidence = {sent["id"]}
    assert act(client, sent, "publish", worker.token, covered=True).status == 200
    assert get(client, sent, "/published").body == get(client, sent, "/content", token=worker.token).body
    assert len(stored(files)) == 2


def test_the_states_of_the_database_are_those_of_the_code(db):
    assert {state for (state,) in db.all("SELECT state FROM attachment_state")} == set(LIFE.states)


# what goes, and what stays


def keeper(db, files, kept=(), brought=()):
    return Keeper(db, Folder(files), *(lambda ids, of=of: [id for id in ids if id in of] for of in (kept, brought)))


def held(db, sent, **how):
    """Have it vouched for, held as the window does unless said otherwise."""
    desk = Vouching()
    desk.db = db
    return desk.vouch({"attachments": [sent["id"]], "hold": True} | how)["attachments"]


def later(**length):
    return clock.now() + timedelta(**length)


def aged(files):
    for path in files.rglob("*"):
        if path.is_file():
            os.utime(path, (time.time() - 7200,) * 2)


def test_gr_147_what_no_matter_refers_to_goes_after_a_day_with_its_files(worker, db, files):
    first, second = worker.sent(), worker.sent(photo(shade=50))
    aged(files)
    assert keeper(db, files).round(later(hours=23), 0) == 0
    assert keeper(db, files, kept={second["id"]}).drop(later(hours=25)) == 1
    assert store.find(db, first["id"]) is None
    assert store.get(db, second["id"]).linked
    assert keeper(db, files).free(later(hours=27)) == 2
    assert len(stored(files)) == 2, "the other's stay"


def test_gr_147_evidence_goes_when_its_matter_has_gone(worker, db, files):
    sent = worker.sent()
    assert keeper(db, files, kept={sent["id"]}).drop(later(hours=25)) == 0
    assert keeper(db, files).drop(later(days=29)) == 0, "it is not asked again before a month"
    assert keeper(db, files).drop(later(days=32)) == 1
    keeper(db, files).free(later(days=33))
    assert stored(files) == {}


def test_gr_147_what_waits_at_the_window_is_kept_as_long_as_it_waits(worker, db, files):
    sent = worker.sent()
    held(db, sent)
    for hours in (25, 50, 75):
        assert keeper(db, files, brought={sent["id"]}).round(later(hours=hours), 0) == 0
    db.one("UPDATE attachment SET ask_at = now() RETURNING 1")
    assert held(db, sent, hold=False), "its matter may refer to it whenever somebody decides"
    assert keeper(db, files).round(later(hours=100), 0) == 1


def test_gr_147_what_is_held_for_a_window_that_did_not_take_it_goes_after_a_day(worker, db, files):
    held(db, worker.sent())
    assert keeper(db, files).drop(later(hours=23)) == 0
    assert keeper(db, files).drop(later(hours=25)) == 1


def test_gr_144_who_decides_at_the_window_sees_what_was_brought_there(worker, client, resident):
    sent = resident.sent()
    Brought.photos = {sent["id"]}
    assert get(client, sent, "/content", client.token("clerk1")).status == 200
    assert get(client, sent, "/content", client.token("far1")).status == 404
    assert get(client, sent, "/content").status == 401


def test_a_file_two_refer_to_goes_with_the_second(worker, db, files):
    first, second = worker.sent(), worker.sent()
    keeper(db, files, kept={second["id"]}).drop(later(hours=25))
    keeper(db, files).free(later(hours=30))
    assert len(stored(files)) == 2
    keeper(db, files).drop(later(days=60))
    keeper(db, files).free(later(days=61))
    assert stored(files) == {}
    assert db.one("SELECT count(*) FROM stored_file") == (0,)
    assert first["edition"] == second["edition"]


def test_while_the_other_service_is_away_nothing_is_deleted_on_a_guess(worker, db, files):
    worker.sent()

    def away(ids):
        raise Unavailable("rpc.timeout")

    with pytest.raises(Unavailable):
        Keeper(db, Folder(files), away, away).round(later(days=2), 0)
    assert len(stored(files)) == 2


def test_a_process_that_ends_between_file_and_row_leaves_what_is_found_later(worker, db, files, monkeypatch):
    def crash(tx, attachment):
        raise RuntimeError("the power is gone")

    with monkeypatch.context() as broken:
        broken.setattr(store, "add", crash)
        assert worker(photo())[0] == 500
    left = stored(files)
    assert len(left) == 2
    assert db.one("SELECT count(*) FROM stored_file") == (0,)
    shards = {int(digest[:2], 16) for digest in left}
    assert sum(keeper(db, files).strays(shard) for shard in shards) == 0, "it may be one that is just being written"
    aged(files)
    assert sum(keeper(db, files).strays(shard) for shard in shards) == 2
    assert stored(files) == {}
    assert worker.sent()["id"]
    assert len(stored(files)) == 2


def test_what_was_half_written_is_cleared_away(db, files, worker):
    (files / "incoming" / "left").write_bytes(b"half")
    assert keeper(db, files).round(clock.now(), 0) == 0
    aged(files)
    assert keeper(db, files).round(clock.now(), 0) == 1


def test_a_stray_that_somebody_brings_again_meanwhile_is_not_lost(worker, db, files):
    worker.sent()
    aged(files)
    assert sum(keeper(db, files).strays(int(digest[:2], 16)) for digest in stored(files)) == 0
    assert len(stored(files)) == 2


def test_two_replicas_clearing_at_once_do_it_once(worker, database_of, db, files):
    for shade in range(4):
        worker.sent(photo(shade=shade * 20))
    keepers = [keeper(database_of("gateway"), files) for _ in range(2)]
    for act, hours, wanted in (("drop", 25, 4), ("free", 27, 8)):
        running = [eventlet.spawn(getattr(one, act), later(hours=hours)) for one in keepers]
        assert sum(one.wait() for one in running) == wanted
    assert stored(files) == {}


def test_gr_147_another_service_is_told_of_what_is_still_good(worker, db):
    sent = worker.sent()
    desk = Vouching()
    desk.db = db
    asked = {"attachments": [sent["id"], clock.new_id(), "photo.jpg", "0" * 36]}
    (told,) = desk.vouch(asked)["attachments"]
    assert (told["id"], told["media"], told["incident"], len(told["digest"])) == (sent["id"], "image/jpeg", None, 64)
    db.one("UPDATE attachment SET ask_at = now() + interval '1 hour' RETURNING 1")
    assert desk.vouch(asked) == {"attachments": []}


def box(x=0):
    return {"x": x, "y": 320, "width": 200, "height": 200, "way": "fill"}


def _fits(number):
    try:
        parse(number, kinds=("SJ",))
    except Invalid:
        return False
    return True
