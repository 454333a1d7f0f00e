"""What is asked of a district of ten thousand matters and of a million: by whom, and how."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from bench import million_seed as town
from kernel import clock
from kernel.call import Actor, Call
from kernel.clock import today

FULL = 50
Order = dict[str, Any]
Asked = Callable[[random.Random], Order]

LARGEST, SMALLEST = "210203001000", "210203010000"
DISPATCHER = Actor("d-1", "dispatcher", "u00", town.DISTRICT)
LEADER = Actor("l-1", "leader", "u00", town.DISTRICT)
CHECKER = Actor("c-1", "checker", "u00", town.DISTRICT)
OFFICER = Actor("o-1", "officer", "u00", town.DISTRICT)
OF_STREET = Actor("d-2", "dispatcher", "u00", LARGEST)
OF_SMALL_STREET = Actor("d-3", "dispatcher", "u00", SMALLEST)
OF_COMMUNITY = Actor("d-4", "dispatcher", "u00", "210203001001")
OF_SMALL_COMMUNITY = Actor("d-5", "dispatcher", "u00", "210203010010")
OF_TWO_STREETS = Actor("d-6", "dispatcher", "u00", SMALLEST, also=("210203009000",))
HANDLER = Actor("o-7", "officer", "u00", town.DISTRICT)
WORKER = Actor("w-1", "grid_worker", "u00", "210203001001")


@dataclass(frozen=True, slots=True)
class Case:
    """One thing asked again and again. group: the figure it is part of. deep: the page after any row, not the first."""

    group: str
    name: str
    actor: Actor
    act: str
    asked: Asked
    deep: bool = False

    def ask(self, service: Any, chance: random.Random, **more: Any) -> Order:
        """Ask it once and give the answer."""
        service.call = Call(actor=self.actor)
        answer: Order = getattr(service, self.act)({**self.asked(chance), **more})
        return answer


def _queue(name: str, **filters: str) -> Asked:
    return lambda chance: {"queue": name, **filters}


def _text(text: Callable[[random.Random], str], queue: str = "all", **filters: str) -> Asked:
    return lambda chance: {"queue": queue, "text": text(chance), **filters}


def _month(**asked: Any) -> Asked:
    """Ask for one of the calendar months of the three years, the one that is not over among them."""

    def order(chance: random.Random) -> Order:
        now = today(clock.now())
        no = now.year * 12 + now.month - 1 - chance.randrange(town.DAYS // 31)
        first, until = (date(one // 12, one % 12 + 1, 1) for one in (no, no + 1))
        return {"from": first.isoformat(), "until": until.isoformat(), **asked}

    return order


def _any_days(**asked: Any) -> Asked:
    """Ask for thirty days from any day."""

    def order(chance: random.Random) -> Order:
        first = today(clock.now()) - timedelta(days=chance.randrange(30, 730))
        return {"from": first.isoformat(), "until": (first + timedelta(days=30)).isoformat(), **asked}

    return order


QUEUES = (
    ("mine of the desk", DISPATCHER, "mine"),
    ("mine of a checker", CHECKER, "mine"),
    ("mine of a leader", LEADER, "mine"),
    ("late", DISPATCHER, "late"),
    ("near", DISPATCHER, "near"),
    ("open", DISPATCHER, "open"),
    ("climbed", DISPATCHER, "climbed"),
    ("all", DISPATCHER, "all"),
    ("unit", OFFICER, "unit"),
    ("late of a unit", OFFICER, "late"),
    ("all of a unit", OFFICER, "all"),
    ("mine of a street's desk", OF_STREET, "mine"),
    ("mine of a small street's desk", OF_SMALL_STREET, "mine"),
    ("late of a street", OF_STREET, "late"),
    ("open of a street", OF_STREET, "open"),
    ("all of a street", OF_STREET, "all"),
    ("climbed of a small street", OF_SMALL_STREET, "climbed"),
    ("open of two small streets", OF_TWO_STREETS, "open"),
    ("all of two small streets", OF_TWO_STREETS, "all"),
    ("mine of an officer", HANDLER, "mine"),
    ("open of a community", OF_COMMUNITY, "open"),
    ("all of a small community", OF_SMALL_COMMUNITY, "all"),
    ("mine of a grid's worker", WORKER, "mine"),
)
DEEP = {"mine of the desk", "late", "open", "all", "all of a street", "unit"}
FILTERS: tuple[tuple[str, Mapping[str, str]], ...] = (
    ("all by state", {"state": "hung"}),
    ("all by kind", {"case_type": "K39"}),
    ("all by kind and state", {"case_type": "K39", "state": "filed"}),
    ("all by outcome", {"outcome": "fixed"}),
    ("all by a tier nothing is at", {"tier": "street"}),
    ("open of one unit", {"unit": "u29"}),
    ("all in a small street", {"area": SMALLEST}),
)


def _thing(chance: random.Random) -> str:
    return chance.choice(town.THINGS[:5])


def _house(chance: random.Random) -> str:
    return f"{chance.choice(town.roads())}{chance.randrange(400)}号"


def _known(chance: random.Random) -> str:
    return f"{chance.randrange(1, 10_000):07}"


# in an incident there stands one thing with one fault: of two things nothing is found, though each is found in many
SEARCHES: tuple[tuple[str, Actor, Asked], ...] = (
    ("a frequent word", DISPATCHER, _text(_thing)),
    ("a thing and its fault", DISPATCHER, _text(lambda chance: f"{_thing(chance)} {chance.choice(town.FAULTS)}")),
    ("two frequent words never together", DISPATCHER, _text(lambda chance: " ".join(chance.sample(town.THINGS[:5], 2)))),
    ("frequent words in a phrase never said", DISPATCHER, _text(lambda chance: f"{_thing(chance)}请尽快处理")),
    ("a rare thing", DISPATCHER, _text(lambda chance: chance.choice(town.THINGS[15:]))),
    ("a road", DISPATCHER, _text(lambda chance: chance.choice(town.roads()))),
    ("a house", DISPATCHER, _text(_house)),
    ("a thing on a road", DISPATCHER, _text(lambda chance: f"{_thing(chance)} {chance.choice(town.roads())}")),
    ("nowhere", DISPATCHER, _text(lambda chance: "宇宙飞船")),
    ("part of a number", DISPATCHER, _text(_known)),
    ("a frequent word among the open", DISPATCHER, _text(_thing, "open")),
    ("a frequent word of a unit", OFFICER, _text(_thing)),
    ("a frequent word of the rarest unit", DISPATCHER, _text(_thing, unit="u29")),
    ("a frequent word in a rare state", DISPATCHER, _text(_thing, state="extension_requested")),
    ("a frequent word in a state nothing is in", DISPATCHER, _text(_thing, state="rework")),
    ("a frequent word in a street", OF_STREET, _text(_thing)),
    ("a frequent word in a small street", OF_SMALL_STREET, _text(_thing)),
    ("a frequent word in a community", OF_COMMUNITY, _text(_thing)),
    ("a frequent word in a small community", OF_SMALL_COMMUNITY, _text(_thing)),
    ("two words never together in a street", OF_STREET, _text(lambda chance: " ".join(chance.sample(town.THINGS[:5], 2)))),
)
MEASURES = ("should_dispose", "disposed", "overdue_pending", "closed", "not_closed", "reported")


def _behind(**given: str) -> Asked:
    days = _any_days(**given)
    return lambda chance: {**days(chance), "measure": chance.choice(MEASURES)}


def cases() -> Iterator[Case]:
    """Give all that is asked."""
    for name, actor, queue in QUEUES:
        yield Case("desk queue", name, actor, "list_incidents", _queue(queue))
        if name in DEEP:
            yield Case("desk queue", f"{name}, a later page", actor, "list_incidents", _queue(queue), deep=True)
    for name, filters in FILTERS:
        yield Case("desk queue", name, DISPATCHER, "list_incidents", _queue(name.split()[0], **filters))
    for name, actor, asked in SEARCHES:
        yield Case("search", name, actor, "list_incidents", asked)
    yield Case("search", "a frequent word, a later page", DISPATCHER, "list_incidents", _text(_thing), deep=True)
    for group, period in (("evaluation", _month), ("evaluation of 30 days from any day", _any_days)):
        for by in ("area", "unit", "case_type"):
            yield Case(group, f"a district by {by}", LEADER, "evaluate", period(by=by))
            yield Case(group, f"a street by {by}", LEADER, "evaluate", period(by=by, area=LARGEST))
        yield Case(group, "a community's posts", LEADER, "evaluate", period(by="post", area="210203001001"))
    yield Case("list behind a figure", "of the district", LEADER, "evaluation_list", _behind())
    yield Case("list behind a figure", "of a unit", LEADER, "evaluation_list", _behind(unit="u07"))
    yield Case("list behind a figure", "of a small street", LEADER, "evaluation_list", _behind(area=SMALLEST))
