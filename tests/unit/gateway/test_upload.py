"""What sending in parts says in headers, and when it goes on."""
from __future__ import annotations

import base64
import hashlib
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from kernel.errors import Failure
from services.gateway.attachment.upload import protocol
from services.gateway.attachment.upload.record import LASTS, MOST_PARTS, Upload

AT = datetime(2026, 3, 3, 1, 0, tzinfo=UTC)
UPLOAD = Upload("u", "image/jpeg", 100, AT, AT + LASTS, received=40, parts=2, owner="x")
LIMITS = {"image": 1000, "text": 10}


def b64(data):
    return base64.b64encode(data if isinstance(data, bytes) else data.encode()).decode()


def code(act):
    with pytest.raises(Failure) as raised:
        act()
    return raised.value.code


def sent(length="100", metadata=None):
    metadata = f"filetype {b64('image/jpeg')}" if metadata is None else metadata
    return {"HTTP_UPLOAD_LENGTH": length, "HTTP_UPLOAD_METADATA": metadata}


@pytest.mark.parametrize("name", ["filetype", "type", "content-type"])
def test_gr_418_the_kind_of_a_file_stands_in_its_metadata_and_its_name_is_not_read(name):
    metadata = f"filename {b64('my neighbour.jpg')}, {name} {b64('image/jpeg')},is_urgent"
    media, length = protocol.announced(sent(metadata=metadata), LIMITS)
    assert (media.name, length) == ("image/jpeg", 100)


@pytest.mark.parametrize(
    ("how", "wanted"),
    [
        ({"length": "1001"}, "gateway.body_too_large"),
        ({"length": "0"}, "gateway.upload_header_malformed"),
        ({"length": ""}, "gateway.upload_header_malformed"),
        ({"length": "-1"}, "gateway.upload_header_malformed"),
        ({"length": "1e3"}, "gateway.upload_header_malformed"),
        ({"metadata": ""}, "gateway.attachment_type_refused"),
        ({"metadata": "filetype ???"}, "gateway.upload_header_malformed"),
        ({"metadata": f"filetype {b64('image/heic')}"}, "gateway.attachment_heic"),
        ({"metadata": f"filetype {b64('text/html')}"}, "gateway.attachment_type_refused"),
        ({"metadata": f"filetype {b64('text/plain')}"}, "gateway.body_too_large"),
    ],
)
def test_gr_418_what_cannot_be_taken_is_refused_before_a_byte_of_it_is_sent(how, wanted):
    assert code(lambda: protocol.announced(sent(**how), LIMITS)) == wanted


@pytest.mark.parametrize("name", ["sha1", "sha256"])
def test_a_part_is_proven_by_its_digest(name):
    digest = hashlib.new(name, b"part").digest()
    proof = protocol.proof({"HTTP_UPLOAD_CHECKSUM": f"{name} {b64(digest)}"})
    proof.check(digest)
    assert code(lambda: proof.check(hashlib.new(name, b"pert").digest())) == "gateway.upload_checksum_wrong"


@pytest.mark.parametrize("header", ["md5 AAAA", "sha1", "sha1 ###", ""])
def test_a_digest_that_cannot_be_read_is_refused(header):
    found = {"HTTP_UPLOAD_CHECKSUM": header}
    if header == "sha1":
        assert code(lambda: protocol.proof(found).check(b"x" * 20)) == "gateway.upload_checksum_wrong"
    else:
        assert code(lambda: protocol.proof(found)) == "gateway.upload_header_malformed"


def test_another_version_of_the_protocol_is_refused():
    protocol.spoken({"HTTP_TUS_RESUMABLE": "1.0.0"})
    protocol.spoken({})
    assert code(lambda: protocol.spoken({"HTTP_TUS_RESUMABLE": "0.2.2"})) == "gateway.upload_protocol_unknown"


def test_gr_418_a_part_begins_where_the_last_one_ended():
    UPLOAD.goes_on(40, AT)
    assert code(lambda: UPLOAD.goes_on(0, AT)) == "gateway.upload_offset_wrong", "twice the same part"
    assert code(lambda: UPLOAD.goes_on(60, AT)) == "gateway.upload_offset_wrong", "a part is missing"


def test_gr_418_an_upload_has_an_end_of_time_and_of_parts():
    assert code(lambda: UPLOAD.goes_on(40, AT + LASTS)) == "gateway.upload_ended"
    assert code(lambda: replace(UPLOAD, state="refused").goes_on(40, AT)) == "gateway.upload_ended"
    assert code(lambda: replace(UPLOAD, parts=MOST_PARTS).goes_on(40, AT)) == "gateway.upload_parts_too_many"


def test_the_end_of_an_upload_is_told_as_http_tells_a_time():
    assert protocol.expires(AT) == ("Upload-Expires", "Tue, 03 Mar 2026 01:00:00 GMT")
