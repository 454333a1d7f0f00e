"""A breach drill: which records did an account see? `make breach-drill ACCOUNT=id FROM=2026-11-01 TO=2026-11-22`.

Asks the front door page by page, as an operator of the account's ground; the token stands in LINLI_TOKEN, so that no password
is typed into a shell, and each question is audited with its reason. Writes a file with numbers and kinds, and says how many
residents would have to be told. Nothing that stands in a record is asked for.
"""
from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import click
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from rich.table import Table

from kernel.clock import SHANGHAI
from services.gateway.access.look import UNMASKED
from services.gateway.access.schemas import REASONS
from tools.client import Client, Refused
from tools.plain import PlainCommand

PAGE = 200
COLUMNS = ("number", "kind", "id", "first_at", "last_at", "times", "purposes", "masked", "opened")
# classes of fields (domain 5.4) an answer of a purpose shows: masked, and open once somebody had it opened
MASKED: Mapping[str, str] = {"read": "P1 P2", "list": "", "export": "", "unmasked": "P1 P2", "act": ""}
OPENED = "P1 P2"
Row = dict[str, Any]


def rows_of(client: Client, account: str, asked: Mapping[str, str]) -> Iterator[Row]:
    """Give every call that showed the account records, the oldest first."""
    cursor = None
    while True:
        more: dict[str, Any] = {"cursor": cursor} if cursor else {}
        page = client.get(f"/api/v1/accounts/{account}/seen?{urlencode({**asked, 'limit': PAGE, **more})}")
        yield from page["items"]
        cursor = page["next"]
        if not cursor:
            return


def gather(records: dict[str, Row], call: Row) -> None:
    """Add one call to what is known of each record it showed."""
    for one in call["records"]:
        fresh = {"number": one["number"] or "", "kind": call["kind"], "id": one["id"], "first_at": call["at"], "times": 0}
        found = records.setdefault(one["id"], {**fresh, "purposes": set(), "masked": set(), "opened": set()})
        found["times"] += 1
        found["last_at"] = call["at"]
        found["purposes"].add(call["purpose"])
        found["masked"] |= set(MASKED[call["purpose"]].split())
        found["opened"] |= set(OPENED.split()) if call["purpose"] == UNMASKED else set()


def write(path: Path, records: Mapping[str, Row]) -> None:
    """Write one line for each record; it is there whole or not at all."""
    fresh = path.with_name(f"{path.name}.part")
    with fresh.open("w", newline="", encoding="utf-8-sig") as file:
        lines = csv.DictWriter(file, COLUMNS)
        lines.writeheader()
        for one in sorted(records.values(), key=lambda one: (one["kind"], one["number"], one["id"])):
            lines.writerow({name: " ".join(sorted(value)) if isinstance(value, set) else value for name, value in one.items()})
    fresh.replace(path)


def span_of(since: str, until: str) -> dict[str, str]:
    """Give local days, both within, as instants."""
    first, last = date.fromisoformat(since), date.fromisoformat(until) + timedelta(days=1)
    return {
        name: datetime.combine(day, time(), SHANGHAI).astimezone(UTC).isoformat()
        for name, day in (("since", first), ("until", last))
    }


def summary(sums: Row) -> Table:
    """Give what security reads first."""
    table = Table("kind", "records", "accounts to tell", "parties without account", "calls by purpose")
    for kind in sums["kinds"]:
        calls = ", ".join(f"{one['purpose']} {one['calls']}" for one in sums["sums"] if one["kind"] == kind["kind"])
        table.add_row(kind["kind"], str(kind["records"]), str(kind["accounts"]), str(kind["unreached"]), calls)
    return table


@click.command(cls=PlainCommand)
@click.argument("account")
@click.option("--from", "since", required=True, help="first local day, 2026-11-01")
@click.option("--to", "until", required=True, help="last local day")
@click.option("--reason", type=click.Choice(REASONS), default="drill", show_default=True)
@click.option("--out", type=click.Path(path_type=Path), help="file to write, seen-ACCOUNT.csv where nothing is said")
@click.option("--url", envvar="LINLI_URL", required=True, help="where the front door answers")
@click.option("--token", envvar="LINLI_TOKEN", required=True, help="of the operator who asks")
def main(account: str, *, since: str, until: str, reason: str, out: Path | None, url: str, token: str) -> None:
    """Say which records ACCOUNT, an account's or a client's id, was shown."""
    console, client = Console(), Client(url, token=token)
    path = out or Path(f"seen-{account}.csv")
    try:
        asked = {**span_of(since, until), "reason": reason}
        sums = client.get(f"/api/v1/accounts/{account}/seen-sums?{urlencode(asked)}")
        records = _fetched(console, client, account, asked, sum(one["calls"] for one in sums["sums"]))
    except ValueError as wrong:
        raise click.ClickException(str(wrong)) from None
    except Refused as refused:
        raise click.ClickException(str(refused)) from None
    write(path, records)
    console.print(summary(sums))
    opened = sum(bool(one["opened"]) for one in records.values())
    console.print(f"{len(records)} records in {path}; of {opened} of them somebody was seen unmasked (classes {OPENED})")
    console.print(f"{sums['residents']} residents with an account would have to be told")


def _fetched(console: Console, client: Client, account: str, asked: Mapping[str, str], calls: int) -> dict[str, Row]:
    bar = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    records: dict[str, Row] = {}
    with Progress(*bar, console=console) as progress:
        task = progress.add_task("calls", total=calls)
        for call in rows_of(client, account, asked):
            gather(records, call)
            progress.advance(task)
    return records


if __name__ == "__main__":
    main()
