"""Calls and events over TLS, where the transport of py-amqp stands in for ours."""
from __future__ import annotations

import datetime as dt
import ipaddress
import ssl
from contextlib import closing, suppress
from urllib.parse import urlsplit

import eventlet
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from kernel.errors import Unavailable
from kernel.link import Link


@pytest.fixture
def certificate(tmp_path):
    """A certificate for 127.0.0.1 that vouches for itself: (path of both, path of the certificate)."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "broker")])
    now = dt.datetime.now(dt.UTC)
    address = x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))])
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - dt.timedelta(days=1))
        .not_valid_after(now + dt.timedelta(days=1))
        .add_extension(address, critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )
    pem = made.public_bytes(serialization.Encoding.PEM)
    secret = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    both, public = tmp_path / "both.pem", tmp_path / "ca.pem"
    both.write_bytes(pem + secret)
    public.write_bytes(pem)
    return both, public


@pytest.fixture
def tls_url(amqp_url, certificate):
    """The broker behind an end of TLS, as a load balancer would put it; give its address."""
    both, public = certificate
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(both)
    parts = urlsplit(amqp_url)
    listener = eventlet.listen(("127.0.0.1", 0))

    def pipe(source, sink):
        with suppress(OSError):
            while data := source.recv(65536):
                sink.sendall(data)
        with suppress(OSError):
            sink.shutdown(2)

    def serve(client, _):
        secure = context.wrap_socket(client, server_side=True, do_handshake_on_connect=False)
        with suppress(OSError), closing(secure), closing(eventlet.connect(("127.0.0.1", parts.port))) as broker:
            secure.do_handshake()
            threads = [eventlet.spawn(pipe, secure, broker), eventlet.spawn(pipe, broker, secure)]
            for thread in threads:
                thread.wait()

    server = eventlet.spawn(eventlet.serve, listener, serve)
    port = listener.getsockname()[1]
    yield f"amqps://{parts.username}:{parts.password}@127.0.0.1:{port}{parts.path}?cacertfile={public}"
    server.kill()
    listener.close()


def test_caller_and_callee_speak_tls(tls_url, start_peer):
    start_peer(by=tls_url)
    link = Link(tls_url)
    assert link.wait(10)
    assert link.call("echo", "pass_on", {"method": "ping"})
    assert list(eventlet.GreenPool(8).imap(lambda n: link.call("echo", "ping", {"n": n})["command"]["n"], range(50)))
    link.close()


def test_a_broker_whose_certificate_nobody_vouches_for_is_not_spoken_to(tls_url):
    link = Link(tls_url.partition("?")[0])
    assert link.wait(1.5) is False
    with pytest.raises(Unavailable):
        link.call("echo", "ping", {})
    link.close()
