"""What may be asked of a community, and what is asked."""

from __future__ import annotations

from services.gateway.http.route import Route

ROWS: tuple[Route, ...] = ()
