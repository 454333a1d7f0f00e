"""Writes docs/district-settings.md, what a district may choose for itself, from the code: `make rules`."""
from __future__ import annotations

from pathlib import Path

import click

from services.grid.domain.setting.registry import ROWS
from services.grid.domain.setting.setting import Setting

ROOT = Path(__file__).resolve().parent.parent
TARGET = ROOT / "docs" / "district-settings.md"
HEAD = """# What a district chooses 本区选项

Made from `services/grid/domain/setting/registry.py` by `make rules`. What the law leaves open is chosen by a leader over
`POST /api/v1/settings/{key}`, or by `settings.csv` and `checklist.csv` of a district's folder; until then the default holds.
A value is text: `12`, `06:00`, `yes`, `building fire_lane`, `disposed=60 ontime=40`. Bounds are kept by the code: a limit in
people's favour may be shortened, never lengthened; weights name every part once and make a hundred. A choice holds from its day
on, today at the earliest; what held before can be read as of any day.
Where an area may choose for itself, the narrowest area that did wins.

| setting | 中文 | chooses | kind | default | bounds | for | source |
|---|---|---|---|---|---|---|---|
"""


def table() -> str:
    """Give the whole page."""
    return HEAD + "".join(map(_row, ROWS))


def _row(setting: Setting) -> str:
    zh, en = setting.words
    cells = (f"`{setting.key}`", zh, en, setting.kind, _default(setting), _bounds(setting), _reach(setting), setting.source)
    return f"| {' | '.join(cells)} |\n"


def _default(setting: Setting) -> str:
    shown = [(kind, f"`{value}`" if (value := setting.usual(kind)) else "none") for kind in setting.grid_kinds]
    return "; ".join(f"{kind}: {value}" if kind else value for kind, value in shown)


def _bounds(setting: Setting) -> str:
    if setting.choices:
        return ", ".join(f"`{one}`" for one in setting.choices)
    return f"{setting.least} to {setting.most}" if setting.least else "yes, no"


def _reach(setting: Setting) -> str:
    return "any area" if setting.per_area else "each kind of grid" if setting.by_kind else "the district"


@click.command()
def main() -> None:
    """Write docs/district-settings.md."""
    TARGET.write_text(table(), encoding="utf-8")
    click.echo(str(TARGET.relative_to(ROOT)))


if __name__ == "__main__":
    main()
