"""What is left of petitions when nobody is to be known from them any more: codes, clocks, counts, and no words."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from kernel import erasure, salt, unmask_row
from kernel.call import Call
from kernel.db import Tx
from kernel.erasing import Whose
from kernel.erasure import Counts
from kernel.rows import Reader

WORDS: dict[str, tuple[str, ...]] = {
    "claim": ("request", "facts", "reasons", "finding", "basis"),
    "document": ("zh", "en"),
    "withdrawal": ("words",),
}
PETITIONER = """
UPDATE petitioner SET name = NULL, phone = NULL, address = NULL, account = NULL, corrected = '{}'
WHERE petition = ANY(%(ids)s::uuid[]) AND (name, phone, address, account) IS DISTINCT FROM (NULL, NULL, NULL, NULL)
"""
STEP = "UPDATE step SET params = params - 'party' WHERE petition = ANY(%(ids)s::uuid[]) AND params ? 'party'"
FROM = "FROM petition JOIN petition_state USING (state)"
# kept whole while somebody examines it
HELD = "EXISTS (SELECT FROM retention_hold WHERE subject = petition.id)"
# who or what is left in it: a party, or claims that were not overwritten
SAYS = f"(party IS NOT NULL OR EXISTS (SELECT FROM claim WHERE petition = id AND request NOT IN ('', '{erasure.ERASED}')))"
PARTY = "UPDATE petition SET party = NULL WHERE id = ANY(%(ids)s::uuid[]) AND party IS NOT NULL"


def anonymise(tx: Tx, call: Call, kind: str, ids: Sequence[str]) -> Counts:
    """Destroy who and what stands in these petitions, now, and give how many rows of what went; a second time gives zeros.

    kind: `petition`. ids: at most `kernel.erasure.BATCH` of them, as `kernel.erasure.batches` gives them. call: not used, taken
    so that every service is asked alike. Whoever calls it audits and proves; whether a petition may go is asked before.

    Rule GR-403, 《个人信息保护法》 art. 47: keys and words go, also of what was given in writing; the digests of that stay.
    """
    assert kind == "petition", kind
    tx.all("SELECT FROM petition WHERE id = ANY(%s::uuid[]) ORDER BY id FOR UPDATE", (list(ids),))
    given = {"ids": list(ids)}
    tx.run(STEP, given)
    unmask_row.forget(tx, ids)
    return {
        "keys": salt.destroy(tx, ids),
        "identities": tx.run(PETITIONER, given),
        "matters": tx.run(PARTY, given),
        "words": sum(erasure.blank(tx, table, "petition", ids, columns) for table, columns in WORDS.items()),
        "answers": erasure.forget_replies(tx, ids),
    }


def holding(db: Reader, whose: Whose) -> Counts:
    """Count petitions: open, and bound, whose file the archive law keeps for a term after they ended.

    Rule GR-407, 《信访工作条例》 art. 30 and 《档案法》 art. 13-14: none that ended goes by itself.
    """
    where, params = _of(whose)
    sql = f"SELECT count(*) FILTER (WHERE NOT ended), count(*) FILTER (WHERE ended) {FROM} WHERE {where}"
    row = db.one(sql, params) or (0, 0)
    return {"open": row[0], "bound": row[1], "free": 0}


def ended(tx: Tx, whose: Whose, limit: int) -> list[tuple[str, int]]:
    """Give id and version of some that have ended and still say who, locked."""
    where, params = _of(whose)
    rest = f"AND ended AND {SAYS} AND NOT {HELD} ORDER BY id LIMIT %s FOR UPDATE OF petition"
    return [(id, version) for id, version in tx.all(f"SELECT id::text, version {FROM} WHERE {where} {rest}", [*params, limit])]


def _of(whose: Whose) -> tuple[str, list[Any]]:
    if whose.matter:
        return "(id = %s OR origin = %s)", [whose.matter, whose.matter]
    return "party = ANY(%s)", [list(whose.aliases)]
