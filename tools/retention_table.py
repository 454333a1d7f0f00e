"""Writes the table of how long things are kept into docs/privacy.md, from the rules: `make rules`."""
from __future__ import annotations

from pathlib import Path

import click

from kernel.retention import Rule
from kernel.retention_own import RULES as EVERYWHERE
from tools.retention import OF

ROOT = Path(__file__).resolve().parent.parent
TARGET = ROOT / "docs" / "privacy.md"
BEGIN, END = "<!-- written by make rules -->\n", "<!-- until here -->\n"
HEAD = "| kept | 中文 | for | a district may choose | then | by | rule | basis |\n|---|---|---|---|---|---|---|---|\n"
THEN = {"delete": "deleted", "anonymise": "made nobody's", "hand_over": "put on the list for the archive"}


def rules() -> tuple[Rule, ...]:
    """Give every rule once, those of people's matters first."""
    return (*(rule for service in OF for rule in OF[service]), *EVERYWHERE)


def table() -> str:
    """Give the table."""
    return HEAD + "".join(map(_row, rules()))


def written(page: str) -> str:
    """Give the page with the table as the rules are now."""
    before, _, rest = page.partition(BEGIN)
    _, _, after = rest.partition(END)
    return f"{before}{BEGIN}{table()}{END}{after}"


def _row(rule: Rule) -> str:
    en, zh = rule.said
    bounds = f"{rule.least} to {rule.most}" if rule.most else f"{rule.least} or more"
    bounds = "nothing else" if rule.least == rule.most else bounds
    by = rule.by or ("itself" if rule.by_itself else "an operator")
    return f"| {en} | {zh} | {rule.usual} | {bounds} | {THEN[rule.fate]} | {by} | `{rule.name}` | {rule.basis} |\n"


@click.command()
def main() -> None:
    """Write the table into docs/privacy.md."""
    TARGET.write_text(written(TARGET.read_text(encoding="utf-8")), encoding="utf-8")
    click.echo(str(TARGET.relative_to(ROOT)))


if __name__ == "__main__":
    main()
