"""What stands in one cell: a spreadsheet must show it and never reckon it out."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

SHANGHAI = ZoneInfo("Asia/Shanghai")
# what makes a spreadsheet take a text for a formula, also behind blanks that it skips
FORMULA = re.compile(r"[\s\u3000\ufeff]*[=+\-@\uff1d\uff0b\uff0d\uff20]|[\t\r\n]")
# no XML may hold these, whatever is written for them
CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
LONGEST = 32_000  # characters of a cell; Excel takes 32,767
PLAIN = re.compile(r"-?[0-9]{1,15}(\.[0-9]{1,15})?")

SAID = {"zh": ("否", "是"), "en": ("no", "yes")}

Value = str | int | float | None


def value(given: Any, *, instant: bool = False, language: str = "en") -> Value:
    """Give what a reply holds as a number, a text or None.

    instant: of ISO text, told as local time of Shanghai. language: zh or en, in which a yes or no is said.
    """
    if given is None or given == "":
        return None
    if isinstance(given, bool):
        return SAID[language][given]
    if isinstance(given, (int, float)):
        return given
    if isinstance(given, (list, tuple)):
        return clean("; ".join(str(value(one, language=language)) for one in given))
    return _local(str(given)) if instant else clean(str(given))


def clean(text: str) -> str:
    """Give text as a cell may hold it."""
    return CONTROL.sub("", text)[:LONGEST]


def safe(cell: Value) -> str:
    """Give a cell for CSV, which has no types: a text that would be a formula begins with an apostrophe.

    Rule GR-385, OWASP CSV Injection: what somebody wrote in a report is never run by who opens the list.
    """
    if cell is None:
        return ""
    if isinstance(cell, str):
        return f"'{cell}" if FORMULA.match(cell) and not PLAIN.fullmatch(cell) else cell
    return repr(cell)


def _local(text: str) -> str:
    try:
        return datetime.fromisoformat(text).astimezone(SHANGHAI).strftime("%Y-%m-%d %H:%M:%S")
    except ValueError:
        return clean(text)
