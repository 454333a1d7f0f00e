"""Reads the providers of a deployment: one TOML file, and a CSV file of rows for each mapping beside it."""

from __future__ import annotations

import csv
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from services.gateway.oidc.provider import Factor, Provider, Row, guarded

COLUMNS = ("claim", "value", "role", "unit", "area")
ID_SIGNS = frozenset("abcdefghijklmnopqrstuvwxyz0123456789-")
REQUIRED = frozenset({"issuer", "client_id", "names", "roles", "mapping"})
OPTIONAL = frozenset({"client_secret", "auth", "scopes", "algorithms", "name_claim", "ca", "second_factor"})
DEFAULTS = {"scopes": ["openid", "profile"], "algorithms": ["RS256"]}


@dataclass(frozen=True, slots=True)
class Providers:
    """All providers by id, and the address people reach the front door at, without a slash at its end."""

    base: str = ""
    by_id: Mapping[str, Provider] = field(default_factory=dict)


def read(path: str) -> Providers:
    """Read the file of LINLI_OIDC; '' for none, and then nobody signs in this way.

    :raises ValueError: naming what is wrong with it; the process stops at its start
    """
    if not path:
        return Providers()
    document = tomllib.loads(Path(path).read_text(encoding="utf-8"))
    base = str(document.pop("base", ""))
    if not guarded(base) or base.endswith("/"):
        raise ValueError("base: want the address of the front door, https and without a slash at its end")
    if document.keys() - {"provider"}:
        raise ValueError(f"unknown: {', '.join(sorted(document.keys() - {'provider'}))}")
    folder = Path(path).parent
    return Providers(base, {id: _provider(id, given, folder) for id, given in document.get("provider", {}).items()})


def _provider(id: str, given: dict[str, Any], folder: Path) -> Provider:
    for names, word in ((REQUIRED - given.keys(), "lacks"), (given.keys() - REQUIRED - OPTIONAL, "knows no")):
        if names:
            raise ValueError(f"provider {id} {word} {', '.join(sorted(names))}")
    if not id or set(id) - ID_SIGNS or len(id) > 32:
        raise ValueError(f"provider {id}: an id has small letters, digits and hyphens, at most 32")
    full = {**DEFAULTS, **given}
    secret = _secret(full.get("client_secret", ""), folder)
    return Provider(
        id=id,
        issuer=full["issuer"],
        client=full["client_id"],
        secret=secret,
        authentication=full.get("auth", "client_secret_basic" if secret else "none"),
        names=full["names"],
        roles=tuple(full["roles"]),
        rows=_rows(folder / full["mapping"]),
        scopes=tuple(full["scopes"]),
        algorithms=tuple(full["algorithms"]),
        name=full.get("name_claim", "name"),
        ca=str(folder / full["ca"]) if full.get("ca") else "",
        factor=_factor(full.get("second_factor")),
    )


def _secret(name: str, folder: Path) -> str:
    """Give the content of the file that holds the secret: it never stands in the configuration itself."""
    return (folder / name).read_text(encoding="utf-8").strip() if name else ""


def _factor(given: dict[str, list[str]] | None) -> Factor | None:
    return Factor(**{name: frozenset(values) for name, values in given.items()}) if given is not None else None


def _rows(path: Path) -> tuple[Row, ...]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        reader = csv.DictReader(file)
        if tuple(reader.fieldnames or ()) != COLUMNS:
            raise ValueError(f"{path.name}: want the columns {','.join(COLUMNS)}")
        return tuple(_row(path.name, number, cells) for number, cells in enumerate(reader, 2))


def _row(name: str, number: int, cells: dict[str, str]) -> Row:
    row = Row(**{column: (cells[column] or "").strip() for column in COLUMNS})
    if not row.claim or not row.value or not (row.role or row.unit or row.area):
        raise ValueError(f"{name}, row {number}: want a claim, a value, and a role, unit or area")
    return row
