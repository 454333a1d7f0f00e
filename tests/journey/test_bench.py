"""The benchmark runs: it uses the services' own code, so it would rot unseen."""
from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

from bench.loop import FIGURES
from bench.million_case import cases

ROOT = Path(__file__).resolve().parents[2]


def test_every_figure_is_measured(tmp_path):
    record = tmp_path / "figures.json"
    command = [sys.executable, "-m", "bench", "--seconds", "1", "--rounds", "1", "--there", "200", "--record", str(record)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=110, check=False)
    assert record.exists(), done.stdout[-2000:] + done.stderr[-2000:]
    measured = {figure["name"]: figure["values"] for figure in json.loads(record.read_text())["figures"]}
    assert list(measured) == [name for name, _, _ in FIGURES]
    assert all(len(values) == 1 and values[0] >= 0 for values in measured.values())


def test_what_a_desk_waits_for_is_measured_in_a_small_and_a_larger_district(tmp_path):
    record = tmp_path / "figures.json"
    sizes = ["--small", "300", "--large", "900", "--due", "450", "--rounds", "1", "--times", "2"]
    command = [sys.executable, "-m", "bench.million", *sizes, "--record", str(record)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=170, check=False)
    assert record.exists(), done.stdout[-2000:] + done.stderr[-2000:]
    measured = {figure["name"]: figure["values"] for figure in json.loads(record.read_text())["figures"]}
    names = [*dict.fromkeys(case.group for case in cases()), *(f"{case.group}: {case.name}" for case in cases())]
    said = [f"{name}, {what}" for name in names for what in ("300", "900", "growth")]
    assert list(measured) == [*said, "sweep"]
    assert all(values[0] > 0 for values in measured.values())
