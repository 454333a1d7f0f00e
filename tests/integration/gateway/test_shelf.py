"""Folder and bucket keep the same promises."""
from __future__ import annotations

import os
import time
import uuid
from dataclasses import replace

import pytest

from kernel.clock import new_id
from kernel.errors import Unavailable
from kernel.settings import Settings
from services.gateway.attachment.bucket import Bucket
from services.gateway.attachment.folder import FORGOTTEN_SECONDS, Folder, digest_of
from services.gateway.attachment.place import Place
from services.gateway.attachment.shelves import shelf_of
from tests import bucket

PLAIN = Settings(amqp_url="", database_url="", district="210203", seal_keys="")


@pytest.fixture(scope="module")
def endpoint():
    with bucket.served() as served:
        yield served


@pytest.fixture
def address(endpoint, monkeypatch):
    for name, value in bucket.KEYS.items():
        monkeypatch.setenv(name, value)
    name = f"b{uuid.uuid4().hex}"
    bucket.client(endpoint).make_bucket(name)
    return f"s3://{name}/linli?endpoint=http://{endpoint}"


@pytest.fixture(params=["folder", "bucket"])
def shelf(request, tmp_path):
    if request.param == "folder":
        return Folder(tmp_path)
    return Bucket.of(request.getfixturevalue("address"), tmp_path)


def put(shelf, content):
    ready = shelf.fresh()
    ready.write_bytes(content)
    digest = digest_of(ready)
    shelf.put(digest, ready)
    assert not ready.exists()
    return digest


def read(shelf, digest):
    with shelf.open(digest) as file:
        return file.read()


def test_gr_422_what_was_put_is_read_again_and_twice_is_once(shelf):
    digest = put(shelf, b"content")
    assert put(shelf, b"content") == digest
    assert read(shelf, digest) == b"content"


def test_gr_422_content_of_more_than_one_piece_comes_back_whole(shelf):
    content = os.urandom(11 * 1024 * 1024)
    with shelf.open(put(shelf, content)) as file:
        assert file.seek(0, 2) == len(content)
        file.seek(0)
        assert file.read() == content


def test_gr_422_what_is_not_there_says_so_and_may_be_deleted(shelf):
    with pytest.raises(FileNotFoundError):
        shelf.open("0" * 64)
    shelf.delete("0" * 64)
    digest = put(shelf, b"content")
    shelf.delete(digest)
    with pytest.raises(FileNotFoundError):
        shelf.open(digest)


@pytest.mark.parametrize("name", ["../secret", "", "0" * 63, "A" * 64])
def test_no_name_leads_out_of_it(shelf, name):
    with pytest.raises(ValueError, match="digest"):
        shelf.open(name)


def test_gr_422_what_lies_there_for_long_is_found_by_its_part(shelf):
    digest = put(shelf, b"content")
    shard = int(digest[:2], 16)
    assert list(shelf.old(shard, seconds=3600)) == []
    assert list(shelf.old(shard, seconds=-60)) == [digest]
    assert list(shelf.old((shard + 1) % 256, seconds=-60)) == []


def test_gr_418_parts_are_joined_in_the_order_they_are_named(shelf):
    upload, names = new_id(), []
    for content in (b"one ", b"two ", b"three"):
        ready, name = shelf.fresh(), new_id()
        ready.write_bytes(content)
        shelf.put_part(upload, name, ready)
        names.append(name)
    whole = shelf.fresh()
    shelf.join(upload, [names[0], names[2], names[1]], whole)
    assert whole.read_bytes() == b"one threetwo "
    shelf.drop_parts(upload)
    shelf.drop_parts(upload)
    with pytest.raises(FileNotFoundError):
        shelf.join(upload, names, shelf.fresh())


def test_what_was_half_written_is_swept(shelf):
    left = shelf.fresh()
    left.write_bytes(b"half")
    assert shelf.sweep(seconds=3600) == 0
    os.utime(left, (time.time() - 7200,) * 2)
    assert shelf.sweep(seconds=3600) == 1
    assert not left.exists()


def test_gr_418_parts_no_row_speaks_of_are_swept_after_two_days(shelf, monkeypatch):
    upload, name, ready = new_id(), new_id(), shelf.fresh()
    ready.write_bytes(b"part")
    shelf.put_part(upload, name, ready)
    assert shelf.sweep(seconds=3600) == 0
    later = time.time() + FORGOTTEN_SECONDS + 60
    monkeypatch.setattr(time, "time", lambda: later)
    assert shelf.sweep(seconds=10**9) == 1
    with pytest.raises(FileNotFoundError):
        shelf.join(upload, [name], shelf.fresh())


def test_a_bucket_that_is_not_there_is_told_at_the_start(endpoint, address, tmp_path):
    missing = f"s3://nowhere-to-be-found?endpoint=http://{endpoint}"
    with pytest.raises(ValueError, match="there is no bucket 'nowhere-to-be-found'"):
        shelf_of(replace(PLAIN, files=str(tmp_path), attachments=missing))
    with pytest.raises(ValueError, match="does not answer"):
        shelf_of(replace(PLAIN, files=str(tmp_path), attachments="s3://bucket?endpoint=http://127.0.0.1:9"))
    with pytest.raises(ValueError, match="needs LINLI_FILES"):
        shelf_of(replace(PLAIN, attachments=address))
    assert isinstance(shelf_of(replace(PLAIN, files=str(tmp_path), attachments=address)), Bucket)


@pytest.mark.parametrize(
    "address",
    ["/var/files", "s3://bucket", "s3://?endpoint=http://h", "s3://k:s@bucket?endpoint=http://h", "s3://b?endpoint=http://h&acl=open"],
)
def test_an_address_that_is_none_is_told_and_keys_have_no_place_in_it(address):
    with pytest.raises(ValueError, match="s3://bucket/prefix"):
        Place.read(address)


def test_a_bucket_that_has_gone_away_is_nobodys_defect(address, tmp_path):
    shelf = Bucket(replace(Place.read(address), endpoint="127.0.0.1:9"), tmp_path)
    with pytest.raises(Unavailable) as raised:
        shelf.open("0" * 64)
    assert raised.value.code == "gateway.attachments_away"


def test_nothing_is_kept_without_a_folder():
    assert shelf_of(PLAIN) is None
