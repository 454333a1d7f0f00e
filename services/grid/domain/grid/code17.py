"""Codes of 17 digits: the community's twelve, two that mark the kind, and a number."""
from __future__ import annotations

from services.grid.domain.grid.code15 import COMMUNITY
from services.grid.domain.grid.code_scheme import CodeScheme, Span

# two digits of type, domain 3.3; which number means which kind is our own choice, as no national text fixes it
MARKS = {"unit": "01", "base": "02", "special": "03"}
SCHEME = CodeScheme("17", 17, 3, {kind: Span(1, 999, after=mark) for kind, mark in MARKS.items()}, area=COMMUNITY)
