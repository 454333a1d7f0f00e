"""Collects every rule named in the code, with its source, into docs/rules.md, and finds the tests of each: `make rules`."""
from __future__ import annotations

import ast
import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import click

ROOT = Path(__file__).resolve().parent.parent
TARGET = ROOT / "docs" / "rules.md"
SOURCES = "services/**/*.py"
ID = re.compile(r"\b([A-Z]{2}-P?\d{1,3})\b")
SENTENCE = re.compile(r"Rules? ((?:[A-Z]{2}-P?\d{1,3}(?:, | and )?)+)[,:]?\s*([^.]*(?:\.\s?\d+[^.]*)*)")
TESTED = re.compile(r"(?<![a-z])([a-z]{2})_(p?\d{1,3})(?!\d)")
ROWS = ("Period", "Timer")  # rows of limits: first argument the id, last the source


@dataclass
class Rule:
    """One rule: where its sources are quoted, where it is kept, which tests name it."""

    sources: set[str] = field(default_factory=set)
    places: set[str] = field(default_factory=set)
    tests: set[str] = field(default_factory=set)


def collect() -> dict[str, Rule]:
    """Give every rule by its id."""
    rules: dict[str, Rule] = defaultdict(Rule)
    for path in sorted(ROOT.glob(SOURCES)):
        place = str(path.relative_to(ROOT))
        for found, source in _quoted(ast.parse(path.read_text())):
            rules[found].places.add(place)
            rules[found].sources.update({source} - {""})
    for name in _tests():
        for letters, digits in TESTED.findall(name):
            found = f"{letters.upper()}-{digits.upper()}"
            if found in rules:
                rules[found].tests.add(name)
    return dict(sorted(rules.items(), key=lambda item: _order(item[0])))


def _order(found: str) -> tuple[str, bool, int]:
    letters, digits = found.split("-")
    return letters, digits.startswith("P"), int(digits.lstrip("P"))


def _quoted(tree: ast.Module) -> Iterator[tuple[str, str]]:
    """Give each rule id with the source quoted beside it: in docstrings and in rows of limits."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Module | ast.FunctionDef | ast.ClassDef):
            for ids, source in SENTENCE.findall(ast.get_docstring(node) or ""):
                yield from ((found, " ".join(source.split())) for found in ID.findall(ids))
        elif isinstance(node, ast.Call):
            yield from _row(node)


def _row(node: ast.Call) -> Iterator[tuple[str, str]]:
    """Give the rule ids among a call's texts: of a row of limits with its source, of a move without."""
    texts = [a.value for a in [*node.args, *(k.value for k in node.keywords)] if isinstance(a, ast.Constant)]
    words = [text for text in texts if isinstance(text, str)]
    row = isinstance(node.func, ast.Name) and node.func.id in ROWS
    for text in words:
        if ID.fullmatch(text):
            yield text, words[-1] if row and words[-1] != text else ""


def _tests() -> Iterator[str]:
    for path in sorted((ROOT / "tests").rglob("test_*.py")):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.FunctionDef) and node.name.startswith("test_"):
                yield node.name


def render(rules: dict[str, Rule]) -> str:
    """Give the index as Markdown."""
    head = [
        "# Rules",
        "",
        "Made by `make rules` from the docstrings and rows of all services; a rule no test names fails `make test`.",
        "",
        "| rule | source | kept in |",
        "|---|---|---|",
    ]
    rows = [
        f"| {found} | {'; '.join(sorted(rule.sources)) or '-'} | "
        f"{'<br>'.join(f'`{place}`' for place in sorted(rule.places))} |"
        for found, rule in rules.items()
    ]
    return "\n".join([*head, *rows, ""])


@click.command()
def main() -> None:
    """Write docs/rules.md."""
    rules = collect()
    TARGET.write_text(render(rules))
    untested = [found for found, rule in rules.items() if not rule.tests]
    click.echo(f"{len(rules)} rules, {len(untested)} without a test {' '.join(untested)}")


if __name__ == "__main__":
    main()
