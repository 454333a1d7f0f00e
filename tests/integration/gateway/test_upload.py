"""Files sent in parts over real HTTP: by a client of others, broken off, gone on with elsewhere, and kept or let go."""
from __future__ import annotations

import base64
import hashlib
import io
import socket
import uuid
from datetime import timedelta

import eventlet
import orjson
import pytest
from tusclient.client import TusClient
from tusclient.exceptions import TusUploadFailed

from kernel import clock
from kernel.keyring import read_keys
from kernel.seal import Sealer
from kernel.settings import Settings
from services.gateway import load
from services.gateway.attachment import store as attachments
from services.gateway.attachment import taking
from services.gateway.attachment.folder import Folder
from services.gateway.attachment.shelves import shelf_of
from services.gateway.attachment.taking import Taking
from services.gateway.attachment.ticket import Tickets
from services.gateway.attachment.upload import desk, receive, store
from services.gateway.attachment.upload.finishing import Finishing, expire
from services.gateway.attachment.upload.record import LASTS, STATES, TAKEN_UP
from services.gateway.token import Signer
from tests import bucket
from tests.integration.gateway.conftest import INCIDENT, PAPER, PASSWORD, PEOPLE, Client
from tests.integration.gateway.test_attachment import FAR, RESIDENT, Brought, Cases
from tests.picture import SECRET, opened, photo

UPLOADS = "/api/v1/uploads"
PART = "application/offset+octet-stream"


def b64(data):
    return base64.b64encode(data if isinstance(data, bytes) else data.encode()).decode()


@pytest.fixture(scope="module")
def endpoint():
    with bucket.served() as served:
        yield served


@pytest.fixture(params=["folder", "bucket"])
def settings(request, settings, tmp_path, monkeypatch):
    monkeypatch.setenv("LINLI_FILES", str(tmp_path / "files"))
    if request.param == "bucket":
        served = request.getfixturevalue("endpoint")
        for name, value in bucket.KEYS.items():
            monkeypatch.setenv(name, value)
        made = f"b{uuid.uuid4().hex}"
        bucket.client(served).make_bucket(made)
        monkeypatch.setenv("LINLI_ATTACHMENTS", f"s3://{made}?endpoint=http://{served}")
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
def db(database_of):
    return database_of("gateway")


@pytest.fixture
def files(settings):
    return shelf_of(settings)


class Uploader:
    """Somebody who sends in parts, by hand."""

    def __init__(self, client, **who):
        self.client, self.who = client, who

    def __call__(self, verb, path, body=None, **headers):
        given = {name.replace("_", "-"): str(value) for name, value in {"Tus_Resumable": "1.0.0", **self.who, **headers}.items()}
        self.client.connection.request(verb, path, body, given)
        answer = self.client.connection.getresponse()
        raw = answer.read()
        return answer.status, dict(answer.getheaders()), orjson.loads(raw) if raw else {}

    def begin(self, length, media="image/jpeg"):
        return self("POST", UPLOADS, Upload_Length=length, Upload_Metadata=f"filetype {b64(media)}")

    def begun(self, length, media="image/jpeg"):
        status, headers, told = self.begin(length, media)
        assert status == 201, told
        assert headers["Location"] == f"{UPLOADS}/{told['id']}"
        return headers["Location"]

    def send(self, place, offset, body, **headers):
        return self("PATCH", place, body, Upload_Offset=offset, Content_Type=PART, **headers)

    def seen(self, place):
        return self("GET", place)[2]


@pytest.fixture
def worker(client, cases):
    return Uploader(client, Authorization=f"Bearer {client.token('worker1')}")


@pytest.fixture
def ticket(token_key, settings):
    return Tickets(Signer(token_key, settings.district).derive("upload")).issue(INCIDENT)[0]


def test_gr_418_a_client_of_others_sends_a_photo_in_parts_and_it_is_kept_as_any_other(client, worker, tmp_path):
    content = photo()
    tus = TusClient(f"http://127.0.0.1:{client.port}{UPLOADS}", headers=worker.who)
    one = tus.uploader(
        file_stream=io.BytesIO(content), chunk_size=4000, metadata={"filename": "张三.jpg", "filetype": "image/jpeg"},
        upload_checksum=True,
    )  # fmt: skip
    one.upload()
    seen = worker.seen(one.url.partition(str(client.port))[2])
    assert (seen["state"], seen["offset"], seen["length"]) == ("kept", len(content), len(content))
    got = client("GET", f"/api/v1/attachments/{seen['attachment']}/content", token=client.token("worker1"))
    assert opened(got.body).size == (400, 640)
    assert SECRET.encode() not in got.body


def test_gr_418_a_client_of_others_goes_on_where_it_broke_off_at_another_replica(open_door, client, worker):
    content, other = photo(), open_door()
    address = f"http://127.0.0.1:{client.port}{UPLOADS}"
    first = TusClient(address, headers=worker.who).uploader(
        file_stream=io.BytesIO(content), chunk_size=3000, metadata={"filetype": "image/jpeg"}
    )
    first.upload(stop_at=6000)
    elsewhere = first.url.replace(str(client.port), str(other.port))
    again = TusClient(address, headers=worker.who).uploader(file_stream=io.BytesIO(content), url=elsewhere, chunk_size=3000)
    assert again.offset == 6000, "the offset is told by any of them"
    again.upload()
    assert worker.seen(first.url.partition(str(client.port))[2])["state"] == "kept"


def test_gr_145_a_resident_with_a_ticket_sends_in_parts_and_nobody_else_asks_after_it(client, worker, ticket, db):
    resident = Uploader(client, Upload_Ticket=ticket)
    content = photo()
    place = resident.begun(len(content))
    assert resident.send(place, 0, content[:5000])[0] == 204
    for stranger in (worker, Uploader(client, Authorization=f"Bearer {client.token('far1')}")):
        assert stranger("GET", place)[0] == 404
        assert stranger.send(place, 5000, content[5000:])[0] == 404
        assert stranger("DELETE", place)[0] == 404
    assert Uploader(client)("GET", place)[0] == 403
    assert Uploader(client, Upload_Ticket="forged")("GET", place)[0] == 403
    assert resident.send(place, 5000, content[5000:])[0] == 204
    found = attachments.get(db, resident.seen(place)["attachment"])
    assert (found.owner, found.incident) == (None, INCIDENT)


def test_an_api_client_sends_in_parts_when_it_was_let_into_that(client, cases, db):
    operator = {"login": "op1", "name": "Op", "role": "operator", "unit": "", "area": "210203", "language": "en", **PAPER}
    load.load(db, Sealer(read_keys(Settings.read().seal_keys)), (operator,), password=PASSWORD)
    token, content = client.token("op1"), b"as it was seen"
    for scope, wanted in (("attach", 201), ("report", 403)):
        body = {"label": scope, "scopes": [scope], "per_minute": 600, "area": "210203000000", "expires_at": None}
        made = client("POST", "/api/v1/clients", body, token=token, Idempotency_Key=clock.new_id())
        assert made.status == 201, made.body
        caller = Uploader(client, Authorization=f"Bearer {made.json['key']}")
        eventlet.sleep(0)
        status, headers, told = _until(lambda caller=caller: caller.begin(len(content), "text/plain"), 401)
        assert status == wanted, told
        if wanted == 201:
            assert caller.send(headers["Location"], 0, content)[0] == 204
            assert caller.seen(headers["Location"])["state"] == "kept"


def _until(ask, refused):
    """Ask again while every process has not heard of a key yet."""
    for _ in range(100):
        answer = ask()
        if answer[0] != refused:
            return answer
        eventlet.sleep(0.1)
    return answer


def test_gr_418_the_same_part_twice_and_one_out_of_order_are_refused_with_the_place_to_go_on(worker):
    place = worker.begun(10, "text/plain")
    assert worker.send(place, 0, b"abcd")[0] == 204
    for offset in (0, 8):
        status, headers, told = worker.send(place, offset, b"abcd"[: 10 - offset])
        assert (status, told["code"], told["facts"]) == (409, "gateway.upload_offset_wrong", {"offset": 4})
        assert headers["Tus-Resumable"] == "1.0.0"
    status, headers, told = worker("HEAD", place)
    assert (status, headers["Upload-Offset"], headers["Upload-Length"], headers["Cache-Control"]) == (200, "4", "10", "no-store")
    assert headers["Upload-Expires"].endswith("GMT")


def test_gr_418_of_two_who_send_the_same_part_at_once_one_is_taken(open_door, worker, client, db):
    content = photo()
    place = worker.begun(len(content))
    doors = [Uploader(Client(open_door().port), **worker.who) for _ in range(2)]
    sending = [eventlet.spawn(door.send, place, 0, content) for door in (*doors, *doors)[:2]]
    assert sorted(one.wait()[0] for one in sending) == [204, 409]
    assert worker.seen(place)["state"] == "kept"
    assert db.one("SELECT count(*) FROM attachment") == (1,)


def test_gr_418_what_came_before_the_line_broke_is_kept(worker, client, monkeypatch):
    monkeypatch.setattr(receive, "STEP", 2000)
    content = photo()
    place = worker.begun(len(content))
    head = f"PATCH {place} HTTP/1.1\r\nHost: h\r\nContent-Type: {PART}\r\nUpload-Offset: 0\r\nContent-Length: {len(content)}\r\n"
    with socket.create_connection(("127.0.0.1", client.port)) as line:
        line.sendall(f"{head}Authorization: {worker.who['Authorization']}\r\n\r\n".encode() + content[:7000])
        line.shutdown(socket.SHUT_WR)
        assert b"400" in line.recv(100)
    assert worker.seen(place)["offset"] == 7000
    assert worker.send(place, 7000, content[7000:])[0] == 204
    assert worker.seen(place)["state"] == "kept"


def test_gr_418_who_sends_slowly_is_cut_and_goes_on_with_the_next_request(worker, client, monkeypatch):
    monkeypatch.setattr(receive, "SECONDS", 0.5)
    place = worker.begun(10, "text/plain")
    head = f"PATCH {place} HTTP/1.1\r\nHost: h\r\nContent-Type: {PART}\r\nUpload-Offset: 0\r\nContent-Length: 10\r\n"
    with socket.create_connection(("127.0.0.1", client.port)) as line:
        line.sendall(f"{head}Authorization: {worker.who['Authorization']}\r\n\r\n".encode())
        assert b"408" in line.recv(100)
    monkeypatch.setattr(receive, "SECONDS", 30)
    assert worker.send(place, worker.seen(place)["offset"], b"0123456789")[0] == 204


@pytest.mark.parametrize("name", ["sha1", "sha256"])
def test_a_part_that_came_otherwise_than_it_was_sent_is_not_kept(worker, name):
    place = worker.begun(10, "text/plain")
    wrong = f"{name} {b64(hashlib.new(name, b'other').digest())}"
    status, _, told = worker.send(place, 0, b"abcd", Upload_Checksum=wrong)
    assert (status, told["code"]) == (460, "gateway.upload_checksum_wrong")
    assert worker.seen(place)["offset"] == 0
    right = f"{name} {b64(hashlib.new(name, b'abcd').digest())}"
    assert worker.send(place, 0, b"abcd", Upload_Checksum=right)[0] == 204


def test_what_options_says(client, cases):
    client.connection.request("OPTIONS", UPLOADS)
    answer = client.connection.getresponse()
    answer.read()
    assert answer.status == 204
    found = dict(answer.getheaders())
    assert found["Tus-Version"] == "1.0.0"
    assert set(found["Tus-Extension"].split(",")) == {"creation", "expiration", "checksum", "termination"}
    assert found["Tus-Checksum-Algorithm"] == "sha1,sha256"


@pytest.mark.parametrize(
    ("length", "headers", "status", "code"),
    [
        (11 * 2**20, {}, 413, "gateway.body_too_large"),
        (100, {"Tus_Resumable": "0.9"}, 412, "gateway.upload_protocol_unknown"),
        ("many", {}, 400, "gateway.upload_header_malformed"),
        (100, {"Upload_Metadata": f"filetype {b64('text/html')}"}, 415, "gateway.attachment_type_refused"),
    ],
)
def test_what_is_refused_before_it_is_sent(worker, length, headers, status, code):
    sent = {"Upload_Length": length, "Upload_Metadata": f"filetype {b64('image/jpeg')}", **headers}
    got, _, told = worker("POST", UPLOADS, **sent)
    assert (got, told["code"]) == (status, code)


def test_a_part_must_say_what_it_is_and_fit(worker):
    place = worker.begun(10, "text/plain")
    assert worker("PATCH", place, b"abcd", Upload_Offset=0, Content_Type="text/plain")[0] == 415
    assert worker("PATCH", place, b"abcd", Content_Type=PART)[0] == 400
    assert worker.send(place, 0, b"x" * 11)[0] == 413
    assert worker.seen(place)["offset"] == 0


def test_gr_140_what_is_refused_at_the_end_says_why_and_leaves_nothing_behind(worker, files, db, settings):
    content = b"<html>" * 10
    place = worker.begun(len(content), "image/png")
    status, _, told = worker.send(place, 0, content)
    assert (status, told["code"]) == (422, "gateway.attachment_type_wrong")
    seen = worker.seen(place)
    assert (seen["state"], seen["problem"], seen["attachment"]) == ("refused", "gateway.attachment_type_wrong", None)
    assert worker.send(place, len(content), b"x")[2]["code"] == "gateway.upload_ended"
    assert db.one("SELECT count(*) FROM upload_part") == (0,)
    assert list(files.incoming.iterdir()) == []


def test_a_client_of_others_hears_that_it_was_refused(client, worker):
    tus = TusClient(f"http://127.0.0.1:{client.port}{UPLOADS}", headers=worker.who)
    with pytest.raises(TusUploadFailed):
        tus.uploader(file_stream=io.BytesIO(b"<html>"), metadata={"filetype": "image/png"}).upload()


def test_an_upload_is_let_go_of_by_its_sender_until_something_was_made_of_it(worker, db, files):
    place = worker.begun(10, "text/plain")
    worker.send(place, 0, b"abcd")
    (name,) = store.parts(db, place.rpartition("/")[2])
    assert worker("DELETE", place)[0] == 204
    assert worker("GET", place)[0] == 404
    assert worker("DELETE", place)[0] == 404
    with pytest.raises(FileNotFoundError):
        files.join(place.rpartition("/")[2], [name], files.fresh())
    kept = worker.begun(4, "text/plain")
    worker.send(kept, 0, b"abcd")
    assert worker("DELETE", kept)[2]["code"] == "gateway.upload_ended"


def test_gr_145_so_many_at_once_and_no_more(worker, monkeypatch, client, ticket):
    monkeypatch.setattr(desk, "MOST_OPEN_BY_ACCOUNT", 2)
    monkeypatch.setattr(desk, "MOST_OPEN_BY_TICKET", 1)
    first = worker.begun(10, "text/plain")
    worker.begun(10, "text/plain")
    assert worker.begin(10, "text/plain")[2]["code"] == "gateway.uploads_too_many"
    worker("DELETE", first)
    worker.begun(10, "text/plain")
    resident = Uploader(client, Upload_Ticket=ticket)
    resident.begun(10, "text/plain")
    assert resident.begin(10, "text/plain")[0] == 409
    monkeypatch.setattr(desk, "MOST_OPEN_BY_ACCOUNT", 9)
    monkeypatch.setattr(taking, "MOST_BY_ACCOUNT", 2)
    assert worker.begin(10, "text/plain")[2]["code"] == "gateway.attachments_too_many", "what is on its way counts"


def test_gr_418_after_a_day_it_is_gone(worker, db, files):
    place = worker.begun(10, "text/plain")
    worker.send(place, 0, b"abcd")
    assert expire(db, files, clock.now() + LASTS - timedelta(minutes=5)) == 0
    assert expire(db, files, clock.now() + LASTS) == 1
    assert worker("HEAD", place)[0] == 404
    assert worker.send(place, 4, b"efghij")[0] == 404


def test_gr_418_after_a_day_it_is_gone_also_before_it_is_cleared_away(worker, db):
    place = worker.begun(10, "text/plain")
    worker.send(place, 0, b"abcd")
    db.one("UPDATE upload SET expires_at = now() RETURNING 1")
    assert [worker(verb, place)[0] for verb in ("HEAD", "GET", "DELETE")] == [404, 404, 404]
    assert worker.send(place, 4, b"efghij")[0] == 404


def finishing(db):
    return Finishing(db=db, taking=Taking(db=db, remote=lambda *_: {"kept": []}, scanner=None, area="210203000000"))


@pytest.fixture
def left_whole(worker, monkeypatch):
    """Give an upload whose process ended after the last part."""
    with monkeypatch.context() as broken:
        broken.setattr(desk.Uploading, "_finish", lambda *_: None)
        content = photo()
        place = worker.begun(len(content))
        assert worker.send(place, 0, content)[0] == 204
    return place


def test_gr_418_what_was_left_whole_is_finished_by_another_and_once(worker, left_whole, database_of, db, files):
    assert worker.seen(left_whole)["state"] == "whole"
    assert finishing(db).round(clock.now(), files) == 0, "its sender's process may be at it"
    later = clock.now() + TAKEN_UP + timedelta(seconds=1)
    looking = [eventlet.spawn(finishing(database_of("gateway")).round, later, files) for _ in range(3)]
    assert sum(one.wait() for one in looking) == 1
    assert worker.seen(left_whole)["state"] == "kept"
    assert db.one("SELECT count(*) FROM attachment") == (1,)


def test_gr_418_the_sender_may_ask_for_it_too(worker, left_whole, db):
    length = worker.seen(left_whole)["length"]
    assert worker.send(left_whole, length, b"", Content_Length=0)[0] == 204
    assert worker.seen(left_whole)["state"] == "kept"
    assert worker.send(left_whole, length, b"", Content_Length=0)[0] == 204, "said again, and nothing is done"
    assert db.one("SELECT count(*) FROM attachment") == (1,)


def test_gr_418_what_is_unfinished_is_readable_by_no_address(worker, client):
    place = worker.begun(10, "text/plain")
    worker.send(place, 0, b"abcd")
    id, token = place.rpartition("/")[2], client.token("worker1")
    for what in ("", "/content", "/published"):
        assert client("GET", f"/api/v1/attachments/{id}{what}", token=token).status == 404
    assert "abcd" not in str(worker("GET", place))


def test_the_states_of_the_database_are_those_of_the_code(db):
    assert {state for (state,) in db.all("SELECT state FROM upload_state")} == set(STATES)


def test_what_comes_is_written_down_step_by_step(worker, monkeypatch):
    steps, kept = [], receive.Receiving._kept
    monkeypatch.setattr(receive, "STEP", 64 * 1024)
    monkeypatch.setattr(receive.Receiving, "_kept", lambda self, step: (steps.append(step.size), kept(self, step))[1])
    content = b"%PDF-1.7 " + b"x" * 500_000 + b"%%EOF"
    place = worker.begun(len(content), "application/pdf")
    assert worker.send(place, 0, content)[0] == 204
    assert max(steps) == 64 * 1024
    assert sum(steps) == len(content)


def test_it_is_a_folder_or_a_bucket(files, settings):
    assert isinstance(files, Folder) != bool(settings.attachments)
