"""The person (or program) who acts, as the rules need to know them."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Doer:
    """Who acts on an incident.

    id: account or staff id, '' for a visitor. role: resident, grid_worker, dispatcher, officer, checker, leader,
    operator or system (another service's event). unit: code of the person's unit. reporter: proven to be the one who
    reported, by account or by query code. tiers: those whose matters the person may decide on, by the area of the post.
    """

    id: str
    role: str
    unit: str | None = None
    reporter: bool = False
    tiers: tuple[str, ...] = ()


SYSTEM = Doer(id="", role="system")
