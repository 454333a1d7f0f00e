"""A key of a record's own: what it seals opens with its salt alone, beside what was sealed before there were any."""
import pytest

from kernel.keyring import Key
from kernel.salt import fresh
from kernel.seal import Sealer, Unopenable

OLD, NEW = Key("k1", bytes(range(32))), Key("k2", bytes(range(1, 33)))
BEFORE, BOTH = Sealer([OLD]), Sealer([NEW, OLD])


def refused(sealer, blob, salt=None):
    with pytest.raises(Unopenable) as caught:
        sealer.open(blob, "a/1", salt)
    return caught.value.code


def test_gr_402_without_its_salt_a_blob_opens_for_nobody_who_has_the_ring():
    salt = fresh()
    blob = BEFORE.seal("林一", "a/1", salt)
    assert BEFORE.open(blob, "a/1", salt) == "林一"
    assert refused(BEFORE, blob) == "seal.salt_missing"
    assert refused(BEFORE, blob, fresh()) == "seal.blob_refused"


def test_a_blob_sealed_before_there_were_salts_opens_with_and_without_one():
    blob = BEFORE.seal("林一", "a/1")
    assert BOTH.open(blob, "a/1") == BOTH.open(blob, "a/1", fresh()) == "林一"
    assert blob[:1] == BEFORE.head[:1] != BEFORE.salted_head[:1]


def test_the_mark_cannot_be_taken_off_a_blob():
    blob = BEFORE.seal("林一", "a/1", fresh())
    assert refused(BEFORE, bytes((blob[0] & 0x7F,)) + blob[1:]) == "seal.blob_refused"


def test_fields_are_sealed_each_under_the_salt_of_their_record():
    salt = fresh()
    blobs = BEFORE.seal_each({"name": "林一", "phone": ""}, "a/1", salt)
    assert blobs[1] is None
    assert BOTH.open_each(("name", "phone"), blobs, "a/1", salt) == {"name": "林一"}
