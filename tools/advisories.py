"""Asks the advisory database about every pinned package: `python -m tools.advisories [FILES]`, by default requirements/*.txt.

Ends with 0 when nothing is known against any of them, 1 when something is that nobody has accepted, 2 when the file of
accepted findings is not as it must be, 3 when the database could not be asked: never is silence taken for a clean bill.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tomllib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from kernel import clock
from tools.worker import ROOT

ACCEPTED = ROOT / "requirements" / "accepted.toml"
SETTING, USUAL = "LINLI_ADVISORIES", "https://api.osv.dev/v1/query"
FOUND, FAULTY, UNASKED = 1, 2, 3
SECONDS = 600
FIELDS = {"id": str, "package": str, "reason": str, "until": date}


@dataclass(frozen=True, slots=True)
class Accepted:
    """A finding we live with. id: of the advisory, or an alias of it. until: the last day that the reason holds."""

    id: str
    package: str
    reason: str
    until: date


@dataclass(frozen=True, slots=True)
class Finding:
    """Something known against a pinned package. ids: its own and its aliases. fixed: versions without it."""

    package: str
    version: str
    ids: tuple[str, ...]
    fixed: tuple[str, ...]

    @property
    def line(self) -> str:
        """Give it in one line."""
        return f"{self.package} {self.version}: {', '.join(self.ids)}; fixed in {', '.join(self.fixed) or 'no version yet'}"


def accepted(text: str, today: date) -> list[Accepted]:
    """Read the findings that were accepted.

    :raises ValueError: for one that lacks its reason or its end, or whose end has passed, naming it
    """
    found = []
    for row in tomllib.loads(text).get("accepted", []):
        fit = row.keys() == FIELDS.keys() and all(type(row[name]) is kind and row[name] for name, kind in FIELDS.items())
        if not fit:
            raise ValueError(f"{row.get('id', '?')}: want just id, package, reason and until (a day), none of them empty")
        if row["until"] < today:
            raise ValueError(f"{row['id']} of {row['package']} was accepted until {row['until']}: look at it anew")
        found.append(Accepted(**row))
    return found


def findings(report: dict[str, Any]) -> list[Finding]:
    """Read the report of pip-audit (JSON).

    :raises LookupError: naming packages it says nothing about
    """
    rows = report["dependencies"]
    if unknown := [f"{row['name']} ({row['skip_reason']})" for row in rows if "vulns" not in row]:
        raise LookupError(", ".join(unknown))
    return [
        Finding(row["name"], row["version"], (one["id"], *one.get("aliases", ())), tuple(one.get("fix_versions", ())))
        for row in rows
        for one in row["vulns"]
    ]


def unaccepted(found: Iterable[Finding], known: Sequence[Accepted]) -> list[Finding]:
    """Give the findings that nobody has accepted for this very package."""
    return [one for one in found if not any(row.package == one.package and row.id in one.ids for row in known)]


def asked(files: Sequence[Path], url: str) -> dict[str, Any]:
    """Ask about every pinned package of these files; nothing is installed or resolved for it.

    :raises ConnectionError: with the last line of what went wrong
    """
    given = [part for file in files for part in ("-r", str(file))]
    command = [sys.executable, "-m", "pip_audit", *given, "--require-hashes", "--disable-pip", "--progress-spinner", "off"]
    command += ["-f", "json", "--desc", "off", "--aliases", "on", "-s", "osv", "--osv-url", url]
    ended = subprocess.run(command, capture_output=True, text=True, timeout=SECONDS, check=False)
    try:
        report: dict[str, Any] = json.loads(ended.stdout)
    except json.JSONDecodeError:
        raise ConnectionError((ended.stderr.strip().splitlines() or ["it said nothing"])[-1][:400]) from None
    return report


def main(files: Sequence[Path], *, today: date) -> int:
    """Ask, tell people what was found, and give the exit code."""
    url = os.environ.get(SETTING) or USUAL
    try:
        known = accepted(ACCEPTED.read_text(), today)
    except ValueError as fault:
        return _say(FAULTY, f"{ACCEPTED.relative_to(ROOT)}: {fault}")
    try:
        report = asked(files, url)
        found = unaccepted(findings(report), known)
    except (ConnectionError, LookupError, subprocess.TimeoutExpired) as fault:
        return _say(UNASKED, f"no answer about all packages from {url}: {fault}", *HELP)
    if found:
        return _say(FOUND, *(one.line for one in found), "Raise the version, or accept it with a reason and an end.")
    count = len(report["dependencies"])
    return _say(0, f"nothing known against {count} pinned packages", *(f"accepted: {one.id}" for one in known))


HELP = (
    "The check has not passed: what is not known is not clean.",
    f"It needs the OSV advisory API: behind a proxy set HTTPS_PROXY, for a mirror set {SETTING} to its query address.",
)


def _say(code: int, *lines: str) -> int:
    print("\n".join(lines), file=sys.stderr if code else sys.stdout)
    return code


if __name__ == "__main__":
    named = [Path(one) for one in sys.argv[1:]]
    sys.exit(main(named or sorted((ROOT / "requirements").glob("*.txt")), today=clock.now().date()))
