"""What somebody puts right reaches every copy that one hand-over made: both ways, once, in any order, by any replica."""
from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from kernel import clock
from kernel.call import Call
from kernel.db import Database
from kernel.errors import Unavailable
from services.grid.store import reporter
from services.mediation.service.correcting import brought_by
from services.mediation.store import dispute, person
from services.petition.store import petitioner
from tests.integration.grid.town import DISPATCHER, RESIDENT, Town
from tests.integration.handing import handed
from tests.integration.mediation.committee import Committee
from tests.integration.petition.office import ANYONE, SYSTEM, Office
from tests.integration.race import together
from tests.make import refused

REASON = {"petition": "claim", "mediation": "dispute"}
WRONG, RIGHT, LATER, PHONE, OTHER = "林小错", "林小对", "林更对", "13800000001", "13800000002"


class World:
    """The three services, each asking the others as if over the wire; facts are heard when a test says so."""

    def __init__(self, database_of: Callable[[str], Database]):
        self.town = Town(database_of("grid"))
        self.office, self.committee = Office(database_of("petition")), Committee(database_of("mediation"))
        self.people = {"grid": self.town, "petition": self.office, "mediation": self.committee}
        self.office.grid = self.committee.grid = self  # type: ignore[assignment]
        self.before: Callable[[], Any] = lambda: None

    def call(self, service: str, method: str, command: dict[str, Any], call: Call) -> dict[str, Any]:
        found: dict[str, Any] = getattr(self.as_(service, call.actor), method)(command)
        after, self.before = self.before, lambda: None
        after()
        return found

    def as_(self, service: str, actor: Any = SYSTEM) -> Any:
        made = self.people[service].as_(actor)
        if service == "grid":
            made.others = self
        return made

    def handed(self, to: str = "petition") -> dict[str, Any]:
        """Give an incident that was handed over and taken up."""
        seen = self.town.report(reporter={"name": WRONG, "phone": PHONE})
        seen = self.town.through("accept", seen=seen)
        seen = self.town.act(DISPATCHER, "hand_over", seen, to=to, reason=REASON[to])
        self.taken(seen, to)
        return seen

    def taken(self, seen: dict[str, Any], to: str = "petition") -> None:
        event = handed(to, origin=seen["id"], version=seen["version"], id=clock.new_id())
        self.as_(to).hear_grid(event)

    def right(self, service: str, number: str, **given: str) -> None:
        """Put something right as the resident, a little later each time."""
        self.people[service].at = max(one.at for one in self.people.values())
        self.people[service].later(minutes=1)
        assert self.as_(service, RESIDENT).personal_correct({"number": number, **given})["fields"] == sorted(given)

    def facts(self, service: str) -> list[dict[str, Any]]:
        return [one for one in self.people[service].told() if one["name"] == f"{service}.identity_corrected"]

    def hear(self, event: dict[str, Any]) -> None:
        """Have everybody hear a fact who does."""
        source = event["name"].partition(".")[0]
        if source == "grid":
            self.as_("petition").hear_reporter_corrected(event)
            self.as_("mediation").hear_reporter_corrected(event)
        elif source == "petition":
            self.as_("grid").hear_petitioner_corrected(event)
        else:
            self.as_("grid").hear_applicant_corrected(event)

    def reporter(self, seen: dict[str, Any]) -> tuple[str, str]:
        who = reporter.open_(self.town.db, self.town.seal, seen["id"])
        assert who.account == RESIDENT.id
        return who.name, who.phone

    def petitioners(self) -> list[tuple[str, str]]:
        ids = self.office.db.all("SELECT id::text FROM petition ORDER BY registered_at, id")
        found = [petitioner.open_(self.office.db, self.office.seal, id) for (id,) in ids]
        return [(who.name, who.phone) for who in found]

    def petition(self) -> str:
        return str(self.office.db.all("SELECT number FROM petition")[0][0])


@pytest.fixture
def world(database_of: Callable[[str], Database]) -> World:
    return World(database_of)


def test_gr_475_what_is_put_right_of_a_matter_is_right_in_the_petition_it_became(world: World) -> None:
    seen = world.handed()
    world.right("grid", seen["number"], name=RIGHT)
    (fact,) = world.facts("grid")
    assert fact["data"] == {"fields": ["name"]}
    for _ in range(2):
        world.hear(fact)
    assert world.petitioners() == [(RIGHT, PHONE)]
    (back,) = world.facts("petition")
    assert back["data"] == {"fields": ["name"], "of": seen["id"]}
    world.hear(back)
    assert len(world.facts("grid")) == 1
    rows = world.office.db.all("SELECT body FROM audit")
    assert sum('"personal_correct"' in row for (row,) in rows) == 1


def test_gr_475_what_is_put_right_of_a_petition_is_right_in_the_matter_it_came_from(world: World) -> None:
    seen = world.handed()
    world.right("petition", world.petition(), name=RIGHT, phone=OTHER, address="东社区二号")
    (fact,) = world.facts("petition")
    for _ in range(2):
        world.hear(fact)
    assert world.reporter(seen) == (RIGHT, OTHER)
    assert [one["data"] for one in world.facts("grid")] == [{"fields": ["name", "phone"]}]
    assert WRONG not in str([one["data"] for one in world.facts("grid") + world.facts("petition")])


def test_gr_475_of_two_words_the_later_counts_in_both_places_whichever_is_heard_first(world: World) -> None:
    for later in (False, True):
        seen = world.handed()
        number = world.office.db.all("SELECT number FROM petition WHERE origin = %s", (seen["id"],))[0][0]
        heard = len(world.facts("grid")), len(world.facts("petition"))
        world.right("grid", seen["number"], name=RIGHT, phone=OTHER)
        world.right("petition", number, name=LATER)
        facts = [*world.facts("grid")[heard[0]:], *world.facts("petition")[heard[1]:]]
        for fact in reversed(facts) if later else facts:
            world.hear(fact)
        for fact in [*world.facts("grid"), *world.facts("petition")] * 2:
            world.hear(fact)
        assert world.reporter(seen) == (LATER, OTHER)
        assert world.petitioners()[-1] == (LATER, OTHER)


def test_gr_475_two_replicas_that_hear_one_fact_put_it_right_once(world: World) -> None:
    seen = world.handed()
    world.right("grid", seen["number"], name=RIGHT)
    (fact,) = world.facts("grid")
    assert together(3, lambda _: world.as_("petition").hear_reporter_corrected(fact)) == [None] * 3
    assert world.petitioners() == [(RIGHT, PHONE)]
    assert len(world.facts("petition")) == 1


def test_gr_475_what_is_put_right_while_a_petition_is_being_registered_is_not_lost(world: World) -> None:
    seen = world.town.through("accept", seen=world.town.report(reporter={"name": WRONG, "phone": PHONE}))
    seen = world.town.act(DISPATCHER, "hand_over", seen, to="petition", reason="claim")

    def between() -> None:
        world.right("grid", seen["number"], name=RIGHT)
        world.hear(world.facts("grid")[0])

    world.before = between
    world.taken(seen)
    assert world.petitioners() == [(RIGHT, PHONE)]


def test_gr_475_both_copies_of_a_dispute_agree_and_the_other_side_is_left_alone(world: World) -> None:
    seen = world.handed("mediation")
    world.right("grid", seen["number"], name=RIGHT)
    world.hear(world.facts("grid")[0])
    db, seal = world.committee.db, world.committee.seal
    (case,) = dispute.open_of(db, seen["id"])
    side = brought_by(case)
    assert side is not None
    assert person.open_all(db, seal, case.parties)[side.id].name == RIGHT
    number = str(case.dispute.number)
    world.right("mediation", number, phone=OTHER)
    world.hear(world.facts("mediation")[-1])
    assert world.reporter(seen) == (RIGHT, OTHER)
    world.hear({**world.facts("mediation")[-1], "data": {"fields": ["name"], "roles": ["respondent"]}})


def test_gr_475_what_is_over_stays_as_it_is_and_a_service_that_is_away_is_asked_again(world: World) -> None:
    seen = world.handed()
    world.right("petition", world.petition(), name=RIGHT)
    (fact,) = world.facts("petition")
    grid = world.as_("grid")

    class Away:
        def call(self, *asked: Any, **more: Any) -> Any:
            raise Unavailable("rpc.timeout")

    grid.others = Away()
    with refused(Unavailable, "rpc.timeout"):
        grid.hear_petitioner_corrected(fact)
    world.town.db.all("UPDATE incident SET closed_at = %s WHERE id = %s", (world.town.at, seen["id"]))
    world.hear(fact)
    assert world.reporter(seen) == (WRONG, PHONE)


def test_gr_475_only_services_are_told_what_was_put_right(world: World) -> None:
    seen = world.handed()
    for service, act in (("grid", RESIDENT), ("petition", RESIDENT), ("petition", ANYONE), ("mediation", DISPATCHER)):
        with pytest.raises(Exception, match="role_not_allowed"):
            world.as_(service, act).personal_corrected({"subject": seen["id"]})
    assert world.as_("grid").personal_corrected({"subject": seen["id"]}) == {"fields": {}}
