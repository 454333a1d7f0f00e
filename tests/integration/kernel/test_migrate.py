"""Schemas, roles and their rights."""
from __future__ import annotations

from contextlib import closing, suppress

import eventlet
import psycopg2
import pytest

from kernel import migrate
from kernel.db import Database

KERNEL = {"outbox", "inbox", "once", "audit", "audit_pending", "audit_seal", "dead_letter", "obligation", "work_calendar"}


@pytest.fixture
def empty(postgres):
    import psycopg2

    def run(statement):
        conn = psycopg2.connect(postgres.url)
        conn.autocommit = True
        conn.cursor().execute(statement)
        conn.close()

    run("CREATE DATABASE fresh")
    yield postgres.url_for("fresh")
    run("DROP DATABASE fresh WITH (FORCE)")


def tables(url, schema):
    with psycopg2.connect(url) as conn, conn.cursor() as cursor:
        cursor.execute("SELECT table_name FROM information_schema.tables WHERE table_schema = %s", (schema,))
        return {name for (name,) in cursor.fetchall()}


def test_every_service_gets_the_kernels_tables_in_a_schema_of_its_own(admin_url):
    for service in migrate.SERVICES:
        assert tables(admin_url, service) >= KERNEL


def test_migrating_again_changes_nothing(admin_url, passwords):
    before = {service: tables(admin_url, service) for service in migrate.SERVICES}
    migrate.apply(admin_url, passwords)
    assert {service: tables(admin_url, service) for service in migrate.SERVICES} == before


def test_two_migrations_at_once_wait_for_each_other(empty, passwords):
    both = [eventlet.spawn(migrate.apply, empty, passwords) for _ in range(2)]
    for one in both:
        one.wait()
    assert tables(empty, "notify") >= KERNEL


def test_a_role_may_be_left_to_an_administrator(empty, passwords):
    migrate.apply(empty, dict.fromkeys(migrate.SERVICES))
    url = migrate.service_url(empty, "notify", passwords["notify"])
    Database(url, schema="notify").ping()


@pytest.mark.parametrize(
    "statement",
    [
        "CREATE TABLE mine (x int)",
        "DROP TABLE outbox",
        "ALTER TABLE outbox ADD COLUMN x int",
        "CREATE SCHEMA mine",
        "SELECT * FROM _yoyo_migration",
        "INSERT INTO grid.outbox (id, name, body) VALUES (gen_random_uuid(), '', '')",
    ],
)
def test_a_service_may_only_use_what_is_there_and_its_own(database_of, statement):
    with pytest.raises(psycopg2.errors.InsufficientPrivilege):
        database_of("notify").one(statement)


def test_an_address_with_odd_signs_in_its_password_still_leads_there(empty, passwords):
    odd = {**passwords, "notify": "a@b:c/d?e#f%g h"}
    migrate.apply(empty, odd)
    Database(migrate.service_url(empty, "notify", odd["notify"]), schema="notify").ping()
    migrate.apply(empty, passwords)


def test_files_of_migrations_are_numbered_without_gaps_or_doubles():
    for service in migrate.SERVICES:
        for folder in migrate.folders(service):
            numbers = sorted(int(path.name[:4]) for path in folder.glob("*.sql"))
            assert numbers == list(range(1, len(numbers) + 1)), folder


class Killed:
    """A cursor of a migration that is killed after so many statements."""

    def __init__(self, cursor, left):
        self.cursor, self.left = cursor, left

    def execute(self, statement):
        if not self.left:
            raise KeyboardInterrupt
        self.left -= 1
        self.cursor.execute(statement)


@pytest.mark.parametrize("done", [1, 2, 3, 4])
def test_a_migration_stopped_half_way_never_lets_a_service_change_its_audit(admin_url, done):
    conn = psycopg2.connect(admin_url)
    conn.autocommit = True
    with closing(conn), conn.cursor() as cursor:
        with suppress(KeyboardInterrupt):
            migrate._grant(Killed(cursor, done), "grid")
        cursor.execute("SELECT has_table_privilege('linli_grid', 'grid.audit', 'UPDATE')")
        assert cursor.fetchone() == (False,)
