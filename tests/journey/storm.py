"""Many people at work at once. Each act is repeated under its key until its answer is known, as a client must."""
from __future__ import annotations

import random
import threading
import time
import uuid
from dataclasses import dataclass, field
from typing import Any

from tests.journey.person import INCIDENTS, Answer, People, Person, photo

PAUSE = 0.2  # seconds before an unknown answer is asked for again
UNKNOWN = (0, 503)  # the line was lost, or "try later": whether it was done is found out by the same key
RESIDENTS = ("resident1", "resident2")
DESK, CHECKER, OFFICER, WORKER = "dispatcher1", "checker1", "street_lighting1", "shengli1"
PLAYERS = (DESK, CHECKER, OFFICER, WORKER, *RESIDENTS)
DONE = (200, 201)
GIVE_UP = 60.0  # seconds an act is tried: longer than any outage of a journey
TWICE = 0.1  # share of acts sent again under their key although the answer is known
HANDED = (("petition", 0.1), ("mediation", 0.2))  # cumulated shares
Route = tuple[tuple[str, str, dict[str, Any]], ...]
# who, act, body: the straight way of a public report once it is accepted
SOLVING: Route = (
    (DESK, "file", {"reason": "evident"}),
    (DESK, "dispatch", {"unit": "street_lighting"}),
    (OFFICER, "start", {}),
    (OFFICER, "finish", {"evidence": photo()}),
    (CHECKER, "check", {"passed": True}),
    (DESK, "close", {}),
)


@dataclass
class Storm:
    """Plays cases on `at_once` threads between `start` and `stop`.

    answers: all that came, in any order. acknowledged: record and version after each act that was told to be done.
    odd: answers that no outage explains. repeated: how many acts needed more than one request.
    """

    people: People
    at_once: int = 6
    answers: list[Answer] = field(default_factory=list)
    acknowledged: list[tuple[str, int]] = field(default_factory=list)
    odd: list[Any] = field(default_factory=list)
    repeated: int = 0

    def __post_init__(self) -> None:
        self._over = threading.Event()  # set when everyone shall finish
        self._threads = [
            threading.Thread(target=self._play, args=({login: self.people[login] for login in PLAYERS}, number))
            for number in range(self.at_once)
        ]

    def __enter__(self) -> Storm:
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_: Any) -> None:
        """Let everyone finish the act they are at."""
        self._over.set()
        for thread in self._threads:
            thread.join()

    def for_(self, seconds: float) -> None:
        """Let it go on for a while."""
        self._over.wait(seconds)

    def wait_for(self, acts: int, *, within: float = 30.0) -> None:
        """Wait until so many more acts have been acknowledged: the system works again, or still does."""
        wanted, until = len(self.acknowledged) + acts, time.monotonic() + within
        while len(self.acknowledged) < wanted:
            assert time.monotonic() < until, f"no {acts} acts within {within} s; the last answers: {self.answers[-5:]}"
            time.sleep(0.05)

    def _play(self, mine: dict[str, Person], number: int) -> None:
        lot = random.Random(number)
        while not self._over.is_set():
            self._life(mine, lot)

    def _life(self, mine: dict[str, Person], lot: random.Random) -> None:
        """Play one case until it ends, or until the storm is over."""
        reporter, body, route = _case(lot)
        view = self._do(mine[reporter], INCIDENTS, body, lot=lot)
        for login, act, order in route:
            if view is None or self._over.is_set():
                return
            view = self._do(mine[login], f"{INCIDENTS}/{view['id']}/{act}", order, version=view["version"], lot=lot)

    def _do(
        self, person: Person, path: str, body: dict[str, Any], *, version: int | None = None, lot: random.Random
    ) -> dict[str, Any] | None:
        """Do one act for certain; None when it was refused, which no outage may cause. A few are sent once more."""
        key = str(uuid.uuid4())
        answer = self._known(person, path, body, version, key)
        if answer.status not in DONE:
            self.odd.append((path, answer))
            return None
        self.acknowledged.append((answer.body["id"], answer.body["version"]))
        if lot.random() < TWICE:
            second = self._known(person, path, body, version, key)
            if (second.status, second.body) != (answer.status, answer.body):
                self.odd.append((path, answer, second))
        return answer.body

    def _known(self, person: Person, path: str, body: dict[str, Any], version: int | None, key: str) -> Answer:
        until, tries = time.monotonic() + GIVE_UP, 0
        while True:
            answer = person.post(path, body, version=version, key=key)
            self.answers.append(answer)
            if answer.status not in UNKNOWN or time.monotonic() > until:
                self.repeated += tries > 0
                return answer
            tries += 1
            time.sleep(PAUSE)


def _case(lot: random.Random) -> tuple[str, dict[str, Any], Route]:
    """Give who reports, what, and who does what afterwards."""
    body = {"description": "路灯不亮，晚上看不清路。", "area": "210203011003", "case_type": "F0103"}
    if lot.random() < 0.2:
        return WORKER, body, SOLVING[1:]
    body["unnamed"] = lot.random() < 0.3
    fate = lot.random()
    to = next((to for to, share in HANDED if fate < share), None)
    rest = SOLVING if to is None else ((DESK, "hand-over", {"to": to, "reason": "asked"}),)
    return lot.choice(RESIDENTS), body, ((DESK, "accept", {}), *rest)
