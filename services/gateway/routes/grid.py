"""Grids: codes, kinds, and where a point lies."""

from __future__ import annotations

from services.gateway.http.route import Route

ROWS: tuple[Route, ...] = ()
