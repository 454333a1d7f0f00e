"""Servers of tests keep their data in memory where there is room, and what a killed run left is gone before the next."""
from __future__ import annotations

import os
from pathlib import Path

import psutil
import pytest

from tests import home

NOBODY = 2**22 + 1  # above the highest number a process can have


@pytest.fixture
def memory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    made = tmp_path / "memory"
    made.mkdir()
    monkeypatch.setattr(home, "MEMORY", made)
    monkeypatch.setattr(home, "TREE", tmp_path / "tree")
    monkeypatch.setattr(home, "FREE_BYTES", 0)
    monkeypatch.setattr(home, "SPARE_BYTES", 0)
    return made


def test_it_is_in_memory_and_gone_afterwards_whatever_happens(memory: Path) -> None:
    with pytest.raises(KeyboardInterrupt), home.home("drill", lambda left: None) as own:
        assert own.parent == memory
        (own / "data").touch()
        raise KeyboardInterrupt
    assert list(memory.iterdir()) == []


@pytest.mark.parametrize("lacking", ["FREE_BYTES", "SPARE_BYTES", "MEMORY"])
def test_without_room_or_without_such_memory_it_is_in_the_tree(
    memory: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, lacking: str
) -> None:
    monkeypatch.setattr(home, lacking, memory / "nowhere" if lacking == "MEMORY" else 2**63)
    with home.home("drill", lambda left: None) as own:
        assert own == tmp_path / "tree" / "drill" / str(os.getpid())


def test_what_a_killed_run_left_is_ended_and_removed_wherever_it_is_and_what_runs_is_left_alone(
    memory: Path, tmp_path: Path
) -> None:
    assert not psutil.pid_exists(NOBODY)
    left = [memory / f"{home.MARK}-drill-{NOBODY}", tmp_path / "tree" / "drill" / str(NOBODY)]
    other, alive = f"linli-drill-{NOBODY}", f"{home.MARK}-drill-{os.getppid()}"
    kept = [memory / alive, memory / f"{home.MARK}-other-{NOBODY}", memory / other]
    for folder in (*left, *kept):
        folder.mkdir(parents=True)
    ended: list[Path] = []
    with home.home("drill", ended.append):
        assert sorted(ended) == sorted(left)
        assert [folder.exists() for folder in (*left, *kept)] == [False, False, True, True, True]
