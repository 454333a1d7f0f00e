"""The steps of a load: what each reads, where it writes, and when it has nothing to do."""
from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import orjson

from kernel import calendar, clock
from kernel.db import Database, Tx
from kernel.seal import Sealer
from services.gateway import load as gateway
from services.grid.domain.ground.level import STATISTICAL
from services.grid.domain.ground.register import PETITION_DEPARTMENT
from services.grid.store.border import border as versions
from services.grid.store.ground import area_import
from services.grid.store.ground import ground as store
from services.petition.store import petition
from tools import posting
from tools.areas import bring, put_levels
from tools.district import District
from tools.premises_take import take
from tools.regrid import regrid
from tools.settings_file import take as take_settings
from tools.sheet import Row

CALENDARS = (Path(__file__).resolve().parent.parent / "deploy" / "calendar" / "cn.csv",)
CALENDAR_SERVICES = ("grid", "petition", "mediation", "gateway")
# a load of a whole city is one transaction; no caller waits for it
STATEMENT_SECONDS = 120.0


@dataclass(frozen=True, slots=True)
class People:
    """What accounts need besides their rows: what seals their names, and the password all of them begin with."""

    sealer: Sealer
    password: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Source:
    """What is to be loaded, and where to.

    admin_url: a role that may write into every service's schema. people: None leaves accounts and posts out.
    """

    folder: Path
    admin_url: str = field(repr=False)
    calendars: Sequence[Path] = CALENDARS
    people: People | None = None

    @contextmanager
    def database(self, service: str) -> Iterator[Database]:
        """Open the schema of one service."""
        made = Database(self.admin_url, schema=service, size=1, statement_timeout=STATEMENT_SECONDS)
        try:
            yield made
        finally:
            made.close()


def ground(source: Source, found: District) -> None:
    """Write areas, grids, units and kinds in one transaction; those who keep the ground in memory see it after that."""
    with source.database("grid") as db, db.transaction() as tx:
        if found.levels != STATISTICAL:  # without a file of its own a district keeps the levels it has
            put_levels(tx, found.levels, "levels.csv")
        bring(tx, found.staged_areas(), [], today=clock.today())
        for row in found.areas:
            if border := found.borders.get(row.values["code"]):
                area_import.put_border(tx, row.values["code"], orjson.dumps(border).decode())
        _code(tx, found)
        store.put(tx, store.GRIDS, found.registered_grids())
        versions.follow(tx, None, on=clock.today())
        store.put(tx, store.UNITS, found.registered_units())
        store.put(tx, store.CASE_TYPES, found.kinds())
        store.put(tx, store.PERIODS, found.periods())
        regrid(tx, None, on=clock.today())
        store.touch(tx)


def _code(tx: Tx, found: District) -> None:
    """Choose the district's scheme of codes; without a file of its own it keeps the one it has.

    :raises Faulty: when grids have codes of another
    """
    if found.scheme:
        values = {"key": "grid.scheme", "area": None, "grid_kind": None, "value": found.scheme, "source": "scheme.csv"}
        take_settings(tx, [Row("scheme.csv", 1, values)], root="", today=clock.today(), now=clock.now())


def calendars(source: Source, found: District) -> None:
    """Import the days for every service that reckons with them; open clocks are reckoned again by the services."""
    for service in CALENDAR_SERVICES:
        with source.database(service) as db:
            for path in source.calendars:
                calendar.take(db, calendar.read(path), source=path.name, now=clock.now())


def departments(source: Source, found: District) -> None:
    """Tell the petition service which units are petition departments."""
    units = {unit.id: unit.kind == PETITION_DEPARTMENT for unit in found.registered_units()}
    with source.database("petition") as db, db.transaction() as tx:
        petition.put_departments(tx, units)


def accounts(source: Source, found: District) -> None:
    """Write the accounts, each with the password given now, also those that were there before."""
    if source.people:
        rows = [{name: str(value or "") for name, value in row.values.items()} for row in found.accounts]
        with source.database("gateway") as db:
            gateway.load(db, source.people.sealer, rows, password=source.people.password)


def posts(source: Source, found: District) -> None:
    """Bring the posts that came from the file in line with it, each held against its team.

    :raises Faulty: with every row that its team or another post leaves no room for; nothing is written then
    """
    with source.database("grid") as db, db.transaction() as tx:
        posting.write(tx, found.posts, today=clock.today(), now=clock.now())


def teams(source: Source, found: District) -> None:
    """Write which area's grids have which teams.

    :raises Faulty: with every row that names a team that is not there
    """
    with source.database("grid") as db, db.transaction() as tx:
        posting.choose(tx, found.teams)


def settings(source: Source, found: District) -> None:
    """Write what the district chooses for itself, from today on.

    :raises Faulty: with every row that does not agree with what holds
    """
    root = next(row.values["code"] for row in found.areas if row.values["parent"] is None)
    with source.database("grid") as db, db.transaction() as tx:
        take_settings(tx, found.settings, root=root, today=clock.today(), now=clock.now())


def premises(source: Source, found: District) -> None:
    """Import estates, buildings, units and places, where the district keeps a table of them."""
    path = source.folder / "premises.csv"
    if path.exists():
        with source.database("grid") as db:
            take(db, path)


@dataclass(frozen=True, slots=True)
class Step:
    """One step. files: names in the district's folder; none = the calendars. personal: needs people."""

    name: str
    files: tuple[str, ...]
    write: Callable[[Source, District], None]
    personal: bool = False

    def wanted(self, source: Source) -> bool:
        """Tell whether this load includes the step."""
        return source.people is not None or not self.personal

    def digest(self, source: Source) -> str:
        """Give a hash of its files, equal while none of them changes."""
        whole = hashlib.sha256()
        for path in [source.folder / name for name in self.files] or source.calendars:
            whole.update(hashlib.sha256(path.read_bytes()).digest() if path.exists() else b"absent")
        return whole.hexdigest()


GROUND = ("levels.csv", "scheme.csv", "areas.csv", "outline.geojson", "grids.geojson", "units.csv", "case_types.csv")
STEPS = (
    Step("ground", GROUND, ground),
    Step("settings", ("settings.csv", "checklist.csv"), settings),
    Step("premises", ("premises.csv",), premises),
    Step("calendars", (), calendars),
    Step("departments", ("units.csv",), departments),
    Step("accounts", ("accounts.csv",), accounts, personal=True),
    Step("teams", ("teams.csv",), teams),
    Step("posts", ("posts.csv",), posts, personal=True),
)
