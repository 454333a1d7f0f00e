"""Import estates, buildings, units and places from a table: `python -m tools.premises FILE.csv`, or an .xlsx file.

All rows are held against the ground and each other before anything is written; then all are written, or none. A row is
known again by its reference, so that the same file again changes nothing.
"""

from __future__ import annotations

import sys
from pathlib import Path

import click
from rich.console import Console
from rich.progress import track

from kernel.db import Database
from kernel.errors import Unavailable
from tools.loading import STATEMENT_SECONDS
from tools.premises_take import take
from tools.sheet import Faulty


@click.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--admin-url", envvar="LINLI_ADMIN_URL", required=True, help="database address that may write everywhere")
def main(file: Path, admin_url: str) -> None:
    """Import the estates, buildings, units and places of FILE."""
    console = Console()
    db = Database(admin_url, schema="grid", size=1, statement_timeout=STATEMENT_SECONDS)
    try:
        counts = take(db, file, watch=lambda rows: track(rows, "importing", console=console))
    except Faulty as faulty:
        for fault in faulty.faults:
            console.print(str(fault), style="red", markup=False, highlight=False, soft_wrap=True)
        console.print(f"{len(faulty.faults)} faults; nothing was imported")
        sys.exit(1)
    except Unavailable as failure:
        console.print(f"the database does not take it: {failure}; nothing was imported")
        sys.exit(1)
    finally:
        db.close()
    console.print(f"{counts.added} added, {counts.changed} changed, {counts.untouched} as they were")


if __name__ == "__main__":
    main()
