"""Frozen dataclasses as rows, both ways."""
from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from typing import Any

import pytest

from kernel import clock
from kernel.errors import Conflict, Missing, Unavailable
from kernel.rows import Table, same


@dataclass(frozen=True, slots=True)
class Thing:
    id: str
    name: str
    at: datetime
    day: date | None
    size: float | None
    sealed: bytes | None
    data: dict[str, Any]
    tags: tuple[str, ...]


THINGS = Table("thing", Thing)


@pytest.fixture
def db(database_of, admin_url):
    import psycopg2

    with psycopg2.connect(admin_url, options="-c search_path=petition") as admin:
        admin.cursor().execute(
            "CREATE TABLE thing (id uuid, name text, at timestamptz, day date, size float8,"
            " sealed bytea, data jsonb, tags jsonb);"
            "GRANT ALL ON thing TO linli_petition"
        )
    return database_of("petition")


@pytest.fixture
def thing():
    at = datetime(2026, 11, 22, 3, 4, 5, 678, tzinfo=UTC)
    return Thing(clock.new_id(), "a 'b' %s \\ 中", at, date(2026, 11, 22), 0.1, b"\0\xff", {"x": [1, None]}, ("a", "b"))


@pytest.mark.parametrize("on", [None, date(2026, 1, 1)])
def test_a_record_comes_back_as_it_was_written(db, thing, on):
    thing = replace(thing, day=on, sealed=None if on else b"\x01")
    with db.transaction() as tx:
        THINGS.insert(tx, thing)
    assert THINGS.load(db.one(THINGS.select)) == thing


def test_only_named_fields_are_updated(db, thing):
    other = replace(thing, id=clock.new_id())
    with db.transaction() as tx:
        for each in (thing, other):
            THINGS.insert(tx, each)
    with db.transaction() as tx:
        THINGS.update(tx, replace(thing, name="new", size=9.0), "name")
    found = {row.id: row for row in map(THINGS.load, db.all(THINGS.select))}
    assert found[thing.id] == replace(thing, name="new")
    assert found[other.id] == other


def test_all_fields_but_the_key_are_updated_when_none_is_named(db, thing):
    with db.transaction() as tx:
        THINGS.insert(tx, thing)
        THINGS.update(tx, replace(thing, name="new", tags=()))
    assert THINGS.load(db.one(THINGS.select)) == replace(thing, name="new", tags=())


def test_saving_writes_what_changed_and_leaves_the_rest_to_others(db, thing):
    with db.transaction() as tx:
        THINGS.insert(tx, thing)
        tx.later("UPDATE thing SET size = 9", ())
        THINGS.save(tx, thing, replace(thing, name="new"))
        THINGS.save(tx, thing, thing)
    assert THINGS.find(db, "WHERE id = %s", (thing.id,)) == replace(thing, name="new", size=9.0)


def test_records_are_found_listed_and_missed(db, thing):
    other = replace(thing, id=clock.new_id(), name="other")
    with db.transaction() as tx:
        for each in (thing, other):
            THINGS.insert(tx, each)
    assert THINGS.all(db, "ORDER BY id") == [thing, other]
    assert THINGS.all(db, "WHERE name = %s", ("other",)) == [other]
    assert THINGS.find(db, "WHERE name = %s", ("third",)) is None


def test_a_record_is_read_by_its_key(db, thing):
    with db.transaction() as tx:
        THINGS.insert(tx, thing)
    assert THINGS.get(db, thing.id, Missing("test.thing_missing")) == thing


def test_a_record_read_to_be_changed_is_kept_from_others(db, thing):
    with db.transaction() as tx:
        THINGS.insert(tx, thing)
    with db.transaction() as tx, db.transaction() as other:
        assert THINGS.lock(tx, thing.id, Missing("test.thing_missing")) == thing
        with pytest.raises(Unavailable, match="database.busy"):
            other.one("SELECT 1 FROM thing WHERE id = %s FOR UPDATE NOWAIT", (thing.id,))
        other.end()


@pytest.mark.parametrize("way", [THINGS.get, THINGS.lock])
def test_where_there_is_none_it_fails_as_the_caller_said(db, way):
    missing = Missing("test.thing_missing", pointer="/thing")
    with db.transaction() as tx, pytest.raises(Missing) as caught:
        way(tx, clock.new_id(), missing)
    assert caught.value is missing


@dataclass(frozen=True, slots=True)
class Counted:
    version: int


def test_what_is_as_it_was_read_may_be_changed():
    same(Counted(3), 3, Conflict("test.thing_changed"))


@pytest.mark.parametrize("version", [2, 4])
def test_what_has_changed_since_it_was_read_is_told_with_its_version(version):
    with pytest.raises(Conflict) as caught:
        same(Counted(3), version, Conflict("test.thing_changed", thing="a"))
    assert (caught.value.code, caught.value.facts) == ("test.thing_changed", {"thing": "a", "version": 3})
