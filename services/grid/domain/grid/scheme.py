"""The schemes by which grids may be coded; a new one is a file beside this one and a row here."""
from __future__ import annotations

import re

from kernel.errors import Conflict, Invalid
from services.grid.domain.grid import code15, code17, code20
from services.grid.domain.grid.code_scheme import FREE, CodeScheme

DEFAULT = "15"
SCHEMES = {one.name: one for one in (code15.SCHEME, code17.SCHEME, code20.SCHEME)}
BY_DIGITS = {one.digits: one for one in SCHEMES.values()}
# what any grid's code looks like on the wire
CODE = "|".join([*(one.pattern for one in SCHEMES.values()), FREE])


def named(name: str) -> CodeScheme:
    """Give a scheme by its name.

    :raises Invalid: grid.scheme_unknown
    """
    if name not in SCHEMES:
        raise Invalid("grid.scheme_unknown", pointer="/scheme", scheme=name, known=sorted(SCHEMES))
    return SCHEMES[name]


def choose(name: str, *, now: str, used: bool) -> str:
    """Give the scheme a tenant codes its grids by from now on. now: the one it has. used: grids have codes of that one.

    Rule GR-32, local design: codes are kept for good, so one register has one scheme.

    :raises Invalid: grid.scheme_unknown
    :raises Conflict: grid.scheme_in_use
    """
    if named(name).name != now and used:
        raise Conflict("grid.scheme_in_use", scheme=now, wanted=name)
    return name


def free(code: str) -> bool:
    """Tell whether a code is one of those that duty grids are given freely."""
    return re.fullmatch(FREE, code) is not None


def community(code: str, *, pointer: str = "/grid") -> str:
    """Give the twelve digits of the community a grid's code speaks of, '' for a free code.

    :raises Invalid: grid.grid_malformed
    """
    if free(code):
        return ""
    if len(code) not in BY_DIGITS:
        raise Invalid("grid.grid_malformed", pointer=pointer, grid=code[:32])
    known = BY_DIGITS[len(code)]
    return known.community(known.check(code, pointer=pointer))
