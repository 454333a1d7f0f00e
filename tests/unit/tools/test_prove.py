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


def test_every_stage_is_in_one_group() -> None:
    assert [name for group in prove.GROUPS for name in group] == list(prove.STAGES)


def test_a_folder_with_much_in_it_is_cut_evenly(tmp_path: Path) -> None:
    for no, size in enumerate((70, 50, 40, 30, 10)):
        (tmp_path / f"test_{no}.py").write_text("#" * size * 1000)
    shares = prove._shares(sorted(tmp_path.iterdir()))
    assert [sum(path.stat().st_size for path in share) for share in shares] == [70_000, 60_000, 70_000]


def test_what_took_longest_is_begun_first_and_what_nobody_has_run_by_its_size() -> None:
    commands = {"short": ("true",), "quick": ("true",), "new": ("pytest", "tests/unit/tools/test_prove.py"), "long": ("true",)}
    places = dict.fromkeys(commands, 1)
    assert list(prove.longest_first(commands, {"short": 1.0, "long": 900.0}, places)) == ["long", "new", "short", "quick"]
    assert next(iter(prove.longest_first(commands, {"long": 900.0}, {**places, "quick": 2}))) == "quick"


def test_what_needs_two_places_waits_for_them_and_holds_up_nobody() -> None:
    places = {"wide": 2, "narrow": 1}
    assert [prove._next(places, places, free) for free in (4, 2, 1, 0)] == ["wide", "wide", "narrow", None]


@pytest.mark.parametrize("at_once", [1, 2, 4])
def test_every_part_is_run_once_and_never_more_at_once_than_there_are_places(
    at_once: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lock, running, most, done = threading.Lock(), [0], [0], []

    def run(name: str, command: tuple[str, ...]) -> prove.Outcome:
        taken = min(2 if name.startswith("journey") else 1, at_once)
        with lock:
            running[0] += taken
            most[0] = max(most[0], running[0])
        time.sleep(0.001)
        with lock:
            running[0] -= taken
            done.append(name)
        return prove.Outcome(name, 0, 1.0, {})

    monkeypatch.setattr(prove, "run", run)
    monkeypatch.setattr(prove, "AT_ONCE", at_once)
    monkeypatch.setattr(prove, "TIMES", tmp_path / "seconds.json")
    stages = ("integration", "journey")
    outcomes = prove.run_side_by_side(stages)
    assert sorted(done) == sorted(one.name for one in outcomes) == sorted(part for name in stages for part in prove.parts(name))
    assert most[0] <= at_once
