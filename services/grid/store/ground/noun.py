"""What lies somewhere, a row for each noun, and how any of it is moved: with its figures, and all in one statement."""

from __future__ import annotations

from dataclasses import dataclass

from services.grid.store.order import campaign
from services.grid.store.order import tally as campaign_tally
from services.grid.store.tally import Cube
from services.grid.store.whistle import tally as whistle_tally
from services.grid.store.whistle import whistle


@dataclass(frozen=True, slots=True)
class Noun:
    """One table with an area, each row called `one` in all SQL.

    open: what of it goes on elsewhere; what is over keeps the code it was written with. at_area: it goes with its area, where
    its grid did not take it along. at_grid: it has a grid and goes with it, into the community of that. code: a column that
    names a place of any level. hangs_on: a table, in whose area each row lies; by: how it is found there; grid_too: so does
    its grid. left: what becomes of it with a grid that nothing follows, as SQL of SET; None where it is not to be moved.
    pointed: of what may have a point and is found anew by it when borders change, as SQL.
    clock: its own clocks know its area. counted: the figures of a row in a cube, as SQL of VALUES.
    """

    table: str
    open: str
    at_area: bool = True
    at_grid: bool = False
    code: str = ""
    hangs_on: str = ""
    by: str = ""
    grid_too: bool = False
    left: str | None = None
    pointed: str = ""
    clock: bool = False
    cube: Cube | None = None
    counted: str = ""
    key: tuple[str, ...] = ("id",)
    versioned: bool = True


INCIDENT, PREMISES, WHISTLE = "incident", "premises", "whistle"
BY_INCIDENT, BY_PREMISES = "above.id = one.incident", "above.id::text = one.ref AND one.kind = 'premises'"
UNRATED = "EXISTS (SELECT FROM whistle_call AS call WHERE call.whistle = one.id AND call.state <> 'rated')"
GIVEN = "one.state IN ('given', 'received', 'done')"
NOUNS = (
    Noun("task", GIVEN, at_grid=True, code="place", left="place = one.area", clock=True),
    Noun("item", "one.state NOT IN ('refused', 'withdrawn') AND one.valid_until > %(on)s"),
    Noun("inspection", "one.state = 'ordered'"),
    Noun("staff_leave", "one.state = 'planned'"),
    Noun("staff_skill", "(one.valid_until IS NULL OR one.valid_until > %(on)s)"),
    Noun("member_unit", "one.state = 'active'"),
    Noun("provider", "one.state = 'active'"),
    Noun("co_project", "one.state NOT IN ('done', 'dropped')"),
    Noun("help_need", "one.state NOT IN ('served', 'withdrawn')"),
    Noun("sweep", "one.state = 'open' AND one.due_on >= %(on)s", at_area=False, at_grid=True),
    Noun("duty_round", "one.closed_at IS NULL", at_area=False, at_grid=True),
    # a whistle goes on until its last department is rated: who blew it must still reach it
    Noun("whistle", UNRATED, at_grid=True, left="", pointed="TRUE"),
    Noun("whistle_call", "one.state <> 'rated'", at_area=False, hangs_on=WHISTLE, by="above.id = one.whistle", clock=True,
         cube=whistle_tally.CUBE, counted=whistle.COUNTED),
    # these three may outlive their incident; then they go where all of its area goes
    # what a grid was asked for is asked of who asked, once nothing follows the grid: they do it, or give it anew
    Noun("work_order", "one.state IN ('given', 'finished')", code="grid", hangs_on=INCIDENT, by=BY_INCIDENT, clock=True,
         left="unit = one.given_unit"),
    Noun("supervision", "one.state <> 'ended'", hangs_on=INCIDENT, by=BY_INCIDENT, clock=True),
    Noun("reward", "one.state NOT IN ('refused', 'paid')", hangs_on=INCIDENT, by=BY_INCIDENT),
    # whoever leads there now decides; a grant that was given says where it was given
    Noun("unmasking", "one.state = 'asked'", hangs_on=INCIDENT, by="above.id = one.record"),
    Noun("campaign", "one.state = 'open'", clock=True),
    # its rounds go on after its matter is solved; what was found in former ones stays where it was found
    Noun("campaign_site", "EXISTS (SELECT FROM campaign WHERE campaign.id = one.campaign AND campaign.state = 'open')",
         at_grid=True, code="ref", hangs_on=PREMISES, by=BY_PREMISES, grid_too=True, clock=True,
         left="kind = replace(one.kind, 'grid', 'area'), ref = CASE one.kind WHEN 'grid' THEN one.area ELSE one.ref END",
         cube=campaign_tally.CUBE, counted=campaign.SITE_COUNTED),
    Noun("device", "TRUE", at_grid=True, hangs_on=PREMISES, by="above.id = one.premises", grid_too=True, left="",
         pointed="one.premises IS NULL"),
)  # fmt: skip

MOVE = """
WITH was AS (
    SELECT one.*, {area} AS to_area, {grid} AS to_grid FROM {table} AS one JOIN {source}
    WHERE ({open}) AND ({differs}) ORDER BY {key} FOR UPDATE OF one
), moved AS (
    UPDATE {table} AS one SET area = was.to_area{sets} FROM was WHERE {same}
)
{counted}
"""
COUNT = """
INSERT INTO {cube}_delta ({columns}, n) SELECT {values}, side.sign * counted.n
FROM was, LATERAL (VALUES (was.area, -1), (was.to_area, 1)) AS side (area, sign), LATERAL (VALUES {rows}) AS counted (figure, n)
WHERE was.area <> was.to_area AND counted.n <> 0
"""
VALUES = {"figure": "counted.figure", "area": "side.area"}


def move(noun: Noun, source: str, *, area: str, grid: str = "") -> str:
    """Give the statement that moves what is open of a noun. source: what it is joined with, and how. area, grid: whereto."""
    differs = f"one.area <> {area}" + (f" OR one.grid IS DISTINCT FROM {grid}" if grid else "")
    sets = (", grid = was.to_grid" if grid else "") + (", version = one.version + 1" if noun.versioned else "")
    return MOVE.format(
        table=noun.table, source=source, area=area, grid=grid or "NULL::text", open=noun.open, differs=differs, sets=sets,
        key=", ".join(f"one.{name}" for name in noun.key),
        same=" AND ".join(f"one.{name} = was.{name}" for name in noun.key), counted=_counted(noun),
    )  # fmt: skip


def _counted(noun: Noun) -> str:
    if noun.cube is None:
        return "SELECT count(*) FROM was"
    columns = noun.cube.columns
    values = ", ".join(VALUES.get(name, f"was.{name}::text") for name in columns)
    return COUNT.format(cube=noun.cube.name, columns=", ".join(columns), values=values, rows=noun.counted)
