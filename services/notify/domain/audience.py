"""Who a notice is for, as keys: one account, the holders of a role in a unit, or of a role over an area."""
from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from kernel.scope import subtree

LEVELS = (2, 4, 6, 9, 12)  # digits of the codes of a province, a city, a district, a street, a community


def person(field: str) -> Any:
    """Give a function from an event's data to the key of the account whose alias `field` holds, None where there is none."""

    def key(data: dict[str, Any]) -> str | None:
        alias = data.get(field)
        return f"account:{alias}" if alias else None

    return key


account = person("party")  # who raised the matter, or whom a fact is about


# of what is told in the thread of a joined report, what its reporter is told of besides: as of a report that stands alone
MOVING = frozenset(
    {"accept", "dispatch", "arbitrate", "start", "make_safe", "approve_extension", "hang", "resume", "hand_over"}
)


def moved(data: dict[str, Any]) -> str | None:
    """Give the key of the account that raised a joined report, for the steps of the main one that move the matter on."""
    return account(data) if data.get("act") in MOVING else None


def unit(role: str, field: str = "unit") -> Any:
    """Give a function from an event's data to the key of a role in the unit named by `field`."""

    def key(data: dict[str, Any]) -> str | None:
        code = data.get(field)
        return f"unit:{code}:{role}" if code else None

    return key


def area(role: str) -> Any:
    """Give a function from an event's data to the key of a role over the matter's area (the district's, if it has none)."""

    def key(data: dict[str, Any]) -> str | None:
        return f"area:{data.get('area') or data['district']}:{role}"

    return key


def unusually(audience: Any) -> Any:
    """Give a function from an event's data to the key `audience` makes of it, None unless something in it is unusual."""

    def key(data: dict[str, Any]) -> str | None:
        found: str | None = audience(data) if data.get("unusual") else None
        return found

    return key


def agreed(audience: Any) -> Any:
    """Give a function from an event's data to the key `audience` makes of it, None unless somebody had to agree to it."""

    def key(data: dict[str, Any]) -> str | None:
        found: str | None = audience(data) if data.get("needed") else None
        return found

    return key


def _only(field: str, name: str, audience: Any) -> Any:
    def key(data: dict[str, Any]) -> str | None:
        found: str | None = audience(data) if data.get(field) == name else None
        return found

    return key


def kind(name: str, audience: Any) -> Any:
    """Give a function from an event's data to the key `audience` makes of it, None unless it is of a record of this kind."""
    return _only("kind", name, audience)


def stage(name: str, audience: Any) -> Any:
    """Give a function from an event's data to the key `audience` makes of it, None unless it is of a clock of this stage."""
    return _only("stage", name, audience)


def state(name: str, audience: Any) -> Any:
    """Give a function from an event's data to the key `audience` makes of it, None unless the matter is in this state."""
    return _only("state", name, audience)


def on_grid(audience: Any) -> Any:
    """Give a function from an event's data to the key `audience` makes of it, None unless it is of a grid's own task."""

    def key(data: dict[str, Any]) -> str | None:
        found: str | None = audience(data) if data.get("grid") and not data.get("unit") else None
        return found

    return key


def watched(audience: Any, *levels: str) -> Any:
    """Give a function from an event's data to the key `audience` makes of it, None unless it is a supervision of these levels."""

    def key(data: dict[str, Any]) -> str | None:
        found: str | None = audience(data) if data.get("level") in levels else None
        return found

    return key


def level(role: str) -> Any:
    """Give a function from an event's data to the key of a role over this very area: each level above has its own fact."""

    def key(data: dict[str, Any]) -> str:
        return f"level:{data['area']}:{role}"

    return key


def keys_of_reach(audience: str) -> tuple[str, ...]:
    """Give every key under which an audience is read: an area's is read at each level above it too, a level's is not."""
    kind, _, rest = audience.partition(":")
    code, _, role = rest.partition(":")
    if kind == "level":
        return (f"area:{subtree(code)}:{role}",)
    if kind != "area":
        return (audience,)
    prefixes = dict.fromkeys(code[:size] for size in LEVELS if len(code[:size]) == size)
    return tuple(f"area:{prefix}:{role}" for prefix in prefixes)


def keys_of_reader(
    *, aliases: Iterable[str], role: str, unit_code: str | None, prefixes: Iterable[str]
) -> tuple[str, ...]:
    """Give every key a signed-in person reads.

    aliases: of the person's account, one for each live key. prefixes: what all codes of the person's areas begin with.
    """
    keys = [f"account:{alias}" for alias in aliases]
    if unit_code:
        keys.append(f"unit:{unit_code}:{role}")
    keys += [f"area:{prefix}:{role}" for prefix in prefixes]
    return tuple(keys)
