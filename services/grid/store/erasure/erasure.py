"""What is left of incidents when nobody is to be known from them any more: codes, clocks, counts, and no words."""

from __future__ import annotations

from collections.abc import Sequence

from kernel import erasure, outbox, salt, unmask_row
from kernel.call import Call
from kernel.db import Tx
from kernel.decision import Event
from kernel.erasure import Counts

# table -> what there equals an incident's id, and the words that go
WORDS: dict[str, tuple[str, tuple[str, ...]]] = {
    "step": ("incident", ("told", "note")),
    "evidence": ("incident", ("words",)),
    "work_order": ("incident", ("words", "answer")),
    "supervision": ("incident", ("words", "answer", "remark")),
    "meeting_case": ("incident", ("words",)),
    "sweep_item": ("incident", ("words",)),
    "campaign_check": ("incident", ("words",)),
}
# a point of a matter may be somebody's home: what is left is the middle of its cell of 1/200 degree, by which it is counted
COARSE = "floor({0} * 200) / 200 + 0.0025"
INCIDENT = f"""
UPDATE incident SET description = %(word)s, address = '', party = NULL, plan = CASE WHEN plan = '' THEN '' ELSE %(word)s END,
       longitude = {COARSE.format("longitude")}, latitude = {COARSE.format("latitude")},
       sent_x = NULL, sent_y = NULL, sent_system = NULL
WHERE id = ANY(%(ids)s::uuid[]) AND (description <> %(word)s OR address <> '' OR party IS NOT NULL)
"""
WHISTLE = f"""
UPDATE whistle SET words = %(word)s, longitude = {COARSE.format("longitude")}, latitude = {COARSE.format("latitude")}
WHERE words <> %(word)s AND id IN (SELECT whistle FROM whistle_incident WHERE incident = ANY(%(ids)s::uuid[]))
"""
CALL = """
UPDATE whistle_call SET plan = %(word)s
WHERE plan NOT IN ('', %(word)s) AND whistle IN (SELECT whistle FROM whistle_incident WHERE incident = ANY(%(ids)s::uuid[]))
"""
REPORTER = """
UPDATE reporter SET name = NULL, phone = NULL, account = NULL, corrected = '{}'
WHERE incident = ANY(%(ids)s::uuid[]) AND (name, phone, account) IS DISTINCT FROM (NULL, NULL, NULL)
"""
# who stood behind it, and behind what it was joined to by it; how many they were stays in the matter
SUPPORTS = (
    "DELETE FROM support WHERE incident = ANY(%(ids)s::uuid[])",
    """DELETE FROM support WHERE via = ANY(%(ids)s::uuid[])
       AND incident IN (SELECT main FROM incident AS joined WHERE joined.id = ANY(%(ids)s::uuid[]))""",
)


def anonymise(tx: Tx, call: Call, kind: str, ids: Sequence[str]) -> Counts:
    """Destroy who and what stands in these matters, now, and give how many rows of what went; a second time gives zeros.

    kind: `incident`. ids: at most `kernel.erasure.BATCH` of them, as `kernel.erasure.batches` gives them. Whoever calls it
    (the erasing of a person, and the engine that keeps terms) audits and proves; whether a matter may go is asked before.

    Rule GR-403, 《个人信息保护法》 art. 47: keys, words and photos go; numbers, codes, clocks, steps and counts stay, and so does
    the audit, which holds none of them.
    """
    assert kind == "incident", kind
    tx.all("SELECT FROM incident WHERE id = ANY(%s::uuid[]) ORDER BY id FOR UPDATE", (list(ids),))
    given = {"ids": list(ids), "word": erasure.ERASED}
    counts = {
        "keys": salt.destroy(tx, ids),
        "identities": tx.run(REPORTER, given),
        "matters": tx.run(INCIDENT, given),
        "supports": sum(tx.run(sql, given) for sql in SUPPORTS),
        "words": sum(erasure.blank(tx, table, key, ids, columns) for table, (key, columns) in WORDS.items()),
        "attachments": _drop_evidence(tx, call, ids),
        "answers": erasure.forget_replies(tx, ids),
    }
    counts["words"] += tx.run(WHISTLE, given) + tx.run(CALL, given) + unmask_row.forget(tx, ids)
    tx.run("UPDATE step SET params = params - 'party' WHERE incident = ANY(%(ids)s::uuid[]) AND params ? 'party'", given)
    tx.run("DELETE FROM stale_failed WHERE incident = ANY(%(ids)s::uuid[])", given)
    tx.all("SELECT follow_words(%(ids)s::uuid[])", given)
    return counts


def forget(tx: Tx, aliases: Sequence[str]) -> Counts:
    """Take somebody out of the matters of others, now: what they stand behind. How many do stays."""
    return {"supports": tx.run("DELETE FROM support WHERE alias = ANY(%s)", (list(aliases),))}


def _drop_evidence(tx: Tx, call: Call, ids: Sequence[str]) -> int:
    """Let go of the photos and documents of matters; the front door, told of it, deletes them."""
    gone = tx.all("DELETE FROM attachment WHERE incident = ANY(%s::uuid[]) RETURNING id, incident::text", (list(ids),))
    tx.run("UPDATE evidence SET ref = '' WHERE incident = ANY(%s::uuid[]) AND ref <> ''", (list(ids),))
    of: dict[str, list[str]] = {}
    for id, incident in gone:
        of.setdefault(incident, []).append(id)
    outbox.append(tx, call, tuple(Event("grid.evidence_dropped", one, {"attachments": found}) for one, found in of.items()))
    return len(gone)
