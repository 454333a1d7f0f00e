"""What is left of disputes when nobody is to be known from them any more: codes, clocks, counts, and no words."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from kernel import erasure, salt
from kernel.call import Call
from kernel.db import Tx
from kernel.erasure import Counts
from kernel.rows import column

WORDS: dict[str, tuple[str, tuple[str, ...]]] = {
    "dispute": ("id", ("matter",)),
    "session": ("dispute", ("place", "record")),
    "closing": ("dispute", ("words",)),
    "document": ("dispute", ("zh", "en")),
}
PERSON = """
UPDATE person SET name = NULL, phone = NULL, address = NULL, account = NULL
WHERE party = ANY(%s::uuid[]) AND (name, phone, address, account) IS DISTINCT FROM (NULL, NULL, NULL, NULL)
"""
UNDISPUTED = "UPDATE session SET undisputed = '[]' WHERE dispute = ANY(%s::uuid[]) AND undisputed <> '[]'"
STEP = "UPDATE step SET params = params - 'party' WHERE dispute = ANY(%s::uuid[]) AND params ? 'party'"
# of an agreement: what holds dates, ids and codes stays, every other text goes
KEPT = frozenset(
    "made_at mediator_signed_at sealed_at signed_at due_on party obligor obligee recorder mode checked unneeded_by".split()
)


def anonymise(tx: Tx, call: Call, kind: str, ids: Sequence[str]) -> Counts:
    """Destroy who and what stands in these disputes, now, and give how many rows of what went; a second time gives zeros.

    kind: `dispute`, all of it; or `party`, who one of the sides is and nothing that the others said. ids: of disputes, or of
    parties; at most `kernel.erasure.BATCH` of them, as `kernel.erasure.batches` gives them. call: not used, taken so that every
    service is asked alike. Whoever calls it audits and proves; whether a dispute may go is asked before.

    Rule GR-403, 《个人信息保护法》 art. 47: keys and words go; the digests of what was given in writing stay.
    """
    return KINDS[kind](tx, list(ids))


def _parties(tx: Tx, ids: list[str]) -> Counts:
    tx.all("SELECT FROM party WHERE id = ANY(%s::uuid[]) ORDER BY id FOR UPDATE", (ids,))
    tx.run("UPDATE party SET party = NULL WHERE id = ANY(%s::uuid[])", (ids,))
    return {"keys": salt.destroy(tx, ids), "identities": tx.run(PERSON, (ids,)), "answers": erasure.forget_replies(tx, ids)}


def _disputes(tx: Tx, ids: list[str]) -> Counts:
    tx.all("SELECT FROM dispute WHERE id = ANY(%s::uuid[]) ORDER BY id FOR UPDATE", (ids,))
    sides = [id for (id,) in tx.all("SELECT id::text FROM party WHERE dispute = ANY(%s::uuid[])", (ids,))]
    words = sum(erasure.blank(tx, table, key, ids, columns) for table, (key, columns) in WORDS.items())
    for dispute, content in tx.all("SELECT dispute, content FROM agreement WHERE dispute = ANY(%s::uuid[])", (ids,)):
        tx.run("UPDATE agreement SET content = %s WHERE dispute = %s", (column(_wordless(content)), dispute))
    tx.run(UNDISPUTED, (ids,))
    tx.run(STEP, (ids,))
    return erasure.total([_parties(tx, sides), {"words": words, "matters": len(ids), "answers": erasure.forget_replies(tx, ids)}])


def _wordless(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: one if name in KEPT else _wordless(one) for name, one in value.items()}
    if isinstance(value, list):
        return [_wordless(one) for one in value]
    return erasure.ERASED if isinstance(value, str) and value else value


KINDS: dict[str, Callable[[Tx, list[str]], Counts]] = {"dispute": _disputes, "party": _parties}
