"""Statistical area codes (统计用区划代码): what twelve digits say by themselves."""
from __future__ import annotations

import re
from dataclasses import dataclass

from kernel.errors import Invalid

AREA = re.compile(r"[1-9][0-9]{11}")
GRID = re.compile(r"[1-9][0-9]{14}")
# level -> how many leading digits it fixes, from the widest to the narrowest
DIGITS = {"province": 2, "city": 4, "district": 6, "street": 9, "community": 12}
# the numbers the national rule gives to towns and to villages; 000 pads
TOWNS = range(1, 600)
VILLAGES = range(1, 400)


@dataclass(frozen=True, slots=True)
class Area:
    """A code that is well formed; whether such an area exists only the register knows.

    level: 'province', 'city', 'district', 'street' or 'community'. parent: 12 digits, '' above a province.
    prefix: what the codes of this area and of all below it begin with, and no other code does.
    """

    code: str
    level: str
    parent: str
    prefix: str


def parse(code: str, *, pointer: str = "/area") -> Area:
    """Read a 12-digit area code.

    Rule GR-01, 《统计用区划代码和城乡划分代码编制规则》: AA BB CC DDD EEE, levels below padded with zeros.

    :raises Invalid: grid.area_malformed
    """
    if not AREA.fullmatch(code):
        raise Invalid("grid.area_malformed", pointer=pointer, area=code[:32])
    level = level_of(code)
    if not _numbered(code, level):
        raise Invalid("grid.area_malformed", pointer=pointer, area=code)
    return Area(code, level, _parent(code, level), code[: DIGITS[level]])


def parse_grid(code: str, *, pointer: str = "/grid") -> Area:
    """Read the community of a grid from its 15-digit code: 12 of the community, then 001-999.

    :raises Invalid: grid.grid_malformed
    """
    if not GRID.fullmatch(code) or code.endswith("000") or level_of(code[:12]) != "community":
        raise Invalid("grid.grid_malformed", pointer=pointer, grid=code[:32])
    return parse(code[:12], pointer=pointer)


def level_of(code: str) -> str:
    """Tell the level of twelve digits by the zeros they end in."""
    return next(level for level, digits in DIGITS.items() if not code[digits:].strip("0"))


def covers(root: str, code: str) -> bool:
    """Tell whether `code` (area or grid) is `root` or lies below it; '' covers nothing."""
    return bool(root) and code.startswith(parse(root).prefix)


def chain(code: str) -> tuple[str, ...]:
    """Give the codes from the area itself up to its province."""
    area = parse(code)
    return (code, *chain(area.parent)) if area.parent else (code,)


def _parent(code: str, level: str) -> str:
    order = list(DIGITS)
    above = order.index(level) - 1
    return code[: DIGITS[order[above]]].ljust(12, "0") if above >= 0 else ""


def _numbered(code: str, level: str) -> bool:
    """Tell whether no level is left out in the middle, and no number is one that the rule gives to nobody."""
    city_ok = level == "province" or code[2:4] != "00"
    district_ok = level in ("province", "city") or code[4:6] != "00"
    town_ok = level not in ("street", "community") or int(code[6:9]) in TOWNS
    village_ok = level != "community" or int(code[9:12]) in VILLAGES
    return city_ok and district_ok and town_ok and village_ok
