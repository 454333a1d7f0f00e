"""Keys made, put in front and brought to every stored row, and the two commands as a person runs them."""
from contextlib import closing
from uuid import UUID, uuid4

import psycopg2
import pytest
from click.testing import CliRunner

from kernel.keyring import make_key, read_keys
from kernel.migrate import SERVICES
from kernel.reseal import Index, SealedColumn, count_old, reseal
from kernel.seal import Sealer, Unopenable
from services.grid.domain.report import Reporter
from services.grid.store import reporter
from tools import keys
from tools.sealed import SEALED

KERNEL_TABLES = ("once", "audit", "audit_anchor", "audit_start", "audit_pending", "audit_seal", "dead_letter")
# digests, which nobody can open
NOT_SEALED = {("petition", "document", "sha256"), ("mediation", "document", "sha256"), ("gateway", "client_key", "hash"),
              ("gateway", "open311_sent", "digest"),
              ("grid", "seal_salt", "salt"), ("petition", "seal_salt", "salt"), ("mediation", "seal_salt", "salt")}  # fmt: skip
OLD, NEW = make_key("k1"), make_key("k2")
BEFORE, BOTH, AFTER = Sealer([OLD]), Sealer([NEW, OLD]), Sealer([NEW])
PHONE = SealedColumn(
    "contact",
    "id",
    "sealed",
    "contact/{}/phone",
    {
        "phone_index": Index(lambda sealer, plain: sealer.index(plain.partition(" ")[0], "phone")),
        "owner": Index(Sealer.alias, table="matter", key="contact"),
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
        assert db.one("SELECT owner FROM matter WHERE contact = %s", (contact,)) == (AFTER.alias(plain),)


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
    monkeypatch.setitem(SEALED, "grid", (PHONE,))
    ring = f"{NEW},{OLD}"
    done = run(keys.main, "reseal", "grid", "--batch", "2", LINLI_SEAL_KEYS=ring, LINLI_ADMIN_URL=admin_url)
    assert done.exit_code == 0, done.output
    assert "grid.contact.sealed: 7 sealed again under k2" in done.output
    assert count_old(db, BOTH, PHONE) == 0


def test_every_column_of_bytes_is_listed_as_sealed_or_known_not_to_be(admin_url):
    sql = """SELECT table_schema, table_name, column_name FROM information_schema.columns
             WHERE data_type = 'bytea' AND table_schema = ANY(%s) AND NOT (table_name = ANY(%s))"""
    with closing(psycopg2.connect(admin_url)) as conn, conn.cursor() as cursor:
        cursor.execute(sql, (list(SERVICES), list(KERNEL_TABLES)))
        stored = set(cursor.fetchall())
    listed = {(service, where.table, where.column) for service, columns in SEALED.items() for where in columns}
    assert set(SEALED) == set(SERVICES)
    assert stored - NOT_SEALED == listed


def test_a_reporter_opens_under_the_new_key_alone_after_a_rotation(db, admin, admin_url):
    admin("ALTER TABLE reporter DROP CONSTRAINT reporter_incident_fkey")
    incident, who = str(uuid4()), Reporter(name="张小明", phone="13812341234", account="account-1")
    with db.transaction() as tx:
        reporter.add(tx, BEFORE, incident, who)
    ring = f"{NEW},{OLD}"
    assert run(keys.main, "reseal", "grid", LINLI_SEAL_KEYS=ring, LINLI_ADMIN_URL=admin_url).exit_code == 0
    assert reporter.open_(db, AFTER, incident) == who


@pytest.mark.parametrize("service", [service for service, columns in SEALED.items() if columns])
def test_each_listed_column_key_and_index_is_where_the_list_says(service, database_of):
    for where in SEALED[service]:
        places = [(where.key, where.column, where.table)]
        places += [(made.key or where.key, name, made.table or where.table) for name, made in where.indexes.items()]
        for key, column, table in places:
            assert database_of(service).all(f"SELECT {key}, {column} FROM {table}") == []
