"""The map: GeoJSON, and OGC API Features."""

from __future__ import annotations

from services.gateway.http.route import Route

ROWS: tuple[Route, ...] = ()
