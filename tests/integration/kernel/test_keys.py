"""Keys made, put in front and brought to every stored row, and the two commands as a person runs them."""
from uuid import UUID, uuid4

import pytest
from click.testing import CliRunner

from kernel.keyring import make_key, read_keys
from kernel.reseal import Index, SealedColumn, count_old, reseal
from kernel.seal import Sealer, Unopenable
from tools import keys

OLD, NEW = make_key("k1"), make_key("k2")
BEFORE, BOTH, AFTER = Sealer([OLD]), Sealer([NEW, OLD]), Sealer([NEW])
PHONE = SealedColumn(
    "contact",
    "id",
    "sealed",
    "contact/{}/phone",
    {
        "phone_index": Index("phone", value=lambda plain: plain.partition(" ")[0]),
        "owner": Index("owner", form=lambda raw: raw.hex()[:32], table="matter", key="contact"),
    },
)


@pytest.fixture
def contacts(db, admin):
    """Seven sealed rows with their indexes, and one without anything to seal."""
    admin(
        "CREATE TABLE contact (id uuid PRIMARY KEY, sealed bytea, phone_index bytea);"
        "CREATE TABLE matter (contact uuid, owner text);"
        "GRANT ALL ON contact, matter TO linli_grid"
    )
    ids = [str(uuid4()) for _ in range(7)]
    for number, contact in enumerate(ids):
        plain = f"1381234000{number} home"
        row = (contact, BEFORE.seal(plain, f"contact/{contact}/phone"), BEFORE.index(plain[:11], "phone"))
        db.all("INSERT INTO contact VALUES (%s, %s, %s)", row)
        db.all("INSERT INTO matter VALUES (%s, %s)", (contact, "old"))
    db.all("INSERT INTO contact VALUES (%s, NULL, NULL)", (str(uuid4()),))
    return ids


def test_a_pass_brings_every_row_and_index_under_the_first_key(db, contacts):
    assert count_old(db, BOTH, PHONE) == 7
    assert list(reseal(db, BOTH, PHONE, limit=3)) == [3, 3, 1]
    assert count_old(db, BOTH, PHONE) == 0
    for number, contact in enumerate(contacts):
        blob, index = db.one("SELECT sealed, phone_index FROM contact WHERE id = %s", (contact,))
        plain = f"1381234000{number} home"
        assert AFTER.open(blob, f"contact/{contact}/phone") == plain
        assert index == AFTER.index(plain[:11], "phone")
        owner = AFTER.index(plain, "owner").hex()[:32]
        assert db.one("SELECT owner FROM matter WHERE contact = %s", (contact,)) == (owner,)


def test_a_second_pass_touches_nothing(db, contacts):
    assert sum(reseal(db, BOTH, PHONE)) == 7
    stored = db.all("SELECT id, sealed FROM contact ORDER BY id")
    assert list(reseal(db, BOTH, PHONE)) == []
    assert db.all("SELECT id, sealed FROM contact ORDER BY id") == stored


def test_a_row_somebody_holds_is_left_for_the_next_pass(db, contacts):
    with db.transaction() as tx:
        tx.one("SELECT id FROM contact WHERE id = %s FOR UPDATE", (contacts[0],))
        assert sum(reseal(db, BOTH, PHONE, limit=2)) == 6
    assert count_old(db, BOTH, PHONE) == 1
    assert sum(reseal(db, BOTH, PHONE)) == 1


def test_a_row_no_key_opens_stops_the_pass_and_keeps_the_row(db, contacts):
    last = max(contacts, key=UUID)
    blob = Sealer([make_key("k0")]).seal("x", f"contact/{last}/phone")
    db.all("UPDATE contact SET sealed = %s WHERE id = %s", (blob, last))
    with pytest.raises(Unopenable) as caught:
        list(reseal(db, BOTH, PHONE, limit=6))
    assert caught.value.code == "seal.key_unknown"
    assert count_old(db, BOTH, PHONE) == 1
    assert db.one("SELECT sealed FROM contact WHERE id = %s", (last,)) == (blob,)


def run(command, *words, **environment):
    return CliRunner().invoke(command, words, env={"COLUMNS": "200", **environment})


def test_the_commands_make_a_ring_and_put_a_key_in_front():
    made = run(keys.main, "make", "k1").output.strip()
    longer = run(keys.main, "add", "k2", LINLI_SEAL_KEYS=made).output.strip()
    assert [key.id for key in read_keys(longer)] == ["k2", "k1"]
    assert longer.endswith(f",{made}")
    assert run(keys.main, "add", "k1", LINLI_SEAL_KEYS=made).exit_code == 1


def test_the_command_seals_again_what_a_service_lists(db, contacts, admin_url, monkeypatch):
    monkeypatch.setattr(keys, "columns", lambda service: (PHONE,))
    ring = f"{NEW},{OLD}"
    done = run(keys.main, "reseal", "grid", "--batch", "2", LINLI_SEAL_KEYS=ring, LINLI_ADMIN_URL=admin_url)
    assert done.exit_code == 0, done.output
    assert "grid.contact.sealed: 7 sealed again under k2" in done.output
    assert count_old(db, BOTH, PHONE) == 0


def test_the_columns_services_list_exist_and_hold_bytes(admin_url, database_of):
    for service in keys.SERVICES:
        for where in keys.columns(service):
            found = database_of(service).one(
                "SELECT data_type FROM information_schema.columns WHERE table_schema = current_schema()"
                " AND table_name = %s AND column_name = %s",
                (where.table, where.column),
            )
            assert found == ("bytea",), where
