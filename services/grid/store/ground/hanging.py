"""What lies where something else lies: it follows an incident and premises wherever they go, and a whistle's parts follow it."""

from __future__ import annotations

from collections.abc import Iterable

from kernel.db import Tx
from services.grid.domain.incident import Incident
from services.grid.store.ground.noun import INCIDENT, NOUNS, PREMISES, WHISTLE, Noun, move

ON = {above: tuple(noun for noun in NOUNS if noun.hangs_on == above) for above in (INCIDENT, PREMISES, WHISTLE)}
SOME = {
    INCIDENT: "above.id = ANY(%(ids)s::uuid[])",
    # premises may have left an area, and what hangs on them is still in it
    PREMISES: "(above.area = ANY(%(areas)s) OR one.area = ANY(%(areas)s)) AND above.state = 'standing'",
    WHISTLE: "above.area = ANY(%(areas)s)",
}
# a clock of an incident, or of a part of it, runs where the incident lies; parts have no area of their own
CLOCKS = """
UPDATE obligation AS clock SET area = above.area, version = clock.version + 1
FROM incident AS above LEFT JOIN part AS one ON one.incident = above.id
WHERE above.id = ANY(%(ids)s::uuid[]) AND clock.subject IN (above.id::text, one.id::text)
  AND clock.state <> 'stopped' AND clock.area <> above.area
"""
OWN_CLOCKS = """
UPDATE obligation AS clock SET area = one.area, version = clock.version + 1 FROM {table} AS one
WHERE clock.subject = one.id::text AND clock.state <> 'stopped' AND clock.area <> one.area AND {some}
"""


def follow(tx: Tx, before: Incident | None, after: Incident) -> None:
    """Queue that what hangs on an incident lies where it lies now; nothing where it stayed."""
    if before is not None and before.area != after.area:
        with_incidents(tx, after.id)


def with_incidents(tx: Tx, *incidents: str) -> None:
    """Queue that what hangs on incidents lies where this transaction leaves them, with all clocks; safe to repeat.

    Rule GR-26, domain 9.1: parts, work orders, supervision and rewards are found where their incident is.
    """
    if not incidents:
        return
    asked = {"ids": list(incidents)}
    for noun in ON[INCIDENT]:
        tx.later(_with(noun), asked)
        if noun.clock:
            tx.later(OWN_CLOCKS.format(table=noun.table, some="one.incident = ANY(%(ids)s::uuid[])"), asked)
    tx.later(CLOCKS, asked)


def with_places(tx: Tx, above: str, areas: Iterable[str]) -> None:
    """Let what hangs on premises or whistles of some areas lie where those lie now; safe to repeat."""
    for noun in ON[above]:
        tx.run(_with(noun), {"areas": sorted(areas)})


def with_premises(tx: Tx, *ids: str) -> None:
    """Let what hangs on some premises lie where this transaction has put them, with its clocks; safe to repeat."""
    tx.flush()
    for noun in ON[PREMISES]:
        source = f"premises AS above ON {noun.by} AND above.id = ANY(%(ids)s::uuid[])"
        tx.run(move(noun, source, area="above.area", grid="above.grid"), {"ids": list(ids)})
        if noun.clock:
            tx.run(OWN_CLOCKS.format(table=noun.table, some=f"{noun.code} = ANY(%(ids)s)"), {"ids": list(ids)})


def clocks(tx: Tx, areas: Iterable[str]) -> None:
    """Let the clocks of all that lies in some areas run there; no date moves."""
    for noun in NOUNS:
        if noun.clock:
            tx.run(OWN_CLOCKS.format(table=noun.table, some="one.area = ANY(%(areas)s)"), {"areas": sorted(areas)})


def _with(noun: Noun) -> str:
    source = f"{noun.hangs_on} AS above ON {noun.by} AND {SOME[noun.hangs_on]}"
    return move(noun, source, area="above.area", grid="above.grid" if noun.grid_too else "")
