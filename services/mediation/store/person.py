"""Who the parties are: sealed on the way in, opened by name only, apart from the matter."""
from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import orjson

from kernel import salt
from kernel.correction import Stamps
from kernel.db import Tx
from kernel.rows import Reader
from kernel.seal import Sealer
from services.mediation.domain.dispute import Party

FIELDS = ("name", "phone", "address", "account")
OPEN = "SELECT party, minor, name, phone, address, account, salt FROM person LEFT JOIN seal_salt ON subject = party"


@dataclass(frozen=True, slots=True)
class Person:
    """A person in clear."""

    name: str = ""
    phone: str = ""
    address: str = ""
    account: str = ""
    minor: bool = False

    def __bool__(self) -> bool:
        return any(getattr(self, field) for field in FIELDS)


def place(party: str) -> str:
    """Name the place whose sealed fields are `<place>.<field>`."""
    return f"party/{party}/person"


def add(tx: Tx, sealer: Sealer, party: str, who: Person) -> None:
    """Queue the sealed identity of a party, under a key of its own."""
    own = salt.fresh()
    sealed = sealer.seal_each({field: getattr(who, field) for field in FIELDS}, place(party), own)
    sql = "INSERT INTO person (party, minor, name, phone, address, account) VALUES (%s, %s, %s, %s, %s, %s)"
    tx.later(sql, (party, who.minor, *sealed))
    salt.put(tx, party, own)


def open_all(db: Reader, sealer: Sealer, parties: Sequence[Party]) -> dict[str, Person]:
    """Open the identities of parties by id, to mask them at once or to tell accounts of a step."""
    rows = db.all(f"{OPEN} WHERE party = ANY(%s::uuid[])", ([party.id for party in parties],))
    return {
        id: Person(minor=minor, **sealer.open_each(FIELDS, blobs, place(id), own)) for id, minor, *blobs, own in rows
    }


def change(tx: Tx, sealer: Sealer, party: Party, given: Mapping[str, str], stamps: Stamps) -> None:
    """Put fields right, under a fresh key: every copy of what stood there before opens no more. stamps: when, by field."""
    who = open_all(tx, sealer, [party]).get(party.id, Person())
    values = {**{field: getattr(who, field) for field in FIELDS}, **given}
    salt.destroy(tx, [party.id])
    own = salt.fresh()
    sealed = sealer.seal_each(values, place(party.id), own)
    sql = """UPDATE person SET name = %s, phone = %s, address = %s, account = %s, corrected = corrected || %s::jsonb
             WHERE party = %s"""
    tx.run(sql, (*sealed, orjson.dumps(dict(stamps)).decode(), party.id))
    salt.put(tx, party.id, own)


def stamps(db: Reader, party: str) -> dict[str, str]:
    """Give when each field of a party was put right, of those that were."""
    row = db.one("SELECT corrected FROM person WHERE party = %s", (party,))
    return dict(row[0]) if row else {}
