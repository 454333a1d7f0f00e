"""What a district chooses for itself, from its files: `settings.csv` and `checklist.csv`, both optional and safe to repeat."""
from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, datetime
from pathlib import Path

from kernel.clock import new_id
from kernel.db import Tx
from kernel.errors import Failure, Invalid
from services.grid.domain.duty.sweep import GENERAL
from services.grid.domain.setting import choose as rule
from services.grid.domain.setting.chosen import FILE, Chosen
from services.grid.domain.setting.registry import KINDS_OF_GRIDS, SETTINGS
from services.grid.domain.setting.setting import check
from services.grid.store.setting import setting as store
from tools.area_rows import area_code
from tools.cell import Cell, choice, optional
from tools.sheet import Fault, Faulty, Row, header_of, once, read

CHECKLIST = "duty.checklist"
COLUMNS = {"area": "area", "grid_kind": "grid_kind", "value": "value"}
CELLS: dict[str, Cell] = {
    "key": choice(*SETTINGS),
    "area": optional(area_code),
    "grid_kind": optional(choice(*KINDS_OF_GRIDS)),
    "value": str,
    "source": str,
}
CHECKLIST_CELLS: dict[str, Cell] = {"grid_kind": choice(*SETTINGS[CHECKLIST].by_kind), "kind": choice(*GENERAL)}


def read_settings(folder: Path, faults: list[Fault]) -> list[Row]:
    """Read what a district's files choose, each row as a setting; what is wrong is added to `faults`.

    settings.csv: key, area (empty = the whole district), grid_kind (may be left out), value, source. checklist.csv:
    grid_kind, kind, in the order in which they are looked at; a kind that is named has this list and no other.
    """
    rows = [*_settings(folder / "settings.csv", faults), *_checklists(folder / "checklist.csv", faults)]
    faults += [fault for row in rows for fault in _unfit(row)]
    faults += once(rows, "key", "area", "grid_kind")
    return rows


def take(tx: Tx, rows: Iterable[Row], *, root: str, today: date, now: datetime) -> None:
    """Queue what the files choose from today on; what a file said before it does not say again.

    So a file may be loaded again without undoing what a leader has chosen since. root: code of the district.

    :raises Faulty: with every row that does not agree with what holds
    """
    faults: list[Fault] = []
    store.hold(tx)
    for row in rows:
        try:
            _take(tx, row, root=root, today=today, now=now)
        except Failure as failure:
            column = COLUMNS.get((getattr(failure, "pointer", None) or "").strip("/"), "value")
            faults.append(row.fault(column, f"{failure.code} {failure.facts}"))
    if faults:
        raise Faulty(faults)


def _take(tx: Tx, row: Row, *, root: str, today: date, now: datetime) -> None:
    given = row.values
    key, area, kind = given["key"], given["area"] or "", given["grid_kind"] or ""
    area = "" if area == root else area
    before = store.find_loaded(tx, key, area, kind)
    if before and before.value == given["value"]:
        return
    chosen = Chosen(
        id=new_id(), key=key, area=area, grid_kind=kind, value=given["value"], valid_from=today,
        version=store.version(tx, key, area, kind) + 1, origin=FILE, source=given["source"], created_at=now,
    )  # fmt: skip
    rule.choose(chosen, store.read(tx, *SETTINGS, on=today), today=today)
    store.add(tx, chosen)
    tx.flush()


def _settings(path: Path, faults: list[Fault]) -> list[Row]:
    if not path.exists():
        return []
    header = header_of(path)
    cells = {column: cell for column, cell in CELLS.items() if column != "grid_kind" or column in header}
    return [Row(row.file, row.number, {"grid_kind": None, **row.values}) for row in read(path, cells, faults)]


def _checklists(path: Path, faults: list[Fault]) -> Iterator[Row]:
    rows = read(path, CHECKLIST_CELLS, faults) if path.exists() else []
    faults += once(rows, "grid_kind", "kind")
    for kind in dict.fromkeys(row.values["grid_kind"] for row in rows):
        own = [row for row in rows if row.values["grid_kind"] == kind]
        words = " ".join(dict.fromkeys(row.values["kind"] for row in own))
        values = {"key": CHECKLIST, "area": None, "grid_kind": kind, "value": words, "source": path.name}
        yield Row(path.name, own[0].number, values)


def _unfit(row: Row) -> Iterator[Fault]:
    """Find what no setting allows, whatever else holds."""
    setting, given = SETTINGS[row.values["key"]], row.values
    try:
        rule.fits(setting, given["area"] or "", given["grid_kind"] or "")
        check(setting, given["value"])
    except Invalid as problem:
        yield row.fault((problem.pointer or "").strip("/"), f"{problem.code} {problem.facts}")
