"""What is sent is looked through by a scanner of a process of its own; nobody sees it before."""
from __future__ import annotations

import io
import subprocess
import sys
from contextlib import contextmanager

import eventlet
import orjson
import pytest

from kernel import clock
from kernel.keyring import read_keys
from kernel.seal import Sealer
from kernel.settings import Settings
from services.gateway import load
from services.gateway.attachment import store
from services.gateway.attachment.folder import Folder
from services.gateway.attachment.taking import SCANNED_AGAIN
from services.gateway.attachment.virus.clamd import Clamd, Unreadable, Unscanned, scanner
from services.gateway.attachment.virus.rescan import Rescan
from services.gateway.attachment.virus.verdict import SCANS
from tests.integration.gateway.conftest import PASSWORD, PEOPLE
from tests.integration.gateway.test_attachment import FAR, RESIDENT, Brought, Cases, Sender, act, get, stored
from tests.integration.gateway.test_upload import Uploader
from tests.picture import photo
from tests.scanner import NAME, TRIAL
from tools.child import free_port


@contextmanager
def scanning(address):
    process = subprocess.Popen([sys.executable, "-m", "tests.scanner", str(address)], stdout=subprocess.PIPE)
    try:
        assert process.stdout.readline().startswith(b"ready")
        yield process
    finally:
        process.terminate()
        process.wait(10)


@pytest.fixture
def port():
    return free_port()


@pytest.fixture
def settings(settings, tmp_path, port, monkeypatch):
    monkeypatch.setenv("LINLI_FILES", str(tmp_path / "files"))
    monkeypatch.setenv("LINLI_SCAN", f"tcp://127.0.0.1:{port}")
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
def files(tmp_path):
    return tmp_path / "files"


@pytest.fixture
def worker(client, cases):
    return Sender(client, client.token("worker1"))


def rescan(db, files, port):
    return Rescan(db=db, files=Folder(files), scanner=Clamd(("127.0.0.1", port)), area="210203000000")


def later():
    return clock.now() + SCANNED_AGAIN + SCANNED_AGAIN


def audited(db, act):
    return [orjson.loads(body) for (body,) in db.all("SELECT body FROM audit") if orjson.loads(body)["act"] == act]


def told(db):
    return [orjson.loads(body)["data"] for name, body in db.all("SELECT name, body FROM outbox") if name.endswith("infected")]


@pytest.mark.parametrize("way", ["tcp", "unix"])
def test_the_scanner_is_asked_over_tcp_or_a_socket_of_this_machine(way, port, tmp_path):
    path = str(tmp_path / "clamd.sock")
    with scanning({"tcp": port, "unix": path}[way]):
        asked = scanner({"tcp": f"tcp://127.0.0.1:{port}", "unix": f"unix://{path}"}[way])
        assert asked.scan(io.BytesIO(b"x" * 300_000)) is None
        assert asked.scan(io.BytesIO(b"x" * 70_000 + TRIAL)) == NAME
        with pytest.raises(Unscanned):
            asked.scan(io.BytesIO(b"x" * (26 * 1024 * 1024)))
    with pytest.raises(Unscanned):
        asked.scan(io.BytesIO(b"x"))


@pytest.mark.parametrize("setting", ["clamd:3310", "tcp://clamd", "unix://clamd.sock", "http://clamd:3310"])
def test_a_scanner_that_cannot_be_read_is_told_at_the_start(setting):
    with pytest.raises(ValueError, match="LINLI_SCAN"):
        scanner(setting)


def test_gr_419_what_is_clean_is_seen_at_once(worker, client, port):
    with scanning(port):
        sent = worker.sent()
    assert sent["scan"] == "clean"
    assert get(client, sent, "/content", token=worker.token).status == 200


def test_gr_419_what_is_infected_is_refused_written_down_and_told_to_operators(worker, client, db, files, port):
    with scanning(port):
        status, said = worker(TRIAL, "text/plain")
    assert (status, said["code"]) == (422, "gateway.attachment_infected")
    assert stored(files) == {}
    assert db.one("SELECT count(*) FROM attachment") == (0,)
    (row,) = audited(db, "refuse_infected")
    assert row["detail"]["found"] == NAME
    (fact,) = told(db)
    assert (fact["found"], fact["area"]) == (NAME, "210203000000")


def test_gr_419_parts_are_scanned_as_the_whole_they_make(client, worker, port):
    sending = Uploader(client, Authorization=f"Bearer {worker.token}")
    place = sending.begun(len(TRIAL), "text/plain")
    with scanning(port):
        assert sending.send(place, 0, TRIAL[:20])[0] == 204
        assert sending.send(place, 20, TRIAL[20:])[2]["code"] == "gateway.attachment_infected"
    assert sending.seen(place)["problem"] == "gateway.attachment_infected"


def test_gr_419_while_the_scanner_is_away_nothing_is_lost_and_nobody_sees_it(worker, client, db, files, port):
    sent = worker.sent()
    Cases.evidence = {sent["id"]}
    assert sent["scan"] == "waiting"
    got = get(client, sent, "/content", token=worker.token)
    assert (got.status, got.json["code"]) == (503, "gateway.attachment_waiting")
    assert got.headers["Retry-After"]
    assert act(client, sent, "publish", worker.token, covered=True).status == 503
    link = client("POST", f"/api/v1/attachments/{sent['id']}/link", {}, token=worker.token)
    assert link.status == 503
    assert rescan(db, files, port).round(later()) == 0, "it is away still"
    with scanning(port):
        assert rescan(db, files, port).round(clock.now()) == 0, "not before its time"
        assert rescan(db, files, port).round(later() + SCANNED_AGAIN) == 1
    assert get(client, sent, token=worker.token).json["scan"] == "clean"
    assert get(client, sent, "/content", token=worker.token).status == 200
    (row,) = audited(db, "scan")
    assert row["detail"] == {"scan": "clean"}


def test_gr_419_what_turns_out_infected_later_stays_shut_for_everybody(worker, client, db, files, port):
    status, sent = worker(TRIAL, "text/plain")
    assert (status, sent["scan"]) == (201, "waiting")
    with scanning(port):
        assert rescan(db, files, port).round(later()) == 1
    assert get(client, sent, token=worker.token).json["scan"] == "infected", "its sender is told"
    got = get(client, sent, "/content", token=worker.token)
    assert (got.status, got.json["code"]) == (403, "gateway.attachment_quarantined")
    assert not store.get(db, sent["id"]).good(clock.now()), "no matter may begin to refer to it"
    assert [fact["attachment"] for fact in told(db)] == [sent["id"]]


class Choosy:
    """A scanner that gives no verdict on what is text."""

    def scan(self, content):
        if content.read(2) == b"xx":
            raise Unreadable("INSTREAM size limit exceeded. ERROR")


def test_gr_419_one_that_the_scanner_cannot_look_through_holds_up_no_other(worker, client, db, files):
    large, lost = worker.sent(b"x" * 900, media="text/plain"), worker.sent()
    last = worker.sent(photo(shade=60))
    Folder(files).delete(store.get(db, lost["id"]).files["kept"])
    looked = Rescan(db=db, files=Folder(files), scanner=Choosy(), area="210203000000")
    assert looked.round(later()) == 1
    scans = [get(client, one, token=worker.token).json["scan"] for one in (large, lost, last)]
    assert scans == ["waiting", "waiting", "clean"]


def test_gr_419_two_replicas_give_one_verdict(worker, database_of, db, files, port):
    for shade in range(3):
        worker.sent(photo(shade=shade * 30))
    with scanning(port):
        looking = [eventlet.spawn(rescan(database_of("gateway"), files, port).round, later()) for _ in range(3)]
        assert sum(one.wait() for one in looking) == 3
    assert len(audited(db, "scan")) == 3
    assert db.one("SELECT count(*) FROM attachment WHERE scan = 'clean'") == (3,)


def test_the_words_of_the_database_are_those_of_the_code(db):
    assert {scan for (scan,) in db.all("SELECT scan FROM attachment_scan")} == set(SCANS)
