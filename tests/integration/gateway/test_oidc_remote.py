"""What is asked of a provider over the network: verified TLS, no redirects, and an end to what is too large or too slow."""

from __future__ import annotations

import datetime as dt
import gc
import ipaddress
import socket
import subprocess
import sys
import threading
import time
from contextlib import contextmanager
from dataclasses import replace

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.serialization import Encoding, load_pem_private_key

from kernel.errors import Unavailable
from services.gateway.oidc import remote
from services.gateway.oidc.provider import Provider, Row
from services.gateway.oidc.remote import Remote
from tests.integration.gateway.forge import fresh_key

ONE = Provider(
    id="staff", issuer="https://127.0.0.1", client="a b", secret="s:&", authentication="client_secret_basic",
    names={"zh": "统一身份认证", "en": "Sign-on"}, roles=("resident",), rows=(Row("sub", "*", role="resident"),),
)  # fmt: skip
PLAIN = b"HTTP/1.1 200 OK\r\nContent-Length: 13\r\n\r\n{\"fine\":true}"


SECURE = """
import http.server, ssl, sys
class Fine(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200)
        self.end_headers()
        self.wfile.write(b'{"fine":true}')
server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Fine)
context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
context.load_cert_chain(*sys.argv[1:])
server.socket = context.wrap_socket(server.socket, server_side=True)
print(server.server_address[1], flush=True)
server.serve_forever()
"""


@contextmanager
def answering(*pieces, pause=0.0):
    """Answer each connection with these pieces; gives the address and what was asked."""
    asked, server, over = [], socket.create_server(("127.0.0.1", 0)), threading.Event()

    def serve():
        while not over.is_set():
            try:
                one, _ = server.accept()
                with one as connection:
                    asked.append(connection.recv(65536))
                    for piece in pieces:
                        connection.sendall(piece)
                        time.sleep(pause)
            except OSError:
                continue  # the client has gone, or it is over

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.getsockname()[1]}/x", asked
    finally:
        over.set()
        server.shutdown(socket.SHUT_RDWR)  # wakes who waits for a connection, so that nobody waits on a closed descriptor
        thread.join()
        server.close()


@pytest.fixture
def certificate(tmp_path):
    """A certificate of this machine that signs itself, and the address of a server that shows it."""
    pem = fresh_key()
    key, name = load_pem_private_key(pem, password=None), x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "here")])
    day, now = dt.timedelta(days=1), dt.datetime.now(dt.UTC)
    made = x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key()).serial_number(7)
    here = x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))])
    signed = made.not_valid_before(now - day).not_valid_after(now + day).add_extension(here, False).sign(key, hashes.SHA256())
    (tmp_path / "cert.pem").write_bytes(signed.public_bytes(Encoding.PEM))
    (tmp_path / "key.pem").write_bytes(pem)
    command = [sys.executable, "-c", SECURE, str(tmp_path / "cert.pem"), str(tmp_path / "key.pem")]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as server:
        yield str(tmp_path / "cert.pem"), f"https://127.0.0.1:{server.stdout.readline().strip()}/x"
        server.kill()


# where shaking hands fails, a green socket is closed by the collector of garbage alone, which says so
@pytest.mark.filterwarnings("ignore::ResourceWarning", "ignore::pytest.PytestUnraisableExceptionWarning")
def test_a_certificate_that_nobody_vouches_for_is_refused_and_one_that_is_named_is_not(certificate):
    path, address = certificate
    with pytest.raises(Unavailable):
        Remote(ONE).get(address)
    assert Remote(replace(ONE, ca=path)).get(address) == {"fine": True}
    with pytest.raises(Unavailable):
        Remote(replace(ONE, ca=path)).get(address.replace("127.0.0.1", "localhost"))
    gc.collect()


def test_plain_http_is_for_this_machine_alone():
    with pytest.raises(Unavailable):
        Remote(ONE).get("http://192.0.2.1/x")


def test_a_redirect_is_not_followed():
    with answering(PLAIN) as (elsewhere, asked):
        moved = b"HTTP/1.1 302 Found\r\nLocation: " + elsewhere.encode() + b"\r\nContent-Length: 0\r\n\r\n"
        with answering(moved) as (address, _), pytest.raises(Unavailable):
            Remote(ONE).get(address)
        assert asked == []


@pytest.mark.parametrize(
    "answer",
    [
        b"HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nnull",
        b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{]",
        b"HTTP/1.1 500 No\r\nContent-Length: 2\r\n\r\n{}",
        b"HTTP/1.1 200 OK\r\nContent-Length: 900\r\n\r\n{}",
        b"HTTP/1.1 200 OK\r\n\r\n" + b"[" * (remote.MOST_BYTES + 1),
        b"nothing of the kind\r\n\r\n",
        b"",
    ],
    ids=["null", "no-json", "500", "broken-off", "too-large", "no-http", "silent"],
)
def test_what_is_no_whole_object_is_none(answer):
    with answering(answer) as (address, _), pytest.raises(Unavailable):
        Remote(ONE).get(address)


def test_what_comes_by_drops_ends(monkeypatch):
    monkeypatch.setattr(remote, "WHOLE_SECONDS", 0.2)
    drops = [b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n", *[b"x"] * 1000]
    with answering(*drops, pause=0.05) as (address, _), pytest.raises(Unavailable):
        Remote(ONE).get(address)


def test_we_prove_who_we_are_by_the_header_or_by_the_form():
    with answering(PLAIN) as (address, asked):
        Remote(ONE).exchange(address, {"code": "c"})
        assert b"Basic YSUyMGI6cyUzQSUyNg==" in asked[-1]
        assert b"client_id" not in asked[-1]
        Remote(replace(ONE, authentication="client_secret_post")).exchange(address, {"code": "c"})
        assert asked[-1].endswith(b"code=c&client_id=a+b&client_secret=s%3A%26")
        Remote(replace(ONE, authentication="none", secret="")).exchange(address, {"code": "c"})
        assert asked[-1].endswith(b"code=c&client_id=a+b")
        assert b"Authorization" not in asked[-1]


def test_a_code_that_is_refused_is_told_apart_from_a_provider_that_is_away():
    with answering(b"HTTP/1.1 400 No\r\nContent-Length: 25\r\n\r\n{\"error\":\"invalid_grant\"}") as (address, _):
        assert Remote(ONE).exchange(address, {}) is None
    with answering(b"HTTP/1.1 503 No\r\nContent-Length: 0\r\n\r\n") as (address, _), pytest.raises(Unavailable):
        Remote(ONE).exchange(address, {})
