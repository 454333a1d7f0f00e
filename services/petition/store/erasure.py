"""What is left of petitions when nobody is to be known from them any more: codes, clocks, counts, and no words."""

from __future__ import annotations

from collections.abc import Sequence

from kernel import erasure, salt
from kernel.call import Call
from kernel.db import Tx
from kernel.erasure import Counts

WORDS: dict[str, tuple[str, ...]] = {
    "claim": ("request", "facts", "reasons", "finding", "basis"),
    "document": ("zh", "en"),
    "withdrawal": ("words",),
}
PETITIONER = """
UPDATE petitioner SET name = NULL, phone = NULL, address = NULL, account = NULL
WHERE petition = ANY(%(ids)s::uuid[]) AND (name, phone, address, account) IS DISTINCT FROM (NULL, NULL, NULL, NULL)
"""
STEP = "UPDATE step SET params = params - 'party' WHERE petition = ANY(%(ids)s::uuid[]) AND params ? 'party'"
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
    return {
        "keys": salt.destroy(tx, ids),
        "identities": tx.run(PETITIONER, given),
        "matters": tx.run(PARTY, given),
        "words": sum(erasure.blank(tx, table, "petition", ids, columns) for table, columns in WORDS.items()),
        "answers": erasure.forget_replies(tx, ids),
    }
