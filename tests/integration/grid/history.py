"""A town in which anybody may do anything at any time, and what must be true of it whatever they did."""
from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import psycopg2

from kernel import deadline, deadline_sweep
from kernel.call import Actor
from kernel.clock import today
from kernel.errors import Conflict, Denied, Failure, Invalid, Missing
from kernel.migrate import BOOKKEEPING
from services.grid.domain.incident import Incident
from services.grid.domain.life import LIFE
from services.grid.store import incident as store
from services.grid.store import stale
from tests.integration.grid.recount import Life
from tests.integration.grid.town import (
    ANYONE,
    BOTH_PHOTOS,
    CHECKER,
    DISPATCHER,
    EAST,
    ELSEWHERE,
    IN_EAST,
    LAMPS,
    LEADER,
    NEIGHBOUR,
    OFFICER,
    RESIDENT,
    USUAL,
    WEST,
    WORKER,
    Town,
    other,
)
from tests.integration.people import OPENING

# what may not come of any act: a defect is no refusal
REFUSALS = (Conflict, Denied, Invalid, Missing)
# people of several areas, units and roles; the last are strangers to whatever happens in the east
PEOPLE = (
    RESIDENT, NEIGHBOUR, WORKER, DISPATCHER, OFFICER, LAMPS, CHECKER, LEADER, ANYONE, Actor(id="r-3", role="resident"),
    other(DISPATCHER, id="d-2", area=WEST), other(WORKER, id="w-2", area=WEST, unit="west_team"), ELSEWHERE,
    other(LEADER, id="l-9", area="210204000000"), other(OFFICER, id="o-9", unit="heat"), Actor(id="op", role="operator"),
)  # fmt: skip
PLACES: tuple[dict[str, Any], ...] = ({"point": IN_EAST}, {"point": None, "area": EAST}, {"point": None, "area": WEST})
HOURS = (0, 0, 0.2, 1, 3, 20, 90, 400)
# acts whose words are not all in USUAL, each with who usually does it
MORE: dict[str, tuple[Actor, str, dict[str, Any]]] = {
    "return_again": USUAL["return"],
    "attach": (DISPATCHER, "attach", {"evidence": [{"kind": "note", "words": "seen"}]}),
    "respond": (DISPATCHER, "respond", {"told": "to you alone"}),
    "unmerge": (DISPATCHER, "unmerge", {}),
    "merge": (DISPATCHER, "merge", {}),
}
ACTS = {**USUAL, **MORE}
REPEATED = 3  # every so manieth command comes twice, and is looked at by what it leaves behind
# what an act moves anyway, and what others may do to a matter while it is joined
MOVING = ("version", "changed_at", "merged", "supporters")
CLOCK = ("state", "due_at", "near_at", "owner", "facts", "started_at")
PART = "id, unit, role, state, started_at, ended_at"
ALONE = [act for act in ACTS if act not in ("merge", "unmerge")]  # those that concern one matter only
# what no act may leave behind it where it was refused; the stored answers and the sealed names are not of the matter
KEPT = (
    "incident", "step", "evidence", "obligation", "part", "merge", "support", "support_end", "outbox", "audit_pending",
    "incident_delta", "tier_delta", "measure", "measure_delta", "incident_search", "whistle", "whistle_call",
    "stale",
)  # fmt: skip
FINGERPRINT = " UNION ALL ".join(
    f"SELECT '{table}', coalesce(md5(string_agg(one::text, '|' ORDER BY one::text)), '') FROM {table} AS one" for table in KEPT
)


def reaches(actor: Actor, incident: Incident, town: Town) -> bool:
    """Say in plain words who has to do with a matter: its reporter, its unit and helpers, its ground's staff."""
    if actor.role == "officer":
        return actor.unit in (incident.unit, *incident.helpers)
    if actor.role == "resident":
        return incident.party is not None and incident.party == town.seal.alias(actor.id)
    if actor.role in ("grid_worker", "dispatcher", "checker", "leader"):
        ground = actor.area.removesuffix("000").removesuffix("000")
        return incident.area.startswith(ground) or actor.unit in incident.helpers
    return False


@dataclass
class World:
    """A town whose matters can be forgotten, so that each history begins anew.

    ids: of the matters, the first reported first. frozen: rounds that are over, as they were when they ended.
    joined: what each joined report was before, by the id of its joining. done, refused: how many acts were.
    """

    town: Town
    admin: str
    ids: list[str] = field(default_factory=list)
    frozen: list[Life] = field(default_factory=list)
    joined: dict[str, dict[str, Any]] = field(default_factory=dict)
    done: int = 0
    refused: int = 0
    made: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        """Find what is empty before anything happens: to forget all matters is to empty it again."""
        sql = "SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = 'grid'::regnamespace AND relname <> ALL(%s)"
        names = [name for (name,) in self.town.db.all(sql, (list(BOOKKEEPING),))]
        empty = [name for name in names if self.town.count(name) == 0]
        self.forget = "".join(f"DELETE FROM grid.{name};" for name in empty)
        self.link = psycopg2.connect(self.admin)
        # rows of many tables go at once, so that no reference between them is looked after
        self.link.cursor().execute("SET session_replication_role = replica")

    def begin(self) -> None:
        """Forget all matters."""
        self.link.cursor().execute(self.forget)
        self.link.commit()
        self.town.at = OPENING
        self.ids, self.frozen, self.joined = [], [], {}

    def read(self, id: str) -> Incident:
        """Read a matter as it is."""
        return store.get(self.town.db, id)

    def fingerprint(self) -> dict[str, str]:
        """Give what the town's tables hold, in short."""
        return dict(self.town.db.all(FINGERPRINT))

    def pass_time(self, hours: float) -> None:
        """Let time pass, and let everything look after itself that does so by the clock."""
        if not hours:
            return
        self.town.later(hours=hours)
        deadline_sweep.sweep(self.town.db, self.town.at)
        system = self.town.as_(Actor(role="system"))
        system.climb_due()
        system.archive_closed()
        system.tell_supporters()

    def report(self, who: Actor, **given: Any) -> None:
        """Report a matter, or be refused."""
        if seen := self.attempt(who, "report", {"description": "rubbish by the gate", **given}):
            self.ids.append(seen["id"])

    def act(self, act: str, id: str, *, who: Actor | None = None, stale: bool = False, **given: Any) -> dict[str, Any] | None:
        """Do an act on a matter as who usually does it, or as somebody else; refused, it must have changed nothing."""
        before = self.read(id)
        usual, method, words = self._usual(act, before)
        actor = who or usual
        version = before.version + (-1 if before.version > 1 else 1) * stale
        command = {"incident": id, "version": version, **words, **given}
        over = [self.life(id)] if act == "reopen" else []
        seen = self.attempt(actor, method, command, about=before)
        if seen:
            self.frozen += over
            assert not stale, (act, "an act on what had changed since")
            self._within(actor, act, before)
            self.made.add(act)
        return seen

    def attempt(
        self, who: Actor, method: str, command: dict[str, Any], *, about: Incident | None = None
    ) -> dict[str, Any] | None:
        """Send a command, now and then twice under one key: the second says the same and does nothing. None: it is refused."""
        key = f"key-{next(self.town.keys)}"
        before = self.fingerprint() if (self.done + self.refused) % REPEATED == 0 else None
        try:
            seen: dict[str, Any] = getattr(self.town.as_(who, key=key), method)(command)
        except REFUSALS as failure:
            self.refused += 1
            self._refused(failure, before, who, about)
            return None
        self.done += 1
        if before:
            after = self.fingerprint()
            again = getattr(self.town.as_(who, key=key), method)(command)
            assert (again.get("id"), again.get("version")) == (seen.get("id"), seen.get("version"))
            assert self.fingerprint() == after, (method, "a second copy did something")
        return seen

    def merge(self, one: str, into: str, *, who: Actor | None = None) -> None:
        """Join one to another, and remember all of what it was."""
        before, main = self.picture(one), self.read(into)
        if self.act("merge", one, who=who, into=into):
            assert reaches(who or DISPATCHER, main, self.town)
            row = self.town.db.one("SELECT id::text FROM merge WHERE incident = %s AND ended_at IS NULL", (one,))
            assert row is not None
            self.joined[row[0]] = before

    def unmerge(self, one: str, *, who: Actor | None = None) -> None:
        """Take one apart again: it must be all that it was."""
        row = self.town.db.one("SELECT id::text FROM merge WHERE incident = %s AND ended_at IS NULL", (one,))
        if self.act("unmerge", one, who=who):
            assert row is not None
            before, after = self.joined.pop(row[0]), self.picture(one)
            assert after == before, {name: (before[name], after[name]) for name in before if before[name] != after[name]}

    def picture(self, id: str) -> dict[str, Any]:
        """Give everything that being joined and taken apart may not change: row, clocks, parts, figures, words sought."""
        db, one = self.town.db, self.read(id)
        stale.catch_up(db)
        clocks = [clock for clock in deadline.of(db, id) if clock.state != "stopped"]
        return {
            **{name: getattr(one, name) for name in store.INCIDENTS.columns if name not in MOVING},
            "clocks": sorted((clock.stage, *(getattr(clock, name) for name in CLOCK)) for clock in clocks),
            "parts": db.all(f"SELECT {PART} FROM part WHERE incident = %s ORDER BY id", (id,)),
            "measures": db.all("SELECT * FROM measure WHERE incident = %s ORDER BY kind, round", (id,)),
            "sought": db.all("SELECT keys FROM incident_search WHERE incident = %s", (id,)),
        }

    def _within(self, actor: Actor, act: str, before: Incident) -> None:
        assert reaches(actor, before, self.town), (actor, act, before.area, before.unit)

    def _refused(self, failure: Failure, before: dict[str, str] | None, who: Actor, about: Incident | None) -> None:
        assert before is None or self.fingerprint() == before, (failure, "what was refused has changed something")
        if about and not reaches(who, about, self.town):
            assert isinstance(failure, Missing | Denied), (who, failure)

    def life(self, id: str) -> Life:
        """Give all that is known of a matter."""
        return Life(self.read(id), deadline.of(self.town.db, id), store.list_steps(self.town.db, id))

    def _usual(self, act: str, seen: Incident) -> tuple[Actor, str, dict[str, Any]]:
        """Give who does an act here, and with what: the unit that has the matter, dates to come, both photos."""
        actor, method, given = ACTS[act]
        if actor == OFFICER:
            actor = {"lamps": LAMPS, "east_team": WORKER}.get(seen.unit or "", OFFICER)
        if actor == RESIDENT:
            actor = next((one for one in PEOPLE[:2] if self.town.seal.alias(one.id) == seen.party), RESIDENT)
        more: dict[str, Any] = {}
        if "review_on" in given:
            more["review_on"] = (today(self.town.at) + timedelta(days=30)).isoformat()
        if "proposed" in given:
            more["proposed"] = "sanitation" if seen.unit == "lamps" else "lamps"
        if method == "finish":
            more["evidence"] = [{"kind": kind, "ref": f"{kind}-{next(self.town.keys)}"} for kind in BOTH_PHOTOS]
        return actor, method, given | more

    def legal(self, id: str) -> list[str]:
        """Give what can be done to a matter now, as the table of moves has it."""
        return [act for act in LIFE.acts(self.read(id).state) if act in ALONE]
