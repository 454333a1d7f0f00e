"""The form all code schemes of grids have: where the community stands, what marks a kind, how many are numbered."""
from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from kernel.errors import Conflict, Invalid

# duty grids are no statistical unit: they are called as the office likes, with a letter first, which no other code has
FREE = r"[A-Z][A-Z0-9-]{1,19}"


@dataclass(frozen=True, slots=True)
class Span:
    """The numbers of one kind in one community. before, after: digits that stand around the community and mark the kind.

    first, last: sequence numbers, both given. Two kinds with equal spans draw from one counter.
    """

    first: int
    last: int
    before: str = ""
    after: str = ""


@dataclass(frozen=True, slots=True)
class CodeScheme:
    """One way to write grid codes (`GridCodeScheme`). name: as configured. digits: of a whole code.

    spans: kind -> its numbers. places: how many digits the sequence has. area: pattern of the 12 digits of the community.
    whole: sequence 0 is legal and means a community that is not divided.
    """

    name: str
    digits: int
    places: int
    spans: Mapping[str, Span]
    area: str = r"[1-9][0-9]{11}"
    whole: bool = False

    @property
    def pattern(self) -> str:
        """What all codes look like, whatever their kind."""
        return f"[0-9]{{{self.digits}}}"

    def code(self, community: str, kind: str, sequence: int) -> str:
        """Write a code. community: 12 digits. sequence: within the kind's span.

        Rule GR-31, domain 3.3: an overflow is an error, no number is given twice and none is made longer.

        :raises Conflict: grid.codes_exhausted, facts community, kind, last
        """
        span = self.spans[kind]
        if sequence > span.last:
            raise Conflict("grid.codes_exhausted", community=community, kind=kind, last=span.last)
        return f"{span.before}{community}{span.after}{sequence:0{self.places}d}"

    def first(self, community: str, kind: str) -> str:
        """Give the first code of a kind in a community; it names the counter of the span."""
        return self.code(community, kind, self.spans[kind].first)

    def last(self, community: str, kind: str) -> str:
        """Give the last code of a kind in a community."""
        return self.code(community, kind, self.spans[kind].last)

    def sequence(self, code: str) -> int:
        """Give the number at the end of a code."""
        return int(code[-self.places :])

    def community(self, code: str) -> str:
        """Give the twelve digits of the community in a code that is well formed.

        After a merger they may name none of the register (CJ/T 349: 601 and up); the register has the last word.
        """
        start = len(next(iter(self.spans.values())).before)
        return code[start : start + 12]

    def fits(self, code: str, kind: str) -> bool:
        """Tell whether a code may be one of this kind: it is marked so, and its number lies in the span."""
        span = self.spans[kind]
        numbered = span.first <= self.sequence(code) <= span.last or (self.whole and self.sequence(code) == 0)
        return numbered and code[: -self.places] == f"{span.before}{self.community(code)}{span.after}"

    def check(self, code: str, *, pointer: str = "/grid") -> str:
        """Give the code back when it is one of this scheme.

        :raises Invalid: grid.grid_malformed
        """
        formed = re.fullmatch(self.pattern, code) and re.fullmatch(self.area, self.community(code))
        if not formed or not any(self.fits(code, kind) for kind in self.spans):
            raise Invalid("grid.grid_malformed", pointer=pointer, grid=code[:32])
        return code
