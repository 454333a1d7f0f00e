"""Borders of grids: drafts, checks, previews, what is in force."""

from __future__ import annotations

from services.gateway.http.route import Route

ROWS: tuple[Route, ...] = ()
