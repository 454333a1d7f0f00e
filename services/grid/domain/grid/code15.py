"""Codes of 15 digits: the community's twelve and a number."""
from __future__ import annotations

from services.grid.domain.grid.code_scheme import CodeScheme, Span

ORDINARY, SPECIAL = Span(1, 900), Span(901, 999)
COMMUNITY = r"[1-9][0-9]{5}(?!000)[0-9]{3}(?!000)[0-9]{3}"

# Rule GR-30, domain 3.3: unit and base grids are 001-900 of their community, special ones 901-999
SCHEME = CodeScheme("15", 15, 3, {"unit": ORDINARY, "base": ORDINARY, "special": SPECIAL}, area=COMMUNITY)
