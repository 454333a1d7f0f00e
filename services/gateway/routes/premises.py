"""Estates, buildings, units and public places; who else is in the neighbourhood."""

from __future__ import annotations

from services.gateway.http.route import Route

ROWS: tuple[Route, ...] = ()
