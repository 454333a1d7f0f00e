"""Draws what the tables of moves say: docs/states.md, every machine, and docs/img/loop.svg, an incident's main way."""
from __future__ import annotations

import importlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from html import escape
from pathlib import Path
from types import ModuleType

import click

from kernel.machine import Machine
from services.grid.domain.life import LIFE
from services.grid.domain.permit import ROLES

ROOT = Path(__file__).resolve().parent.parent
STATES = ROOT / "docs" / "states.md"
LOOP = ROOT / "docs" / "img" / "loop.svg"

WIDE, HIGH = 980, 392
BOX_WIDE, BOX_HIGH = 132, 58
# where each state of the main way stands: middle of its box
PLACES = {
    "reported": (90, 120),
    "accepted": (340, 120),
    "filed": (590, 120),
    "dispatched": (880, 120),
    "handling": (880, 290),
    "handled": (590, 290),
    "passed": (340, 290),
    "closed": (90, 290),
}
CHINESE = {
    "reported": "已上报",
    "accepted": "已受理",
    "filed": "已立案",
    "dispatched": "已派遣",
    "handling": "处置中",
    "handled": "已处置",
    "passed": "核查通过",
    "closed": "已结案",
}


@dataclass(frozen=True, slots=True)
class Arrow:
    """One way between two boxes. acts: the moves it stands for, in order. who: the role that makes them.

    bend: how far its middle is pulled aside, in pixels; 0 for a straight one. aside: where its words stand.
    """

    source: str
    target: str
    acts: tuple[str, ...]
    who: str
    words: str
    bend: int = 0
    aside: tuple[int, int] = (0, 0)


ARROWS = (
    Arrow("reported", "accepted", ("accept",), "dispatcher", "受理"),
    Arrow("accepted", "filed", ("file",), "dispatcher", "立案"),
    Arrow("filed", "dispatched", ("dispatch",), "dispatcher", "派遣"),
    Arrow("dispatched", "handling", ("start",), "officer", "开始处置", aside=(-62, 4)),
    Arrow("handling", "handled", ("finish",), "officer", "处置完成"),
    Arrow("handled", "passed", ("pass",), "checker", "核查通过"),
    Arrow("passed", "closed", ("close",), "dispatcher", "结案"),
    Arrow("closed", "accepted", ("reopen",), "resident", "再次办理，第2轮", aside=(-66, -6)),
    Arrow("dispatched", "filed", ("return",), "officer", "退回", bend=-62),
    Arrow("handled", "handling", ("fail", "start"), "checker", "返工", bend=62, aside=(0, 24)),
    Arrow("closed", "closed", ("rate",), "resident", "评价", bend=62, aside=(0, 28)),
)
ROLE_WORDS = {"resident": "居民", "dispatcher": "调度员", "officer": "承办人", "checker": "核查员"}
SHADE = {"dispatcher": "#1d4f91", "officer": "#8a4b08", "checker": "#20693b", "resident": "#7a2f6b"}


def lives() -> dict[str, tuple[Machine, Mapping[str, tuple[str, str]]]]:
    """Give every machine by name, with its words by state (Chinese, English)."""
    found = {}
    for path in sorted((ROOT / "services").glob("*/**/*life.py")):
        # the words of a service's first noun have a file of their own, those of others stand with the noun
        noun = path.stem.removesuffix("life").rstrip("_") or "words"
        life = vars(_module(path)).get("LIFE")
        words = vars(_module(path.with_name(f"{noun}.py"))).get("STATES") if life else None
        if life and words:  # what has no words for people is no state a person meets
            found[life.name] = (life, words)
    return found


def _module(path: Path) -> ModuleType:
    return importlib.import_module(".".join(path.relative_to(ROOT).with_suffix("").parts))


def states() -> str:
    """Give docs/states.md: one Mermaid diagram and one table for each machine."""
    head = [
        "# States",
        "",
        "Made by `python -m tools.diagrams` from the tables of moves (`services/*/**/*life.py`); a test compares.",
        "What a state is called for the reader comes from `words.py`, or the noun's file, beside it.",
    ]
    return "\n".join([*head, *(line for name, life in lives().items() for line in _chapter(name, *life)), ""])


def _chapter(name: str, machine: Machine, words: Mapping[str, tuple[str, str]]) -> Iterator[str]:
    last = [state for state in machine.states if not any(move.source == state for move in machine.moves)]
    yield from ("", f"## {name}", "", "```mermaid", "stateDiagram-v2")
    yield from (f"    [*] --> {state}" for state in machine.initial)
    yield from (f"    {move.source} --> {move.target}: {move.act}" for move in machine.moves)
    yield from (f"    {state} --> [*]" for state in last)
    yield from ("```", "", "| state | 中文 | English | acts |", "|---|---|---|---|")
    for state in machine.states:
        acts = ", ".join(f"`{act}`" for act in machine.acts(state)) or "-"
        yield f"| `{state}` | {words[state][0]} | {words[state][1]} | {acts} |"


def loop() -> str:
    """Give docs/img/loop.svg.

    :raises ValueError: when an arrow is no legal way, or its role may not make its moves
    """
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDE} {HIGH}" width="{WIDE}" height="{HIGH}"',
        ' font-family="sans-serif" font-size="14" text-anchor="middle" role="img">',
        "<title>From a resident's report to its rating, and back when it was not solved</title>",
        '<defs><marker id="head" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="8" markerHeight="8" orient="auto">',
        '<path d="M0 0 8 4 0 8z" fill="#555"/></marker></defs>',
        f'<rect width="{WIDE}" height="{HIGH}" fill="#fff"/>',
        '<path d="M90 40 90 87" stroke="#555" stroke-width="1.5" marker-end="url(#head)"/>',
        f'<text x="90" y="28" fill="{SHADE["resident"]}">report 上报</text>',
        *(_drawn(arrow) for arrow in ARROWS),
        *(_box(state) for state in PLACES),
        *_legend(),
        "</svg>",
    ]
    return "\n".join([*parts, ""])


def _drawn(arrow: Arrow) -> str:
    _check(arrow)
    (x1, y1), (x2, y2) = PLACES[arrow.source], PLACES[arrow.target]
    (x1, y1), (x2, y2), middle = _ends(x1, y1, x2, y2, arrow.bend)
    label = f"{' + '.join(arrow.acts)} {arrow.words}"
    x, y = middle[0] + arrow.aside[0], middle[1] + arrow.aside[1] - 7
    return (
        f'<path d="M{x1} {y1} Q{middle[0]} {middle[1] + arrow.bend // 2} {x2} {y2}" fill="none" stroke="#555" '
        'stroke-width="1.5" marker-end="url(#head)"/>'
        f'<text x="{x}" y="{y}" font-size="12" fill="{SHADE[arrow.who]}">{escape(label)}</text>'
    )


def _ends(x1: int, y1: int, x2: int, y2: int, bend: int) -> tuple[tuple[int, int], tuple[int, int], tuple[int, int]]:
    """Give where an arrow leaves and enters the boxes, and its middle."""
    half_wide, half_high = BOX_WIDE // 2, BOX_HIGH // 2
    if bend:  # leaves and enters at the same side, above or below
        side = half_high if bend > 0 else -half_high
        apart = 30 if x1 == x2 else (x2 - x1) // 8
        start, end = (x1 - apart if x1 == x2 else x1, y1 + side), (x2 + (apart if x1 == x2 else 0), y2 + side)
        return start, end, ((x1 + x2) // 2, y1 + side + bend // 2)
    if y1 == y2:
        turn = 1 if x2 > x1 else -1
        start, end = (x1 + turn * half_wide, y1), (x2 - turn * half_wide, y2)
    else:
        turn = 1 if y2 > y1 else -1
        start, end = (x1, y1 + turn * half_high), (x2, y2 - turn * half_high)
    return start, end, ((start[0] + end[0]) // 2, (start[1] + end[1]) // 2)


def _check(arrow: Arrow) -> None:
    state = arrow.source
    for act in arrow.acts:
        state = LIFE.step(state, act).target
    if state != arrow.target or arrow.who not in ROLES[arrow.acts[0]]:
        raise ValueError(f"the tables do not hold {arrow}")


def _box(state: str) -> str:
    x, y = PLACES[state]
    return (
        f'<rect x="{x - BOX_WIDE // 2}" y="{y - BOX_HIGH // 2}" width="{BOX_WIDE}" height="{BOX_HIGH}" rx="10" '
        'fill="#f3f6fa" stroke="#33506f" stroke-width="1.5"/>'
        f'<text x="{x}" y="{y - 4}" fill="#16263a" font-weight="bold">{CHINESE[state]}</text>'
        f'<text x="{x}" y="{y + 16}" fill="#16263a">{state}</text>'
    )


def _legend() -> Iterator[str]:
    for place, (role, chinese) in enumerate(ROLE_WORDS.items()):
        x = 420 + place * 145
        yield f'<rect x="{x - 68}" y="18" width="12" height="12" fill="{SHADE[role]}"/>'
        yield f'<text x="{x - 50}" y="29" text-anchor="start" font-size="13" fill="#16263a">{role} {chinese}</text>'


@click.command()
def main() -> None:
    """Write docs/states.md and docs/img/loop.svg."""
    LOOP.parent.mkdir(parents=True, exist_ok=True)
    STATES.write_text(states(), encoding="utf-8")
    LOOP.write_text(loop(), encoding="utf-8")
    click.echo(f"{STATES.relative_to(ROOT)}, {LOOP.relative_to(ROOT)}")


if __name__ == "__main__":
    main()
