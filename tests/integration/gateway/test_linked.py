"""Links to files over real HTTP: made by who may see a file, followed without a token, and ended in time."""
from __future__ import annotations

import orjson
import pytest

from kernel.keyring import read_keys
from kernel.seal import Sealer
from kernel.settings import Settings
from services.gateway import load
from services.gateway.attachment.link import desk
from services.gateway.attachment.link.desk import Linking
from tests.integration.gateway.conftest import PASSWORD, PEOPLE
from tests.integration.gateway.test_attachment import FAR, RESIDENT, Brought, Cases, Sender, act, get


@pytest.fixture
def settings(settings, tmp_path, monkeypatch):
    monkeypatch.setenv("LINLI_FILES", str(tmp_path / "files"))
    return Settings.read()


@pytest.fixture
def people(database_of, seal_keys):
    load.load(database_of("gateway"), Sealer(read_keys(seal_keys)), (*PEOPLE, RESIDENT, FAR), password=PASSWORD)


@pytest.fixture
def worker(client, run):
    Cases.evidence, Cases.asked, Brought.photos = set(), [], set()
    run(Brought)
    run(Cases)
    return Sender(client, client.token("worker1"))


@pytest.fixture
def sent(worker):
    found = worker.sent()
    Cases.evidence = {found["id"]}
    return found


def made(client, sent, token, **how):
    return client("POST", f"/api/v1/attachments/{sent['id']}/link", how, token=token)


def path(got):
    assert got.status == 201, got.body
    return "/api/" + got.json["url"].partition("/api/")[2]


def test_gr_420_a_link_opens_one_file_without_a_token(client, worker, sent, database_of):
    got = made(client, sent, worker.token, size="preview")
    assert got.json["url"].startswith(f"http://127.0.0.1:{client.port}/api/v1/linked/")
    assert worker.token not in got.json["url"]
    seen = client("GET", path(got))
    assert seen.status == 200
    assert seen.body == get(client, sent, "/content?size=preview", token=worker.token).body
    assert seen.headers["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in seen.headers["Content-Security-Policy"]
    assert seen.headers["Content-Disposition"].startswith("inline")
    assert seen.headers["Cache-Control"] == "private, no-cache"
    rows = [orjson.loads(body) for (body,) in database_of("gateway").all("SELECT body FROM audit ORDER BY seq")]
    acts = {row["act"]: row["detail"] for row in rows if row["act"] in ("link_attachment", "follow_link")}
    assert acts["link_attachment"]["link"] == acts["follow_link"]["link"], "who made it can be found"
    assert len(acts["follow_link"]["link"]) == 8, "and nobody can follow it from there"


def test_gr_144_who_may_not_see_a_file_gets_no_link_to_it(client, worker, sent):
    assert made(client, sent, client.token("far1")).status == 404
    assert made(client, sent, client.token("r1")).status == 404
    assert made(client, sent, "").status == 401
    assert made(client, sent, worker.token, covered=True).status == 404, "nothing covered is there yet"


@pytest.mark.parametrize("change", ["cover", "publish"])
def test_gr_420_a_link_ends_with_the_state_it_was_made_for(client, worker, sent, change):
    link = path(made(client, sent, worker.token))
    body = {"cover": {"rectangles": [{"x": 0, "y": 0, "width": 9, "height": 9}]}, "publish": {"covered": True}}[change]
    assert act(client, sent, change, worker.token, **body).status == 200
    assert (client("GET", link).status, client("GET", link).json["code"]) == (404, "gateway.link_ended")


def test_gr_420_a_link_to_what_was_published_ends_when_it_is_taken_back(client, worker, sent):
    shown = act(client, sent, "publish", worker.token, covered=True).json
    link = path(made(client, shown, worker.token, covered=True))
    assert client("GET", link).status == 200
    assert act(client, shown, "withdraw", worker.token).status == 200
    assert client("GET", link).status == 404


def test_gr_420_a_link_ends_with_its_file(client, worker, sent, database_of):
    link = path(made(client, sent, worker.token))
    with database_of("gateway").transaction() as tx:
        tx.run("DELETE FROM attachment WHERE id = %s", (sent["id"],))
    assert client("GET", link).status == 404


def test_gr_420_a_link_ends_in_time(client, worker, sent, monkeypatch):
    link, now = path(made(client, sent, worker.token)), desk.time.time()
    monkeypatch.setattr(desk.time, "time", lambda: now + 15 * 60 + 1)
    assert client("GET", link).status == 404


def test_gr_420_a_link_of_ones_own_opens_for_oneself_alone(client, worker, sent):
    link = path(made(client, sent, worker.token, bound=True))
    assert client("GET", link).status == 404
    assert client("GET", link, token=client.token("clerk1")).status == 404
    assert client("GET", link, token=worker.token).status == 200


def test_what_is_no_link_is_refused(client, worker):
    assert client("GET", "/api/v1/linked/" + "A" * 56).status == 404
    assert client("GET", "/api/v1/linked/short").status == 422


@pytest.mark.parametrize("minutes", [0, 16, -1])
def test_gr_420_no_operator_may_make_links_last(minutes):
    with pytest.raises(ValueError, match="LINLI_LINK_MINUTES"):
        Linking(db=None, sealer=None, desk=None, minutes=minutes)
