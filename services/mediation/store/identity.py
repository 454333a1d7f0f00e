"""What is known of a party's identity without opening it."""
from __future__ import annotations

from kernel.rows import Reader

SQL = "SELECT name IS NOT NULL OR phone IS NOT NULL OR address IS NOT NULL, name IS NOT NULL, minor FROM person WHERE party = %s"


def traits(db: Reader, party: str) -> dict[str, bool]:
    """Say whether there is anything to see, `sealed`, whether with a name, `named`, and of a `minor`."""
    sealed, named, minor = db.one(SQL, (party,)) or (False, False, False)
    return {"sealed": sealed, "named": named, "minor": minor}
