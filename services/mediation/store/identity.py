"""What is known of a party's identity without opening it."""
from __future__ import annotations

from collections.abc import Iterable

from kernel.rows import Reader

SQL = "SELECT name IS NOT NULL OR phone IS NOT NULL OR address IS NOT NULL, name IS NOT NULL, minor FROM person WHERE party = %s"
OPENED = """
SELECT DISTINCT body::jsonb ->> 'trace' FROM audit
WHERE subject = %s AND body::jsonb ->> 'act' = 'party_opened' AND body::jsonb #>> '{detail,subject}' = ANY(%s)
"""


def traits(db: Reader, party: str) -> dict[str, bool]:
    """Say whether there is anything to see, `sealed`, whether with a name, `named`, and of a `minor`."""
    sealed, named, minor = db.one(SQL, (party,)) or (False, False, False)
    return {"sealed": sealed, "named": named, "minor": minor}


def opened(db: Reader, dispute: str, parties: Iterable[str]) -> list[str]:
    """Give the traces of the requests by which identities of some parties of a dispute were opened."""
    return [trace for (trace,) in db.all(OPENED, (dispute, sorted(parties))) if trace]
