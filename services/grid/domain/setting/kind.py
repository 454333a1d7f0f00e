"""What the value of a setting may be: each kind reads text, as files and people write it, or says that it cannot."""
from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, time
from typing import Any

Words = tuple[str, str]
WHOLE = re.compile(r"0|[1-9][0-9]{0,8}")
NUMBER = re.compile(r"(0|[1-9][0-9]{0,8})(\.[0-9]{1,3})?")
WEIGHT = re.compile(r"[a-z_]+=(0|[1-9][0-9]{0,8})")
MONTH_DAY = re.compile(r"[0-9]{2}-[0-9]{2}")
CLOCK = re.compile(r"([01][0-9]|2[0-3]):[0-5][0-9]")


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind. read: gives what a text means, ValueError where it means nothing. ranged: has a least and a most.

    unit: zh, en; '' where there is none.
    """

    read: Callable[[str], Any]
    unit: Words = ("", "")
    ranged: bool = True


def _whole(text: str) -> int:
    return int(_like(WHOLE, text))


def _number(text: str) -> float:
    return float(_like(NUMBER, text))


def _time(text: str) -> time:
    return time.fromisoformat(_like(CLOCK, text))


def _month_day(text: str) -> str:
    # of a leap year, which has them all
    date.fromisoformat(f"2000-{_like(MONTH_DAY, text)}")
    return text


def _flag(text: str) -> bool:
    if text not in ("yes", "no"):
        raise ValueError(text)
    return text == "yes"


def _words(text: str) -> tuple[str, ...]:
    found = tuple(text.split())
    if len(set(found)) < len(found):
        raise ValueError(text)
    return found


def _weights(text: str) -> dict[str, int]:
    pairs = [_like(WEIGHT, part).split("=") for part in text.split()]
    found = {name: int(weight) for name, weight in pairs}
    if len(found) < len(pairs):
        raise ValueError(text)
    return found


def _like(pattern: re.Pattern[str], text: str) -> str:
    if not pattern.fullmatch(text):
        raise ValueError(text)
    return text


KINDS: Mapping[str, Kind] = {
    "whole": Kind(_whole),
    "households": Kind(_whole, ("户", "households")),
    "percent": Kind(_whole, ("%", "%")),
    "minutes": Kind(_whole, ("分钟", "minutes")),
    "hours": Kind(_whole, ("小时", "hours")),
    "days": Kind(_whole, ("天", "days")),
    "workdays": Kind(_whole, ("个工作日", "working days")),
    "metres": Kind(_whole, ("米", "m")),
    "square_metres": Kind(_number, ("平方米", "m²")),
    "celsius": Kind(_number, ("℃", "°C")),
    "time": Kind(_time),
    "month_day": Kind(_month_day),
    "date": Kind(date.fromisoformat),
    "flag": Kind(_flag, ranged=False),
    "choice": Kind(str, ranged=False),
    "choices": Kind(_words, ranged=False),
    "weights": Kind(_weights, ranged=False),
}
