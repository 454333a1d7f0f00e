"""The stages of `make test` are cut so that every test is run once, and what takes long is begun first."""
from __future__ import annotations

import threading
import time
from pathlib import Path

import pytest

from tools import prove
from tools.worker import ROOT


@pytest.mark.parametrize("stage", sorted(prove.PARTED))
def test_every_file_of_tests_is_in_one_part(stage: str) -> None:
    found = [ROOT / word for command in prove.parts(stage).values() for word in command if word.endswith(".py")]
    assert sorted(found) == sorted((ROOT / prove.STAGES[stage][-1]).rglob("test_*.py"))


def test_a_folder_with_much_in_it_is_cut_evenly(tmp_path: Path) -> None:
    for no, size in enumerate((70, 50, 40, 30, 10)):
        (tmp_path / f"test_{no}.py").write_text("#" * size * 1000)
    shares = prove._shares(sorted(tmp_path.iterdir()))
    assert [sum(path.stat().st_size for path in share) for share in shares] == [70_000, 60_000, 70_000]


def test_what_is_cheap_is_begun_first_then_journeys_then_what_took_longest() -> None:
    known = {"integration-tools": 900.0, "integration-mediation": 800.0, "unit": 50.0, "contract": 60.0, "lint": 1.0}
    order = list(prove.in_order(tuple(prove.STAGES), known))
    assert order[:2] == ["contract", "unit"]
    assert set(order[: len(prove.CHEAP)]) == prove.CHEAP
    journeys = prove.parts("journey").keys()
    assert set(order[len(prove.CHEAP) :][: len(journeys)]) == journeys
    assert order[len(prove.CHEAP) + len(journeys) :][:2] == ["integration-tools", "integration-mediation"]


def test_what_nobody_has_run_yet_is_begun_by_its_size() -> None:
    order = [name for name in prove.in_order(("integration",), {}) if not name[-1].isdigit()]
    assert order.index("integration-messaging") < order.index("integration-notify")


def test_the_files_that_take_longer_than_their_text_tells_are_there() -> None:
    assert prove.LONGER.keys() <= {path.name for path in (ROOT / "tests" / "journey").iterdir()}


def test_what_is_next_is_begun_when_there_is_room_for_it_and_nothing_before_it() -> None:
    waiting = {"wide": prove.Part((), 3), "narrow": prove.Part((), 2)}
    assert [prove.next_fitting(waiting, free) for free in (4, 3, 2, 1)] == ["wide", "wide", None, None]
    assert prove.next_fitting({}, 9) is None


@pytest.mark.parametrize("room", [2, 3, 9])
def test_every_part_is_run_once_and_never_more_at_once_than_there_is_room_for(
    room: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lock, running, most, done = threading.Lock(), [0], [0], []

    def run(name: str, command: tuple[str, ...]) -> prove.Outcome:
        taken = min(3 if name.startswith("journey") else 2, room)
        with lock:
            running[0] += taken
            most[0] = max(most[0], running[0])
        time.sleep(0.001)
        with lock:
            running[0] -= taken
            done.append(name)
        return prove.Outcome(name, 0, 1.0, {})

    monkeypatch.setattr(prove, "run", run)
    monkeypatch.setattr(prove, "ROOM", room)
    monkeypatch.setattr(prove, "TIMES", tmp_path / "seconds.json")
    outcomes = prove.run_side_by_side(tuple(prove.STAGES))
    assert sorted(done) == sorted(one.name for one in outcomes)
    assert sorted(done) == sorted(part for name in prove.STAGES for part in prove.parts(name))
    assert most[0] <= room
