"""Lists of premises, page by page, within scope; and the words of a tenant's configuration."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from kernel import page as keyset
from kernel.page import Order, Part
from kernel.rows import Reader
from kernel.scope import Scope, subtree
from services.grid.domain.premises.premises import Premises
from services.grid.store.premises.premises import PREMISES

CREATED = Order("created_at")
NARROWED_BY = ("grid", "estate", "building", "kind", "place_kind", "state")


def page(
    db: Reader, scope: Scope, asked: Mapping[str, Any], *, limit: int, after: Mapping[str, str] | None
) -> tuple[list[Premises], dict[str, str] | None]:
    """Give one page of what is in scope, the earliest registered first. asked: area and NARROWED_BY; None narrows not."""
    parts: list[Part] = [scope.predicate()]
    if asked.get("area"):
        parts.append(Scope(area=subtree(asked["area"])).predicate())
    parts += [(f"{name} = %s", [asked[name]]) for name in NARROWED_BY if asked.get(name) is not None]
    return keyset.page(db, PREMISES, CREATED, parts, limit=limit, after=after)


def list_forms(db: Reader, language: str) -> list[tuple[str, str]]:
    """Give the forms in which an estate may be served, each with its name in 'zh' or 'en'."""
    name = "name_en" if language == "en" else "name_zh"
    return [(code, called) for code, called in db.all(f"SELECT code, {name} FROM service_form ORDER BY code")]
