"""What a process does by itself goes on until the process leaves."""
from __future__ import annotations

from types import SimpleNamespace

from kernel.beat import Beat


class Counting(Beat):
    """Waits as many seconds as it has beaten."""

    beats = 0

    def beat(self) -> float:
        self.beats += 1
        return float(self.beats)


def run(beat: Counting, *, leaves_after: int) -> list[float]:
    """Give what was waited, without waiting; the process leaves after so many waits."""
    waits: list[float] = []
    beat._leaving = SimpleNamespace(is_set=lambda: len(waits) >= leaves_after, wait=waits.append)  # type: ignore[assignment]
    beat._run()
    return waits


def test_after_each_beat_it_waits_as_long_as_the_beat_says() -> None:
    assert run(Counting(), leaves_after=3) == [1.0, 2.0, 3.0]


def test_the_first_beat_comes_after_its_lead_and_none_once_the_process_leaves() -> None:
    beat = Counting()
    beat.lead = 5.0
    assert run(beat, leaves_after=2) == [5.0, 1.0]
    assert (run(beat, leaves_after=1), beat.beats) == ([5.0], 1)
