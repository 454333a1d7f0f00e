"""What the other rooms keep of an area or a grid that ends: what is still open goes on elsewhere, the past keeps its code."""
from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from kernel.db import Tx
from services.grid.store.ground import hanging
from services.grid.store.ground.noun import NOUNS, PREMISES, WHISTLE, move

LED = "unnest(%(old)s::text[], %(new)s::text[]) AS led (source, target)"
OPEN = {noun.table: noun.open for noun in NOUNS}
GRIDS = "unnest(%(old)s::text[], %(new)s::text[], %(homes)s::text[]) AS led (source, target, home)"
# an item that was admitted for an area is admitted for all that follow it
ITEMS = f"""
UPDATE item AS one SET version = version + 1, areas = (
    SELECT jsonb_agg(DISTINCT coalesce(led.target, each.code)) FROM jsonb_array_elements_text(one.areas) AS each (code)
    LEFT JOIN {LED} ON led.source = each.code)
WHERE one.areas ?| %(old)s::text[] AND {OPEN['item']}
"""
# and an area that follows has the teams of the one before, unless it chose its own
CHOICES = f"""
INSERT INTO team_choice (id, area, kind, team, valid_from, valid_until)
SELECT DISTINCT ON (led.target, was.kind, was.team)
    gen_random_uuid(), led.target, was.kind, was.team, greatest(was.valid_from, %(on)s), was.valid_until
FROM team_choice AS was JOIN {LED} ON led.source = was.area
WHERE (was.valid_until IS NULL OR was.valid_until > %(on)s) AND NOT EXISTS (
    SELECT FROM team_choice AS own WHERE own.area = led.target AND own.kind = was.kind
    AND (own.valid_until IS NULL OR own.valid_until > %(on)s))
"""
# so has a new area what was chosen for the one before, from the day it follows on; where several become one and do not agree,
# what a wider area chose holds, for nothing is guessed. An area that goes on keeps its own
SETTINGS = f"""
WITH pair AS (SELECT source, target FROM {LED}), held AS (
    SELECT DISTINCT ON (pair.target, pair.source, was.key, was.grid_kind, greatest(was.valid_from, %(on)s))
        pair.target, was.key, was.grid_kind, was.value, was.source AS reason, greatest(was.valid_from, %(on)s) AS since
    FROM setting_choice AS was JOIN pair ON pair.source = was.area
    ORDER BY pair.target, pair.source, was.key, was.grid_kind, greatest(was.valid_from, %(on)s), was.valid_from DESC,
        was.version DESC
), agreed AS (
    SELECT target, key, grid_kind, since, min(value) AS value, min(reason) AS reason FROM held
    GROUP BY target, key, grid_kind, since
    HAVING count(DISTINCT value) = 1 AND count(*) = (SELECT count(*) FROM pair WHERE pair.target = held.target)
)
INSERT INTO setting_choice (id, key, area, grid_kind, value, valid_from, version, origin, source, created_at)
SELECT gen_random_uuid(), key, target, grid_kind, value, since,
    1 + row_number() OVER (PARTITION BY key, target, grid_kind ORDER BY since), 'succession', reason, now()
FROM agreed WHERE NOT EXISTS (SELECT FROM area WHERE area.code = agreed.target AND area.valid_from < %(on)s) AND NOT EXISTS (
    SELECT FROM setting_choice AS own
    WHERE own.key = agreed.key AND own.area = agreed.target AND own.grid_kind = agreed.grid_kind)
"""
# who is named to take over at a place takes over at the one that follows it
SUCCESSORS = f"""
UPDATE staff_leave SET version = version + 1, successors = (
    SELECT jsonb_agg(one.row || jsonb_build_object('place', coalesce(led.target, one.row ->> 'place')) ORDER BY one.no)
    FROM jsonb_array_elements(staff_leave.successors) WITH ORDINALITY AS one (row, no)
    LEFT JOIN {LED} ON led.source = one.row ->> 'place')
WHERE state = 'planned' AND EXISTS (
    SELECT FROM jsonb_array_elements(successors) AS one WHERE one ->> 'place' = ANY(%(old)s::text[]))
"""
# an area has one meeting a month and one review a quarter: the first goes along, what finds the place taken is over
GATHERED = {"meeting": "month_on", "review": "quarter_on"}
GOES = f"""
WITH going AS (
    SELECT DISTINCT ON (led.target, one.{{period}}) one.id, led.target FROM {{table}} AS one JOIN {LED} ON led.source = one.area
    WHERE one.state <> 'closed' AND NOT EXISTS (
        SELECT FROM {{table}} AS own WHERE own.area = led.target AND own.{{period}} = one.{{period}})
    ORDER BY led.target, one.{{period}}, one.prepared_at, one.id
)
UPDATE {{table}} SET area = going.target, version = {{table}}.version + 1 FROM going WHERE {{table}}.id = going.id
"""
STAYS = """
UPDATE {table} SET state = 'closed', closed_at = now(), version = version + 1 WHERE area = ANY(%(old)s) AND state <> 'closed'
"""
ENDINGS = (
    """UPDATE team_choice SET valid_until = greatest(valid_from, %(on)s)
       WHERE area = ANY(%(old)s) AND (valid_until IS NULL OR valid_until > %(on)s)""",
    """UPDATE border_change SET state = 'withdrawn', version = version + 1, ended_at = now()
       WHERE community = ANY(%(old)s) AND state = 'draft'""",
)


@dataclass(frozen=True, slots=True)
class Led:
    """What follows what from a day on. areas: ended area -> those that follow it, none = none does. above: ended area -> the
    area right above it. below: ended area below a community -> the one that it goes on as. grids: ended grid -> (grid that
    follows it, its community).
    """

    on: date
    areas: Mapping[str, tuple[str, ...]]
    above: Mapping[str, str]
    below: Mapping[str, str]
    grids: Mapping[str, tuple[str, str]]

    @property
    def alone(self) -> dict[str, str]:
        """Where a thing goes that is in one area: to the only one that follows, else to the one above, never guessed."""
        return {old: new[0] if len(new) == 1 else self.above[old] for old, new in self.areas.items()}


def follow(tx: Tx, led: Led) -> None:
    """Let all that is open go on under the codes that follow.

    Rule GR-26, domain 9.1: nothing that is open is lost with its area; what is over keeps the code it was written with.
    """
    tx.flush()  # incidents, and what hangs on them, went first
    # a campaign before its sites: who acts on one holds them in this order
    _with_areas(tx, led, gridded=False)
    _with_grids(tx, led)
    places = {**led.alone, **led.below, **{old: new for old, (new, _) in led.grids.items()}}
    for noun in NOUNS:
        if noun.code:
            version = f"{noun.code} = led.target, version = one.version + 1"
            _run(tx, f"UPDATE {noun.table} AS one SET {version} FROM {LED} WHERE one.{noun.code} = led.source AND {noun.open}",
                 places, led.on)  # fmt: skip
    _run(tx, SUCCESSORS, places, led.on)
    several = {(old, new) for old, targets in led.areas.items() for new in targets}
    for sql in (ITEMS, CHOICES, SETTINGS):
        _pairs(tx, sql, sorted(several), led.on)
    _with_areas(tx, led, gridded=True)
    for table, period in GATHERED.items():
        _run(tx, GOES.format(table=table, period=period), led.alone, led.on)
        _run(tx, STAYS.format(table=table), led.alone, led.on)
    for sql in ENDINGS:
        tx.run(sql, {"old": sorted(led.areas), "on": led.on})
    now = {*led.alone.values(), *(home for _, home in led.grids.values())}
    hanging.with_places(tx, WHISTLE, now)
    hanging.with_places(tx, PREMISES, now)
    hanging.clocks(tx, now)
    made_up = "UPDATE premises SET makes_up = led.target, version = version + 1"
    _run(tx, f"{made_up} FROM {LED} WHERE makes_up = led.source AND state = 'standing'", led.below, led.on)


def _with_areas(tx: Tx, led: Led, *, gridded: bool) -> None:
    for noun in NOUNS:
        if noun.at_area and noun.at_grid is gridded:
            _run(tx, move(noun, f"{LED} ON one.area = led.source", area="led.target"), led.alone, led.on)


def _with_grids(tx: Tx, led: Led) -> None:
    """Let go with its grid what is bound to one; it then lies in the grid's community, not where the others of its area go."""
    given = [(old, new, home) for old, (new, home) in sorted(led.grids.items())]
    if not given:
        return
    old, new, homes = (list(column) for column in zip(*given, strict=True))
    asked = {"old": old, "new": new, "homes": homes, "on": led.on}
    for noun in NOUNS:
        if noun.at_grid:
            tx.run(move(noun, f"{GRIDS} ON one.grid = led.source", area="led.home", grid="led.target"), asked)
    to_look = "(result IS NULL OR (result = 'faulty' AND mended IS NULL))"
    tx.run(f"UPDATE inspection_grid SET grid = led.target FROM {LED} WHERE grid = led.source AND {to_look}", asked)


def _run(tx: Tx, sql: str, led: Mapping[str, str], on: date) -> None:
    _pairs(tx, sql, sorted(led.items()), on)


def _pairs(tx: Tx, sql: str, pairs: list[tuple[str, str]], on: date) -> None:
    if pairs:
        tx.run(sql, {"old": [old for old, _ in pairs], "new": [new for _, new in pairs], "on": on})
