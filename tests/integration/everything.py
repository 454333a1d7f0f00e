"""All that a service's schema holds, as text, to be searched for what must not be there any more."""
from __future__ import annotations

from kernel.db import Database


def everything(db: Database) -> str:
    """Give every row of every table of the database's schema as text; bytes as hex."""
    sql = "SELECT table_name FROM information_schema.tables WHERE table_schema = %s AND table_type = 'BASE TABLE'"
    tables = sorted(name for (name,) in db.all(sql, (db.schema,)) if not name.startswith(("_yoyo", "yoyo")))
    assert tables
    return "\n".join(row for name in tables for (row,) in db.all(f'SELECT ROW("{name}".*)::text FROM "{name}"'))


def left(db: Database, *words: str) -> list[str]:
    """Give those of these words that still stand somewhere, in clear or as the bytes of their text."""
    text = everything(db)
    return [word for word in words if word in text or word.encode().hex() in text]
