"""What is compressed and how it is tagged, and chunks that two readers could read differently."""
from __future__ import annotations

import gzip
import io

import pytest

from services.gateway.http.answer import Answer, data, packed, shown
from services.gateway.http.input import LINE_BYTES, TRAILER_LINES, Input
from services.gateway.http.intake import ETAG

LONG = {"version": 3, "words": "街道 " * 500}


def environ(verb="GET", coding="gzip", **more):
    return {"REQUEST_METHOD": verb, "HTTP_ACCEPT_ENCODING": coding, **more}


def headers(answer):
    return dict(answer.headers)


def test_a_long_answer_is_compressed_for_who_reads_that():
    plain, small = shown(LONG, [], ""), shown(LONG, [], "")
    packed(small, environ())
    assert gzip.decompress(small.body) == plain.body
    assert headers(small)["Content-Encoding"] == "gzip"
    assert "Accept-Encoding" in headers(small)["Vary"]


def test_compressed_it_has_another_strong_tag_that_both_conditions_know():
    answer = shown(LONG, [], "")
    packed(answer, environ())
    tag = headers(answer)["ETag"]
    assert tag.endswith('-gz"')
    assert ETAG.fullmatch(tag)[1] == "3"
    same = shown(LONG, [], tag)
    packed(same, environ(HTTP_IF_NONE_MATCH=tag))
    assert (same.status, same.body, headers(same)["ETag"]) == (304, b"", tag)


def test_who_holds_it_plain_is_told_so_by_its_own_tag():
    tag = headers(shown(LONG, [], ""))["ETag"]
    same = shown(LONG, [], tag)
    packed(same, environ(HTTP_IF_NONE_MATCH=tag))
    assert (same.status, headers(same)["ETag"]) == (304, tag)


@pytest.mark.parametrize(
    ("asked", "answer"),
    [
        (environ(coding="br, gzip;q=0"), data(200, LONG, [])),
        (environ(verb="POST"), data(200, LONG, [])),
        (environ(HTTP_SEC_FETCH_SITE="cross-site"), data(200, LONG, [])),
        (environ(), data(200, LONG, [("Set-Cookie", "a=b")])),
        (environ(), data(200, {"words": "short"}, [])),
        (environ(), Answer(200, b"x" * 5000, [("Content-Type", "image/jpeg")])),
        (environ(), Answer(200, b"x" * 5000, [("Content-Type", "application/json"), ("Content-Encoding", "gzip")])),
    ],
)
def test_secrets_pictures_and_what_is_short_are_not_compressed(asked, answer):
    before = answer.body
    packed(answer, asked)
    assert answer.body == before


def read(raw, *, most=None):
    given = Input(io.BytesIO(raw), None, None, chunked_input=True)
    return given.read(most)


def test_chunks_are_joined():
    assert read(b"2\r\n{}\r\n3;a=b\r\nabc\r\n0\r\nX: y\r\n\r\n") == b"{}abc"


def test_chunks_are_given_as_asked_for():
    given = Input(io.BytesIO(b"5\r\nabcde\r\n0\r\n\r\n"), None, None, chunked_input=True)
    assert [given.read(2), given.read(2), given.read(2), given.read(2)] == [b"ab", b"cd", b"e", b""]


@pytest.mark.parametrize(
    "raw",
    [
        b"0x2\r\n{}\r\n0\r\n\r\n", b"+2\r\n{}\r\n0\r\n\r\n", b"-2\r\n{}\r\n0\r\n\r\n", b" 2\r\n{}\r\n0\r\n\r\n", b"1_0\r\n",
        b"2\n{}\r\n0\r\n\r\n", b"2\r\n{}x\r\n0\r\n\r\n", b"2\r\n{}\n0\r\n\r\n", b"\r\n", b"123456789\r\n",
        b"2;" + b"x" * LINE_BYTES + b"\r\n{}\r\n0\r\n\r\n", b"0\r\n" + b"X: y\r\n" * (TRAILER_LINES + 1) + b"\r\n", b"0\r\nX: y",
    ],
)  # fmt: skip
def test_chunks_another_reader_could_see_otherwise_are_refused(raw):
    with pytest.raises(ValueError):
        read(raw)


def test_dust_is_refused_before_much_of_it_is_read_and_small_chunks_are_not():
    with pytest.raises(ValueError, match="hardly"):
        read(b"1\r\n \r\n" * 3000 + b"0\r\n\r\n")
    assert read(b"1\r\n \r\n" * 1000 + b"0\r\n\r\n") == b" " * 1000
    assert len(read((b"50\r\n" + b" " * 80 + b"\r\n") * 3000 + b"0\r\n\r\n")) == 240_000


def test_a_chunk_that_breaks_off_is_no_body():
    with pytest.raises(OSError, match="middle"):
        read(b"5\r\nab")
