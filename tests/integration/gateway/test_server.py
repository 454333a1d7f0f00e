"""Bytes on a connection: what is read, what is refused, and how it ends."""
from __future__ import annotations

import socket

import eventlet
import orjson
import pytest

from services.gateway.http import body, output, protocol, server
from services.gateway.http import input as input_
from services.gateway.http.server import FrontDoor
from services.gateway.service import Service
from tests.integration.gateway.conftest import INCIDENT, Client
from tests.integration.messaging.peer import until
from tools.child import free_port

HEAD = b"GET /api/v1/docs/docs.css HTTP/1.1\r\nHost: here\r\n"
POST = (
    b"POST /api/v1/incidents HTTP/1.1\r\nHost: here\r\nContent-Type: application/json\r\n"
    b"Idempotency-Key: k-long-enough-for-nobody\r\n"
)


@pytest.fixture
def entrance(run):
    return next(part for part in run(Service).entrypoints if isinstance(part, FrontDoor))


@pytest.fixture
def connect(entrance):
    opened = []

    def open_():
        opened.append(socket.create_connection(("127.0.0.1", entrance.port), timeout=15))
        return opened[-1]

    yield open_
    for one in opened:
        one.close()


def ask(connection, raw):
    """Send bytes and give what comes back until the other side ends."""
    connection.sendall(raw)
    return rest(connection)


def rest(connection):
    pieces = []
    while piece := connection.recv(65536):
        pieces.append(piece)
    return b"".join(pieces)


def code(answer):
    head, _, document = answer.partition(b"\r\n\r\n")
    assert b"application/problem+json" in head
    return int(head.split()[1]), orjson.loads(document)["code"]


@pytest.mark.parametrize(
    ("raw", "status", "refusal"),
    [
        (b"hello\r\n\r\n", 400, "gateway.header_malformed"),
        (b"get / HTTP/1.1\r\nHost: a\r\n\r\n", 400, "gateway.header_malformed"),
        (b"GET / HTTP/2.0\r\nHost: a\r\n\r\n", 400, "gateway.header_malformed"),
        (b"GET / HTTP/1.1\r\n\r\n", 400, "gateway.header_malformed"),
        (HEAD + b"X : y\r\n\r\n", 400, "gateway.header_malformed"),
        (HEAD + b"X: y\r\n folded\r\n\r\n", 400, "gateway.header_malformed"),
        (HEAD + b"X: a\x00b\r\n\r\n", 400, "gateway.header_malformed"),
        (HEAD + b"Host: there\r\n\r\n", 400, "gateway.header_malformed"),
        (HEAD + b"Content-Length: 1\r\nContent-Length: 2\r\n\r\n", 400, "gateway.header_malformed"),
        (HEAD + b"Content-Length: +1\r\n\r\n", 400, "gateway.header_malformed"),
        (HEAD + b"Content-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n", 400, "gateway.header_malformed"),
        (HEAD + b"Transfer-Encoding: gzip, chunked\r\n\r\n", 400, "gateway.header_malformed"),
        (HEAD + b"Transfer-Encoding: \x0bchunked\r\n\r\n", 400, "gateway.header_malformed"),
        (HEAD[:-2] + b"\n\r\n", 400, "gateway.header_malformed"),
        (b"GET / HTTP/1.1\nHost: a\r\n\r\n", 400, "gateway.header_malformed"),
        (HEAD + b"X: a\r\r\n\r\n", 400, "gateway.header_malformed"),
        (b"GET / HTTP/1.1\r\nHost: a b\r\n\r\n", 400, "gateway.header_malformed"),
        (b"GET / HTTP/1.1\r\nHost: a/b\r\n\r\n", 400, "gateway.header_malformed"),
        (b"GET http://me@here/api/v1/docs HTTP/1.1\r\nHost: here\r\n\r\n", 400, "gateway.header_malformed"),
        (b"CONNECT here:80 HTTP/1.1\r\nHost: here\r\n\r\n", 400, "gateway.header_malformed"),
        (b"GET /" + b"a" * 9000 + b" HTTP/1.1\r\nHost: a\r\n\r\n", 414, "gateway.path_too_long"),
        (HEAD + b"X: " + b"y" * 40000 + b"\r\n\r\n", 431, "gateway.header_too_large"),
        (HEAD + b"".join(b"X%d: y\r\n" % n for n in range(70)) + b"\r\n", 431, "gateway.header_too_large"),
    ],
)
def test_what_two_readers_could_read_differently_is_refused(connect, raw, status, refusal):
    answer = ask(connect(), raw)
    assert code(answer) == (status, refusal)
    assert b"Connection: close" in answer


def test_a_connection_serves_one_request_after_another(connect):
    connection = connect()
    answer = ask(connection, (HEAD + b"\r\n") * 2 + HEAD + b"Connection: close\r\n\r\n")
    assert answer.count(b"HTTP/1.1 200 OK\r\n") == 3


def test_a_request_says_the_host_in_its_target_as_a_proxy_would(connect):
    raw = b"GET http://here/api/v1/docs/docs.css HTTP/1.1\r\nHost: elsewhere\r\nConnection: close\r\n\r\n"
    assert ask(connect(), raw).startswith(b"HTTP/1.1 200 ")


def test_a_request_that_comes_in_pieces_is_answered(connect):
    connection = connect()
    for byte in HEAD + b"Connection: close\r\n\r\n":
        connection.sendall(bytes([byte]))
    assert rest(connection).startswith(b"HTTP/1.1 200 ")


def test_head_tells_the_length_and_sends_no_body_and_the_connection_goes_on(connect):
    answer = ask(connect(), HEAD.replace(b"GET", b"HEAD") + b"\r\n" + HEAD + b"Connection: close\r\n\r\n")
    first, _, others = answer.partition(b"\r\n\r\n")
    assert b"Content-Length: " in first
    assert others.startswith(b"HTTP/1.1 200 ")


def test_no_other_site_is_let_in_by_cors(connect):
    raw = HEAD.replace(b"GET", b"OPTIONS") + b"Origin: http://evil\r\nConnection: close\r\n\r\n"
    answer = ask(connect(), raw)
    assert answer.startswith(b"HTTP/1.1 204 ")
    assert b"Access-Control" not in answer


def test_a_name_with_an_underscore_passes_for_no_other(connect):
    raw = HEAD.replace(b"docs.css", b"nothing.css") + b"Accept_Language: en\r\nConnection: close\r\n\r\n"
    assert b"Content-Language: zh-CN" in ask(connect(), raw)


@pytest.mark.parametrize("framing", [b"Content-Length: 10000000\r\n", b"Transfer-Encoding: chunked\r\n"])
def test_ten_million_bytes_are_refused_without_being_read(connect, entrance, framing):
    connection = connect()
    connection.sendall(POST + framing + b"\r\n")
    chunk = b"10000\r\n" + b"x" * 65536 + b"\r\n" if b"chunked" in framing else b"x" * 65536
    sent = 0
    try:
        while sent < 10_000_000:
            connection.sendall(chunk)
            sent += len(chunk)
    except OSError:
        pass  # the door was shut in the middle, as it should be
    assert sent < 10_000_000
    assert code(rest(connection)) == (413, "gateway.body_too_large")


def test_who_is_still_sending_is_heard_out_for_a_moment(connect):
    connection = connect()
    answer = ask(connection, POST + b"Content-Length: 600000\r\n\r\n")
    assert code(answer) == (413, "gateway.body_too_large")
    for _ in range(5):
        connection.sendall(b"x" * 1000)  # a connection reset raises here, and costs some systems the answer
        eventlet.sleep(0.05)


def test_a_client_that_waits_for_a_word_is_refused_before_it_sends(connect):
    raw = POST + b"Content-Length: 10000000\r\nExpect: 100-continue\r\n\r\n"
    answer = ask(connect(), raw)
    assert b"100 Continue" not in answer
    assert code(answer) == (413, "gateway.body_too_large")


def test_a_client_that_waits_for_a_word_gets_it(connect):
    connection = connect()
    connection.sendall(POST + b"Content-Length: 2\r\nExpect: 100-continue\r\nConnection: close\r\n\r\n")
    assert connection.recv(1000).startswith(b"HTTP/1.1 100 Continue")
    assert code(ask(connection, b"{}")) == (422, "wire.required")


def test_headers_that_dawdle_are_cut_off(connect, monkeypatch):
    monkeypatch.setattr(protocol, "HEADER_SECONDS", 0.2)
    connection = connect()
    assert code(ask(connection, HEAD + b"X: y")) == (408, "gateway.body_late")


def test_a_first_line_that_dawdles_is_cut_off(connect, monkeypatch):
    monkeypatch.setattr(protocol, "HEADER_SECONDS", 0.2)
    assert code(ask(connect(), b"GET /api")) == (408, "gateway.body_late")


def test_who_does_not_read_is_cut_off(connect, entrance, monkeypatch):
    monkeypatch.setattr(output, "GRACE_SECONDS", 0.2)
    monkeypatch.setattr(output, "LEAST_RATE", 10**9)
    connection = connect()
    connection.sendall((HEAD.replace(b"docs.css", b"swagger-ui-bundle.js") + b"\r\n") * 40)
    until(lambda: entrance._connections)
    until(lambda: not entrance._connections)


def test_what_was_refused_unread_and_comes_slowly_is_not_waited_for(connect, entrance, monkeypatch):
    monkeypatch.setattr(input_, "DISCARD_SECONDS", 0.2)
    connection = connect()
    connection.sendall(POST.replace(b"incidents", b"nothing") + b"Content-Length: 2000\r\n\r\n{")
    assert b" 404 " in connection.recv(65536)
    until(lambda: not entrance._connections)


@pytest.mark.parametrize("wish", [b"close", b"close, TE", b"TE,Close"])
def test_a_client_that_wishes_no_more_is_let_go(connect, wish):
    assert ask(connect(), HEAD + b"Connection: " + wish + b"\r\n\r\n").count(b"HTTP/1.1 200 OK\r\n") == 1


@pytest.mark.parametrize("chunks", [b"0x2\r\n{}\r\n0\r\n\r\n", b"2\r\n{}\r\n0\r\n\r\n"])
def test_nothing_is_sought_behind_a_body_in_chunks(connect, chunks):
    raw = POST + b"Transfer-Encoding: chunked\r\n\r\n" + chunks + HEAD + b"Connection: close\r\n\r\n"
    assert ask(connect(), raw).count(b"HTTP/1.1 ") == 1


def test_a_body_that_dawdles_is_cut_off(connect, monkeypatch):
    monkeypatch.setattr(body, "SECONDS", 0.2)
    connection = connect()
    connection.settimeout(5)
    answer = ask(connection, POST + b"Content-Length: 20\r\n\r\n{")
    assert code(answer) == (408, "gateway.body_late")
    assert b"Connection: close" in answer


def test_what_is_asked_before_the_end_is_answered_and_nothing_after(run, settings, people, grid):
    running = run(Service)
    entrance = next(part for part in running.entrypoints if isinstance(part, FrontDoor))
    client, idle = Client(entrance.port), Client(entrance.port)
    token = client.token("clerk1")
    assert idle("GET", "/api/v1/docs/docs.css").status == 200
    answer = eventlet.spawn(client, "GET", f"/api/v1/incidents/{INCIDENT}", token=token)
    until(lambda: entrance._app.busy)
    running.stop()
    got = answer.wait()
    assert (got.status, got.headers["Connection"]) == (200, "close")
    assert idle.connection.sock.recv(1) == b""
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(("127.0.0.1", entrance.port), timeout=5)
    client.connection.close()
    idle.connection.close()


def test_a_body_on_its_way_at_the_end_is_read_whole_and_answered(entrance, connect):
    connection = connect()
    connection.sendall(POST + b"Content-Length: 2\r\n\r\n{")
    until(lambda: entrance._app.busy)
    leaving = eventlet.spawn(entrance.stop)
    until(lambda: entrance._app.leaving)
    connection.sendall(b"}")
    answer = rest(connection)
    leaving.wait()
    assert code(answer) == (422, "wire.required")
    assert b"Connection: close" in answer


def test_what_the_end_cuts_is_no_fault_of_who_sends_it(entrance, connect):
    connection = connect()
    connection.sendall(HEAD[:20])
    until(lambda: len(entrance._connections))
    eventlet.sleep(0.1)
    entrance.stop()
    answer = rest(connection)
    assert code(answer) == (503, "gateway.leaving")
    assert b"Retry-After: " in answer


def test_as_many_as_knock_while_the_process_is_busy_are_let_in(entrance):
    plain = eventlet.patcher.original("socket")  # blocks the process, so that nobody is accepted meanwhile
    knocking = [plain.create_connection(("127.0.0.1", entrance.port), timeout=3) for _ in range(300)]
    knocking[-1].sendall(HEAD + b"Connection: close\r\n\r\n")
    with socket.socket(fileno=knocking[-1].detach()) as last:
        last.settimeout(15)
        assert rest(last).startswith(b"HTTP/1.1 200")
    for one in knocking[:-1]:
        one.close()


def test_who_says_nothing_for_long_is_let_go(run, monkeypatch):
    monkeypatch.setattr(server, "IDLE_SECONDS", 0.3)
    port = next(part for part in run(Service).entrypoints if isinstance(part, FrontDoor)).port
    with socket.create_connection(("127.0.0.1", port), timeout=15) as silent:
        silent.sendall(HEAD + b"\r\n")
        answer = rest(silent)
    assert answer.startswith(b"HTTP/1.1 200")
    assert b"Connection: close" not in answer


def test_who_has_said_all_and_closes_that_side_is_still_answered(connect):
    caller = connect()
    caller.sendall(HEAD + b"\r\n")
    caller.shutdown(socket.SHUT_WR)
    assert rest(caller).startswith(b"HTTP/1.1 200")


@pytest.mark.parametrize("path", ["/api/v1/openapi.json", "/api/v1/docs/docs.css"])
@pytest.mark.parametrize("coding", ["gzip", "identity"])
def test_head_conditions_and_compression_tell_the_same_of_one_answer(entrance, path, coding):
    ask_ = Client(entrance.port)
    whole = ask_("GET", path, Accept_Encoding=coding)
    assert whole.headers.get("Content-Encoding", "identity") == coding
    assert "Accept-Encoding" in whole.headers["Vary"]
    told = ("ETag", "Vary", "Content-Encoding", "Content-Length", "Content-Type", "Cache-Control")
    head = ask_("HEAD", path, Accept_Encoding=coding)
    assert (head.status, head.body) == (200, b"")
    assert [head.headers.get(name) for name in told] == [whole.headers.get(name) for name in told]
    tag = whole.headers["ETag"]
    for verb in ("GET", "HEAD"):
        held = ask_(verb, path, Accept_Encoding=coding, If_None_Match=f'"other", W/{tag}')
        assert (held.status, held.body, held.headers["ETag"], held.headers["Vary"]) == (304, b"", tag, whole.headers["Vary"])
        assert "Content-Encoding" not in held.headers
    ranged = ask_("GET", path, Accept_Encoding=coding, Range="bytes=0-9")
    assert (ranged.status, ranged.body) == (200, whole.body), "no part of what may be written otherwise each time"
    assert "Accept-Ranges" not in ranged.headers


def test_who_says_nothing_keeps_nobody_out(run, monkeypatch):
    monkeypatch.setattr(server, "MOST_CONNECTIONS", 12)
    monkeypatch.setattr(server, "SPARE", 4)
    port = next(part for part in run(Service).entrypoints if isinstance(part, FrontDoor)).port
    silent = [socket.create_connection(("127.0.0.1", port), timeout=15) for _ in range(40)]
    with socket.create_connection(("127.0.0.1", port), timeout=15) as late:
        answer = ask(late, HEAD + b"Connection: close\r\n\r\n")
    assert answer.startswith(b"HTTP/1.1 200")
    assert rest(silent[0]) == b""
    silent[-1].sendall(HEAD + b"Connection: close\r\n\r\n")
    assert rest(silent[-1]).startswith(b"HTTP/1.1 200"), "the youngest stay"
    for one in silent:
        one.close()


def test_two_doors_share_a_port(settings, run, people, monkeypatch):
    port = free_port()
    object.__setattr__(settings, "http_port", port)
    for _ in range(2):
        run(Service)
    assert Client(port)("GET", "/api/v1/docs").status == 200
