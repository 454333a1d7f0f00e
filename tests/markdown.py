"""What tests read out of Markdown: tables by heading, shell blocks, links."""
from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PAGES = [*(ROOT / name for name in ("README.md", "README.zh-CN.md", "CONTRIBUTING.md", "CHANGELOG.md")),
         *sorted((ROOT / "docs").rglob("*.md"))]  # fmt: skip
FENCE = re.compile(r"(?:<!-- not run: (?P<reason>[^\n]+) -->\n)?```(?P<kind>\w*)\n(?P<text>.*?)```", re.S)
HEADING = re.compile(r"^#+ (.+)$")
CELL = re.compile(r"(?<!\\)\|")


@dataclass(frozen=True)
class Block:
    """One fenced block. kind: 'sh', 'json' ... reason: why it is not run, or None."""

    page: Path
    kind: str
    text: str
    reason: str | None


def blocks(page):
    """Give the fenced blocks of a page, in order."""
    return [Block(page, found["kind"], found["text"], found["reason"]) for found in FENCE.finditer(page.read_text())]


def tables(page):
    """Give the rows of each table: heading above it -> list of {column: cell}."""
    found, heading, header = {}, "", None
    for line in page.read_text().splitlines():
        if title := HEADING.match(line):
            heading, header = title[1], None
        elif not line.startswith("|"):
            header = None
        elif header is None:
            header = _cells(line)
        elif set(line) - set("|-: "):
            found.setdefault(heading, []).append(dict(zip(header, _cells(line), strict=True)))
    return found


def code(cell):
    """Give the words a cell sets in code."""
    return re.findall(r"`([^`]+)`", cell)


def _cells(line):
    return [cell.strip() for cell in CELL.split(line.strip())[1:-1]]
