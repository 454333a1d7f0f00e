"""Who the parties are: sealed on the way in, opened by name only, apart from the matter."""
from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from kernel.db import Tx
from kernel.rows import Reader
from kernel.seal import Sealer
from services.mediation.domain.dispute import Party

FIELDS = ("name", "phone", "address", "account")


@dataclass(frozen=True, slots=True)
class Person:
    """A person in clear."""

    name: str = ""
    phone: str = ""
    address: str = ""
    account: str = ""

    def __bool__(self) -> bool:
        return any(getattr(self, field) for field in FIELDS)


def context(party: str, field: str) -> str:
    """Name the one place a sealed field belongs to."""
    return f"party/{party}/person.{field}"


def add(tx: Tx, sealer: Sealer, party: str, who: Person) -> None:
    """Queue the sealed identity of a party."""
    sealed = [_sealed(sealer, party, field, getattr(who, field)) for field in FIELDS]
    sql = "INSERT INTO person (party, name, phone, address, account) VALUES (%s, %s, %s, %s, %s)"
    tx.later(sql, (party, *sealed))


def open_all(db: Reader, sealer: Sealer, parties: Sequence[Party]) -> dict[str, Person]:
    """Open the identities of parties by id, to mask them at once or to tell accounts of a step."""
    sql = "SELECT party, name, phone, address, account FROM person WHERE party = ANY(%s::uuid[])"
    rows = db.all(sql, ([party.id for party in parties],))
    return {row[0]: _opened(sealer, row[0], row[1:]) for row in rows}


def _opened(sealer: Sealer, party: str, blobs: Sequence[memoryview | None]) -> Person:
    found = zip(FIELDS, blobs, strict=True)
    return Person(
        **{field: sealer.open(bytes(blob), context(party, field)) for field, blob in found if blob is not None}
    )


def _sealed(sealer: Sealer, party: str, field: str, plain: str) -> bytes | None:
    return sealer.seal(plain, context(party, field)) if plain else None
