"""Sweeps, visits of agency staff, monthly and quarterly reviews."""

from __future__ import annotations

from services.gateway.http.route import Route

ROWS: tuple[Route, ...] = ()
