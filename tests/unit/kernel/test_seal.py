import base64
import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kernel.cipher import SUITES, AesGcm
from kernel.keyring import Key, make_key, read_keys
from kernel.seal import ALPHABET, Sealer, Unopenable

OLD, NEW = Key("k1", bytes(range(32))), Key("k2", bytes(range(32, 64)))
LONG_ID = f"{'x' * 33}:{str(OLD)[3:]}"
ID = "0190b1b2-0000-7000-8000-000000000001"
PLACE = f"incident/{ID}/reporter"


@pytest.fixture
def sealer():
    return Sealer([OLD])


def problem(call):
    with pytest.raises(Unopenable) as caught:
        call()
    return caught.value.code


@given(plain=st.text(st.characters(exclude_categories=["Cs"])), context=st.text("ab/0"))
def test_whatever_is_sealed_opens_in_its_own_context(plain, context):
    sealer = Sealer([OLD])
    assert sealer.open(sealer.seal(plain, context), context) == plain


def test_fields_are_sealed_as_columns_each_for_its_own_and_what_is_empty_is_null(sealer):
    columns = sealer.seal_each({"name": "林一", "phone": "", "address": "x"}, PLACE)
    assert columns[1] is None
    assert sealer.open(columns[0], f"{PLACE}.name") == "林一"
    names = ("name", "phone", "address")
    assert sealer.open_each(names, columns, PLACE) == {"name": "林一", "address": "x"}
    assert problem(lambda: sealer.open_each(names, columns[::-1], PLACE)) == "seal.blob_refused"


def test_a_blob_tells_its_cipher_and_key_and_holds_nothing_plain(sealer):
    blob = sealer.seal("张小明", PLACE)
    assert blob.startswith(b"\x01\x02k1")
    assert "张小明".encode() not in blob
    assert len(blob) == 4 + 12 + len("张小明".encode()) + 16


def test_the_same_text_never_gives_the_same_blob(sealer):
    assert sealer.seal("x", PLACE) != sealer.seal("x", PLACE)


def test_a_blob_moved_to_another_record_does_not_open(sealer):
    blob = sealer.seal("13812341234", PLACE)
    assert problem(lambda: sealer.open(blob, PLACE.replace("01/", "02/"))) == "seal.blob_refused"


def test_a_change_of_any_single_byte_is_refused(sealer):
    blob = sealer.seal("13812341234", PLACE)
    for place in range(len(blob)):
        changed = bytearray(blob)
        changed[place] ^= 1
        with pytest.raises(Unopenable):
            sealer.open(bytes(changed), PLACE)


def test_a_blob_named_after_another_live_key_of_the_same_secret_is_refused():
    ring = Sealer([OLD, Key("k9", OLD.secret)])
    blob = ring.seal("x", PLACE)
    assert problem(lambda: ring.open(blob[:2] + b"k9" + blob[4:], PLACE)) == "seal.blob_refused"


@pytest.mark.parametrize(
    ("blob", "code"),
    [
        (b"", "seal.blob_malformed"),
        (b"\x01\x02k1short", "seal.blob_malformed"),
        (b"\x07\x02k1" + bytes(40), "seal.alg_unknown"),
    ],
)
def test_what_is_no_blob_says_so(sealer, blob, code):
    assert problem(lambda: sealer.open(blob, PLACE)) == code


def test_a_blob_from_a_database_driver_opens_too(sealer):
    assert sealer.open(memoryview(sealer.seal("x", PLACE)), PLACE) == "x"


def test_after_a_rotation_the_first_key_seals_and_all_open(sealer):
    before = sealer.seal("x", PLACE)
    ring = Sealer([NEW, OLD])
    assert ring.open(before, PLACE) == "x"
    assert ring.seal("x", PLACE).startswith(ring.head)
    assert not before.startswith(ring.head)
    assert problem(lambda: Sealer([NEW]).open(before, PLACE)) == "seal.key_unknown"


def test_another_suite_seals_while_blobs_of_the_first_still_open(monkeypatch, sealer):
    class Other(AesGcm):
        alg = 2
        hash = "sha512"

    other = Sealer([OLD], Other())
    monkeypatch.setitem(SUITES, 2, other.suite)
    assert other.open(sealer.seal("x", PLACE), PLACE) == "x"
    assert sealer.open(other.seal("x", PLACE), PLACE) == "x"
    assert other.seal("x", PLACE)[0] == 2
    assert other.index("x", "f") != sealer.index("x", "f")


def test_the_index_depends_on_value_field_and_key_and_is_not_a_plain_hash(sealer):
    asked = [(sealer, "13812341234", "phone"), (sealer, "13812341235", "phone"), (sealer, "13812341234", "id")]
    asked.append((Sealer([NEW]), "13812341234", "phone"))
    made = {keeper.index(value, field) for keeper, value, field in asked}
    assert len(made | {hashlib.sha256(b"13812341234").digest()}) == 5
    assert sealer.index("13812341234", "phone") == Sealer([OLD]).index("13812341234", "phone")


def test_a_search_asks_for_the_index_of_every_live_key(sealer):
    ring = Sealer([NEW, OLD])
    assert ring.indexes("x", "phone") == [ring.index("x", "phone"), sealer.index("x", "phone")]


def test_an_alias_stands_for_an_account_and_is_found_under_every_live_key(sealer):
    ring = Sealer([NEW, OLD])
    assert ring.aliases("account-1") == (ring.alias("account-1"), sealer.alias("account-1"))
    assert len({*ring.aliases("account-1"), *ring.aliases("account-2")}) == 4
    assert len(sealer.aliases("account-1")[0]) == 32
    assert (sealer.aliases(""), sealer.alias("")) == ((), None)


def test_known_answers_keep_what_is_stored_readable_by_later_versions(sealer):
    assert sealer.code(ID) == "4GNA2P2B"
    known_index = "038a069724d2c7f759ab26b4f5de925c576d0562d74a2d03f7f31f72d794655a"
    assert sealer.index("13812341234", "phone").hex() == known_index
    blob = bytes.fromhex(
        "01026b31a50062389310870f0474d288897539ced"
        "c5c169ebff9584baccde04da9b9b69e642eea069a"
    )
    assert sealer.open(blob, PLACE) == "张小明"


@given(st.uuids())
def test_a_code_has_eight_signs_that_nobody_mixes_up(subject):
    code = Sealer([OLD]).code(str(subject))
    assert len(code) == 8
    assert set(code) <= set(ALPHABET)


def test_the_alphabet_of_codes_has_32_signs_without_0_O_1_I():
    assert len(set(ALPHABET)) == 32
    assert not set(ALPHABET) & set("0O1I")


def test_a_code_is_accepted_as_people_type_it(sealer):
    code = sealer.code(ID)
    wide = "".join(chr(ord(sign) + 0xFEE0) for sign in code)
    left, right = code[:4], code[4:]
    for typed in (code, code.lower(), f" {left} {right} ", f"{left}-{right}", f"{left}–{right}", wide):
        assert sealer.code_matches(ID, typed)


@pytest.mark.parametrize("typed", ["", "AAAAAAAA", "张三张三张三张三", "0" * 5000])
def test_another_code_is_refused(sealer, typed):
    assert not sealer.code_matches(ID, typed)


def test_a_code_of_another_record_is_refused(sealer):
    assert not sealer.code_matches(ID, sealer.code(ID[:-1] + "2"))


def test_a_code_on_paper_outlives_a_rotation_and_dies_with_its_key(sealer):
    printed = sealer.code(ID)
    assert Sealer([NEW, OLD]).code(ID) != printed
    assert Sealer([NEW, OLD]).code_matches(ID, printed)
    assert not Sealer([NEW]).code_matches(ID, printed)


def test_a_ring_reads_as_it_prints():
    key = make_key("k2026-11")
    assert read_keys(f"{key}, {OLD}") == (key, OLD)
    assert len(key.secret) == 32


def test_a_key_never_shows_its_secret_by_accident():
    assert base64.b64encode(OLD.secret).decode()[:8] not in repr(Sealer([OLD]).keys)


@pytest.mark.parametrize(
    "text",
    ["", "k1", ":AAAA", "k 1:AAAA", "k1:AAAA", "k1:%%%", f"{OLD},{OLD}", f"{OLD},", f"{OLD}!", LONG_ID],
)
def test_a_bad_ring_is_refused_without_telling_the_key(text):
    with pytest.raises(ValueError, match="LINLI_SEAL_KEYS") as caught:
        read_keys(text)
    assert str(OLD)[3:] not in str(caught.value)
    assert "AAAA" not in str(caught.value)


def test_a_bad_key_id_is_refused():
    with pytest.raises(ValueError, match="key id"):
        make_key("k:1")
