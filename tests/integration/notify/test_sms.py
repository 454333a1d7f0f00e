"""Texts to telephones: signed as the provider can check, written for a trial, and nowhere else."""
import base64
import hashlib
import hmac
import json
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
from structlog.testing import capture_logs

from kernel.errors import Unavailable
from services.notify.channels.hook import Hook
from services.notify.channels.sms import Nowhere, texts
from services.notify.domain import code
from tools.child import free_port

KEY = b"a key of 24 bytes or more"
SECRET = "whsec_" + base64.b64encode(KEY).decode()
PHONE, TEXT = "13800001234", "【邻里】登录验证码"
HTTPS = "https://sms.example.cn/"


@pytest.fixture
def provider():
    """A provider that keeps what it is sent and answers as it is told to."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self):
            server.got.append((dict(self.headers), self.rfile.read(int(self.headers["Content-Length"]))))
            self.send_response(server.status)
            self.send_header("Location", "http://127.0.0.1:1/")
            self.end_headers()

        def log_message(self, *args):
            """Say nothing."""

    server = HTTPServer(("127.0.0.1", 0), Handler)
    server.got, server.status = [], 202
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield server
    server.shutdown()
    server.server_close()


def hook(provider):
    return texts(f"http://127.0.0.1:{provider.server_port}/texts", SECRET)


def test_a_text_is_posted_with_a_signature_its_receiver_can_check(provider):
    hook(provider).send(PHONE, TEXT)
    [(headers, body)] = provider.got
    assert json.loads(body) == {"id": headers["webhook-id"], "to": PHONE, "text": TEXT}
    signed = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.".encode() + body
    wanted = base64.b64encode(hmac.digest(KEY, signed, hashlib.sha256)).decode()
    assert headers["webhook-signature"] == f"v1,{wanted}"


@pytest.mark.parametrize("status", [302, 400, 500])
def test_what_the_provider_does_not_take_is_told_and_logged_without_number_and_words(provider, status):
    provider.status = status
    with capture_logs() as lines, pytest.raises(Unavailable, match=r"notify\.text_unsent"):
        hook(provider).send(PHONE, TEXT)
    assert len(provider.got) == 1
    assert lines == [{"event": "text_unsent", "log_level": "warning", "problem": str(status)}]


def test_a_provider_that_is_away_is_told():
    port = free_port()
    with capture_logs() as lines, pytest.raises(Unavailable, match=r"notify\.text_unsent"):
        texts(f"http://127.0.0.1:{port}/", SECRET).send(PHONE, TEXT)
    assert [line["problem"] for line in lines] == ["NewConnectionError"]


def test_for_a_trial_a_text_lies_in_a_folder_only_its_owner_reads(tmp_path):
    folder = tmp_path / "texts"
    way = texts(f"folder:{folder}", "")
    way.send(PHONE, "one")
    way.send(PHONE, TEXT)
    [file] = folder.iterdir()
    assert (file.name, file.read_text()) == (f"{PHONE}.txt", TEXT + "\n")
    assert (folder.stat().st_mode & 0o777, file.stat().st_mode & 0o777) == (0o700, 0o600)


@pytest.mark.parametrize(
    ("setting", "secret"),
    [("http://sms.example.cn/", SECRET), (HTTPS, ""), (HTTPS, "whsec_AAAA"), ("sms", SECRET)],
)
def test_a_setting_that_would_send_codes_in_the_open_stops_the_start(setting, secret):
    with pytest.raises(ValueError, match="LINLI_SMS"):
        texts(setting, secret)


def test_each_setting_names_its_way():
    found = [texts("", ""), texts(HTTPS, SECRET)]
    assert [type(one) for one in found] == [Nowhere, Hook]
    with pytest.raises(Unavailable):
        found[0].send(PHONE, TEXT)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_words_name_the_code_and_what_it_is_for_and_warn(language):
    said = {about: code.text(code="012345", minutes=5, language=language, about=about) for about in code.ABOUT}
    assert all("012345" in one and len(one) <= 120 for one in said.values())
    assert len(set(said.values())) == len(said)
    assert len(code.LEFT[language]) <= 120
