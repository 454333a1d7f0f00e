"""The stages of `make test` are cut so that every test is run once, and what takes long is begun first."""
from __future__ import annotations

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
    assert list(prove.longest_first(commands, {"short": 1.0, "long": 900.0})) == ["long", "new", "short", "quick"]
