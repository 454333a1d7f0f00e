"""What a site of a campaign adds to its figures."""

from __future__ import annotations

from services.grid.domain.order.site import Site

SITES, SOLVED, UNSOLVED, CHECKS, FAILED = FIGURES = ("sites", "solved", "unsolved", "checks", "failed")


def figures(site: Site) -> dict[str, int]:
    """Give by how much one site counts in each figure, zeros left out."""
    stood = {SOLVED: int(site.state == "solved"), UNSOLVED: int(site.state == "unsolved")}
    found = {SITES: 1, **stood, CHECKS: site.checks, FAILED: site.failed}
    return {figure: n for figure, n in found.items() if n}


def change(before: Site | None, after: Site) -> dict[str, int]:
    """Give what a step changes in the figures, what it leaves alone left out."""
    old, new = figures(before) if before else {}, figures(after)
    moved = {figure: new.get(figure, 0) - old.get(figure, 0) for figure in FIGURES}
    return {figure: n for figure, n in moved.items() if n}
