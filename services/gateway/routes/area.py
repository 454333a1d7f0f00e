"""Areas: their levels, their versions in time, splits and merges."""

from __future__ import annotations

from services.gateway.http.route import Route

ROWS: tuple[Route, ...] = ()
