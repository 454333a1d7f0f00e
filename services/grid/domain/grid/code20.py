"""Codes of 20 digits, CJ/T 349: object class, county, street, community, and a number of two digits."""
from __future__ import annotations

from services.grid.domain.grid.code_scheme import CodeScheme, Span

# six digits of object class, domain 3.3; one class for each kind is our own choice
CLASSES = {"unit": "010101", "base": "010102", "special": "010103"}
# communities that were merged are numbered from 601 on, beside those of the register
COMMUNITY = r"[1-9][0-9]{5}(?!000)[0-9]{3}(?!000)([0-3][0-9]{2}|[6-9](?!00)[0-9]{2})"
SCHEME = CodeScheme(
    "20", 20, 2, {kind: Span(1, 99, before=mark) for kind, mark in CLASSES.items()}, area=COMMUNITY, whole=True
)
