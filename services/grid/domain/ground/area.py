"""Area codes: the twelve statistical digits (统计用区划代码), and what lies below a community by letter and digits."""
from __future__ import annotations

import re
from dataclasses import dataclass

from kernel.errors import Invalid

STATISTICAL = 12
AREA = re.compile(r"[1-9][0-9]{11}")
BELOW = re.compile(r"([1-9][0-9]{11})((?:[A-Z][0-9]{1,5})*)([A-Z])([0-9]{1,5})")
# level -> how many leading digits it fixes, from the widest to the narrowest
DIGITS = {"province": 2, "city": 4, "district": 6, "street": 9, "community": 12}
# the numbers the national rule gives to towns and to villages, from 400 on to units that are only like them; 000 pads
TOWNS = range(1, 600)
VILLAGES = range(1, 600)


@dataclass(frozen=True, slots=True)
class Area:
    """A code that is well formed; whether such an area exists only the register knows.

    level: 'province', 'city', 'district', 'street' or 'community'; below a community the capital letter of its level,
    whose name is the tenant's (`services.grid.domain.ground.level`). parent: code of the area right above, '' above a province.
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


def read(code: str, *, pointer: str = "/area") -> Area:
    """Read the code of an area of any level: twelve digits, or a community's and a letter with digits for each level below.

    Rule GR-20, domain 3.2: a code below a community is its parent's code, the letter of its level and a number that is
    not 0, so that a prefix still is a subtree and no code of a grid, digits alone, is one of an area.

    :raises Invalid: grid.area_malformed
    """
    below = BELOW.fullmatch(code)
    if not below:
        return parse(code, pointer=pointer)
    community, between, letter, number = below.groups()
    above = read(community + between, pointer=pointer)
    if parse(community, pointer=pointer).level != "community" or not number.strip("0"):
        raise Invalid("grid.area_malformed", pointer=pointer, area=code[:32])
    return Area(code, letter, above.code, code)


def level_of(code: str) -> str:
    """Tell the level of twelve digits by the zeros they end in; of a code below a community, its letter."""
    if below := BELOW.fullmatch(code):
        return below[3]
    return next(level for level, digits in DIGITS.items() if not code[digits:].strip("0"))


def covers(root: str, code: str) -> bool:
    """Tell whether `code` (area or grid) is `root` or lies below it; '' covers nothing."""
    return bool(root) and code.startswith(read(root).prefix)


def chain(code: str) -> tuple[str, ...]:
    """Give the codes from the area itself up to its province."""
    area = read(code)
    return (code, *chain(area.parent)) if area.parent else (code,)


def _parent(code: str, level: str) -> str:
    order = list(DIGITS)
    above = order.index(level) - 1
    return code[: DIGITS[order[above]]].ljust(STATISTICAL, "0") if above >= 0 else ""


def _numbered(code: str, level: str) -> bool:
    """Tell whether no level is left out in the middle, and no number is one that the rule gives to nobody."""
    city_ok = level == "province" or code[2:4] != "00"
    district_ok = level in ("province", "city") or code[4:6] != "00"
    town_ok = level not in ("street", "community") or int(code[6:9]) in TOWNS
    village_ok = level != "community" or int(code[9:12]) in VILLAGES
    return city_ok and district_ok and town_ok and village_ok
