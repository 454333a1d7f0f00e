"""Loads accounts from a CSV file with the columns login,name,role,unit,area,language, and if known
confidentiality_signed_on, the local date of the pledge signed on paper.

Ids come from the login, so that loading twice changes accounts in place, and the loader of another service can name
the same person.
"""
from __future__ import annotations

import csv
import os
from collections.abc import Iterable
from datetime import date
from pathlib import Path

import click

from kernel import audit, clock, loaded, logs
from kernel.call import Call
from kernel.db import Database, Tx
from kernel.keyring import read_keys
from kernel.seal import Sealer
from kernel.settings import Settings
from services.gateway import store, succession
from services.gateway.account import HASHER, Account, account_id, name_context
from services.gateway.credential import strength
from services.gateway.http.route import ROLES

COLUMNS = ("login", "name", "role", "unit", "area", "language")
PAPER = "confidentiality_signed_on"
PASSWORD_LEAST = 8
log = logs.get(__name__)


def load(db: Database, sealer: Sealer, rows: Iterable[dict[str, str]], *, password: str, digest: str = "") -> int:
    """Write accounts in one transaction, each with `password`, and give how many; what was signed on paper is audited.

    digest: of the file, '' where the load it is part of is audited with it.

    :raises ValueError: naming the row and what is wrong with it; nothing is written then
    """
    if len(password) < PASSWORD_LEAST:
        raise ValueError(f"a password needs {PASSWORD_LEAST} characters")
    if strength.score(password) < strength.WANTED_WITH_FACTOR:
        raise ValueError("this password is easily guessed: take another")
    accounts = [_account(number, row, sealer, password) for number, row in enumerate(rows, 2)]
    with db.transaction() as tx:
        known = store.papers(tx, [account.id for account in accounts])
        signed = [one for one in accounts if one.confidentiality_signed_on not in (None, known.get(one.id))]
        for account in accounts:
            store.put_account(tx, account)
        tx.flush()
        succession.move(tx, succession.ACCOUNT)  # a file from before a change of areas still names the old ones
        for account in signed:
            _audit_paper(tx, account)
        loaded.tell(tx, "accounts", digest=digest, counts={"accounts": len(accounts), "papers": len(signed)})
    return len(accounts)


def _audit_paper(tx: Tx, account: Account) -> None:
    detail = {"signed_on": f"{account.confidentiality_signed_on}"}
    audit.append(
        tx, Call().system(), act="record_confidentiality_paper", kind="account", subject=account.id, version=1, detail=detail
    )


def read(path: Path) -> list[dict[str, str]]:
    """Read the rows of a CSV file.

    :raises ValueError: when its columns are others
    """
    with path.open(encoding="utf-8-sig", newline="") as file:
        reader = csv.DictReader(file)
        if tuple(reader.fieldnames or ()) not in (COLUMNS, (*COLUMNS, PAPER)):
            raise ValueError(f"{path.name}: want the columns {','.join(COLUMNS)}, and {PAPER} or not")
        return list(reader)


def _account(number: int, row: dict[str, str], sealer: Sealer, password: str) -> Account:
    if row["role"] not in ROLES:
        raise ValueError(f"row {number}: no role {row['role']!r}")
    if not row["login"] or row["language"] not in ("zh", "en"):
        raise ValueError(f"row {number}: want a login and the language zh or en")
    id = account_id(row["login"])
    return Account(
        id=id,
        login=row["login"],
        password_hash=HASHER.hash(password),
        role=row["role"],
        unit=row["unit"] or None,
        area=row["area"],
        language=row["language"],
        name=sealer.seal(row["name"], name_context(id)),
        confidentiality_signed_on=_paper(number, row.get(PAPER) or ""),
    )


def _paper(number: int, cell: str) -> date | None:
    try:
        on = date.fromisoformat(cell) if cell else None
    except ValueError as error:
        raise ValueError(f"row {number}: {PAPER} is no date: {cell!r}") from error
    if on and on > clock.today():  # it would be good for texts that nobody has read yet
        raise ValueError(f"row {number}: {PAPER} lies ahead: {on}")
    return on


@click.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--password-variable", default="LINLI_ACCOUNTS_PASSWORD", help="environment variable that holds the password"
)
def main(file: Path, password_variable: str) -> None:
    """Load accounts from FILE; the password comes from the environment, where no list of processes shows it."""
    logs.start("gateway")
    settings = Settings.read()
    db = Database(settings.database_url, schema="gateway", size=1, statement_timeout=30)
    digest = loaded.digest([file])
    count = load(db, Sealer(read_keys(settings.seal_keys)), read(file), password=os.environ[password_variable], digest=digest)
    log.info("accounts_loaded", accounts=count)


if __name__ == "__main__":
    main()
