"""What is left of disputes when nobody is to be known from them any more: codes, clocks, counts, and no words."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from kernel import erasure, salt, unmask_row
from kernel.call import Call
from kernel.db import Tx
from kernel.erasing import Whose
from kernel.erasure import Counts
from kernel.rows import Reader, column

WORDS: dict[str, tuple[str, tuple[str, ...]]] = {
    "dispute": ("id", ("matter",)),
    "session": ("dispute", ("place", "record")),
    "closing": ("dispute", ("words",)),
    "document": ("dispute", ("zh", "en")),
}
PERSON = """
UPDATE person SET name = NULL, phone = NULL, address = NULL, account = NULL, corrected = '{}'
WHERE party = ANY(%s::uuid[]) AND (name, phone, address, account) IS DISTINCT FROM (NULL, NULL, NULL, NULL)
"""
UNDISPUTED = "UPDATE session SET undisputed = '[]' WHERE dispute = ANY(%s::uuid[]) AND undisputed <> '[]'"
STEP = "UPDATE step SET params = params - 'party' WHERE dispute = ANY(%s::uuid[]) AND params ? 'party'"
FROM = "FROM party JOIN dispute ON dispute.id = party.dispute JOIN dispute_state USING (state)"
# kept whole while somebody examines it
HELD = "EXISTS (SELECT FROM retention_hold WHERE subject = dispute.id)"
# of an agreement: what holds dates, ids and codes stays, every other text goes
KEPT = frozenset((
    "made_at", "mediator_signed_at", "sealed_at", "signed_at", "due_on", "party", "obligor", "obligee", "recorder", "mode",
    "checked", "unneeded_by",
))  # fmt: skip


def anonymise(tx: Tx, call: Call, kind: str, ids: Sequence[str]) -> Counts:
    """Destroy who and what stands in these disputes, now, and give how many rows of what went; a second time gives zeros.

    kind: `dispute`, all of it; `words`, all of it but who the sides are; or `party`, who one of the sides is and nothing that
    the others said. ids: of disputes, or of parties; at most `kernel.erasure.BATCH` of them, as `kernel.erasure.batches` gives
    them. call: not used, taken so that every service is asked alike. Whoever calls it audits and proves; whether a dispute
    may go is asked before.

    Rule GR-403, 《个人信息保护法》 art. 47: keys and words go; the digests of what was given in writing stay.
    """
    return KINDS[kind](tx, list(ids))


def _parties(tx: Tx, ids: list[str]) -> Counts:
    tx.all("SELECT FROM party WHERE id = ANY(%s::uuid[]) ORDER BY id FOR UPDATE", (ids,))
    tx.run("UPDATE party SET party = NULL WHERE id = ANY(%s::uuid[])", (ids,))
    return {
        "keys": salt.destroy(tx, ids), "identities": tx.run(PERSON, (ids,)), "words": unmask_row.forget(tx, ids),
        "answers": erasure.forget_replies(tx, ids),
    }  # fmt: skip


def _disputes(tx: Tx, ids: list[str]) -> Counts:
    tx.all("SELECT FROM dispute WHERE id = ANY(%s::uuid[]) ORDER BY id FOR UPDATE", (ids,))
    sides = [id for (id,) in tx.all("SELECT id::text FROM party WHERE dispute = ANY(%s::uuid[])", (ids,))]
    return erasure.total([_parties(tx, sides), _words(tx, ids), {"matters": len(ids)}])


def _words(tx: Tx, ids: list[str]) -> Counts:
    words = sum(erasure.blank(tx, table, key, ids, columns) for table, (key, columns) in WORDS.items())
    for dispute, content in tx.all("SELECT dispute, content FROM agreement WHERE dispute = ANY(%s::uuid[])", (ids,)):
        tx.run("UPDATE agreement SET content = %s WHERE dispute = %s", (column(_wordless(content)), dispute))
    tx.run(UNDISPUTED, (ids,))
    tx.run(STEP, (ids,))
    return {"words": words, "answers": erasure.forget_replies(tx, ids)}


def _wordless(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: one if name in KEPT else _wordless(one) for name, one in value.items()}
    if isinstance(value, list):
        return [_wordless(one) for one in value]
    return erasure.ERASED if isinstance(value, str) and value else value


KINDS: dict[str, Callable[[Tx, list[str]], Counts]] = {"dispute": _disputes, "words": _words, "party": _parties}


def holding(db: Reader, whose: Whose) -> Counts:
    """Count disputes: open, and bound, whose file is kept for a term after they ended.

    Rule GR-407, 《人民调解法》 art. 27 and 《档案法》 art. 13-14: none that ended goes by itself.
    """
    where, params = _of(whose)
    sql = f"SELECT count(*) FILTER (WHERE NOT ended), count(*) FILTER (WHERE ended) {FROM} WHERE {where}"
    row = db.one(sql, params) or (0, 0)
    return {"open": row[0], "bound": row[1], "free": 0}


def ended(tx: Tx, whose: Whose, limit: int) -> list[tuple[str, str, int, bool]]:
    """Give id of the side, id and version of the dispute, and whether it was agreed, of some that ended and still say who."""
    where, params = _of(whose)
    says = "EXISTS (SELECT FROM person WHERE person.party = party.id AND coalesce(name, phone, address, account) IS NOT NULL)"
    sql = f"""SELECT party.id::text, dispute.id::text, dispute.version, state = 'agreed' {FROM}
              WHERE {where} AND ended AND {says} AND NOT {HELD} ORDER BY party.id LIMIT %s FOR UPDATE OF party"""
    return [(side, id, version, agreed) for side, id, version, agreed in tx.all(sql, [*params, limit])]


def _of(whose: Whose) -> tuple[str, list[Any]]:
    if whose.matter:
        return "(party.id = %s OR (dispute.origin = %s AND party.role = 'applicant'))", [whose.matter, whose.matter]
    return "party.party = ANY(%s)", [list(whose.aliases)]


def disputes_of(tx: Tx, sides: Sequence[str]) -> list[str]:
    """Give the ids of the disputes these sides are of, each once."""
    return [id for (id,) in tx.all("SELECT DISTINCT dispute::text FROM party WHERE id = ANY(%s::uuid[])", (list(sides),))]
