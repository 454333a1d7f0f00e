"""Whether somebody is under age, as a column beside their sealed identity."""
from __future__ import annotations

from dataclasses import dataclass

from kernel.db import Tx
from kernel.minor import Flag


@dataclass(frozen=True, slots=True)
class People:
    """A table of sealed identities, in names of the code alone. key: the column that says whose they are."""

    table: str
    key: str

    def lock(self, tx: Tx, subject: str) -> Flag | None:
        """Give what is known of somebody, None of nobody; who wants to say otherwise waits."""
        row = tx.one(f"SELECT minor, minor_at FROM {self.table} WHERE {self.key} = %s FOR UPDATE", (subject,))
        return Flag(*row) if row else None

    def put(self, tx: Tx, subject: str, flag: Flag) -> None:
        """Queue what is known from now on."""
        tx.later(f"UPDATE {self.table} SET minor = %s, minor_at = %s WHERE {self.key} = %s", (flag.minor, flag.at, subject))
