"""The play on sample messages: each part is taken by somebody who may, and times are told as a clock there shows them."""
from __future__ import annotations

import csv
import json
import re
from pathlib import Path
from typing import Any

import pytest
from rich.console import Console
from shapely.geometry import Point, shape

from tools.demo import show
from tools.demo.cast import Cast
from tools.demo.ground import Ground
from tools.demo.message import Message, lot
from tools.demo.play import INCIDENTS, Play

SAMPLE = Path(__file__).parents[3] / "deploy" / "districts" / "xigang"
ACCOUNTS = {row["login"]: row for row in csv.DictReader((SAMPLE / "accounts.csv").read_text(encoding="utf-8").splitlines())}
MESSAGES = [Message(str(n), "楼道里堆放杂物", lot(str(n))) for n in range(400)]
USUAL = "community_affairs"
STATES = {
    "accept": "accepted", "reject": "invalid", "hand-over": "handed_over", "file": "filed", "dispatch": "dispatched",
    "return": "filed", "start": "handling", "request-extension": "extension_requested", "approve-extension": "handling",
    "finish": "handled", "close": "closed", "rate": "closed", "reopen": "accepted",
}  # fmt: skip


class Desk:
    """The interface as one account calls it; keeps who posted what."""

    def __init__(self, login: str, posts: list[tuple[str, str, dict[str, Any]]]) -> None:
        self.login, self.posts = login, posts

    def post(self, path: str, body: dict[str, Any], *, version: int = 1) -> dict[str, Any]:
        self.posts.append((self.login, path, body))
        if not path.startswith(INCIDENTS) or path.endswith("/supervise"):
            return {"id": "s", "version": version + 1, "calls": [{"id": "c", "version": 1}]}
        if path != INCIDENTS:
            act = path.rpartition("/")[2]
            state = STATES.get(act) or ("passed" if body["passed"] else "rework")
            return {"id": "i", "version": version + 1, "state": state, "unit": USUAL if act == "dispatch" else self.unit}
        worker = ACCOUNTS[self.login]["role"] == "grid_worker"
        state = ("handled" if body.get("solved") else "filed") if worker else "reported"
        return {"id": "i", "version": 1, "state": state, "code": "C", "unit": self.unit if worker else None}

    def get(self, path: str) -> dict[str, Any]:
        return {"id": "i", "version": 9, "state": "handling", "unit": None}

    @property
    def unit(self) -> str:
        return ACCOUNTS[self.login]["unit"]


class Company(Cast):
    """The sample's people, none of whom needs to sign in."""

    def __init__(self) -> None:
        super().__init__("", SAMPLE, "")
        self.posts: list[tuple[str, str, dict[str, Any]]] = []

    def of(self, login: str) -> Any:
        return Desk(login, self.posts)


@pytest.fixture(scope="module")
def played() -> list[list[tuple[str, str, dict[str, Any]]]]:
    company, made = Company(), []
    for message in MESSAGES:
        company.posts = []
        assert Play(company, Ground(SAMPLE)).run(message).fault == ""
        made.append(company.posts)
    return made


def test_a_grid_worker_acts_only_in_the_own_community(played: list[list[tuple[str, str, dict[str, Any]]]]) -> None:
    grids = json.loads((SAMPLE / "grids.geojson").read_text())["features"]
    seen = set()
    for posts in played:
        point = Point(posts[0][2]["point"]["lon"], posts[0][2]["point"]["lat"])
        inside = {grid["properties"]["code"][:12] for grid in grids if shape(grid["geometry"]).intersects(point)}
        for login, path, _ in posts:
            if ACCOUNTS[login]["role"] == "grid_worker":
                assert ACCOUNTS[login]["area"] in inside
                seen.add((ACCOUNTS[login]["area"], path.rpartition("/")[2]))
    communities = {grid["properties"]["code"][:12] for grid in grids}
    assert seen == {(one, part) for one in communities for part in ("incidents", "finish")}


def test_who_blows_releases_and_rates_and_who_was_called_comes(played: list[list[tuple[str, str, dict[str, Any]]]]) -> None:
    for room, acts in (("whistle-calls", {"acknowledge", "arrive", "handle"}), ("supervisions", {"answer"})):
        posts = [(login, path) for one in played for login, path, _ in one if room in path]
        seen = {(path.rpartition("/")[2], ACCOUNTS[login]["role"]) for login, path in posts}
        assert {act for act, role in seen if role == "officer"} == acts
        assert {role for act, role in seen if act not in acts} == {"dispatcher"}


def test_tiers_are_told_from_the_lowest_on() -> None:
    console = Console(width=100)
    rows = [("district", None, "kind", 2), ("community", "fixed", None, 3)]
    names = ("tier", "outcome", "climbed_for", "count")
    with console.capture() as said:
        show.tiers(console, [dict(zip(names, row, strict=True)) for row in rows])
    told = [re.findall(r"[\w-]+", line) for line in said.get().splitlines() if "│" in line]
    assert told == [["community", "fixed", "-", "3"], ["district", "open", "kind", "2"]]


def test_a_story_is_told_in_local_time() -> None:
    console = Console(width=100)
    step = {"at": "2026-11-22T16:30:05.123456+00:00", "act": "report", "words": "Reported."}
    with console.capture() as said:
        show.story(console, {"number": "SJ", "state_words": "open", "round": 1, "steps": [step]})
    assert "00:30:05" in said.get()


def test_the_ground_it_was_played_on_is_told_in_one_line() -> None:
    console = Console(width=100)
    with console.capture() as said:
        show.ground(console, {"areas": 55, "grids": 18}, vacant=1)
    assert said.get() == "the ground: 55 areas, 18 grids, 1 vacant seat; look at it at /map\n"
