"""Tries every setting of a process before anything starts, so that a bad one is named in one plain line."""
from __future__ import annotations

import re
from collections.abc import Callable, Container, Mapping
from ipaddress import ip_address
from urllib.parse import urlsplit

from kernel import retention
from kernel.keep import Keep
from kernel.keyring import read_keys
from kernel.office import OfficeHours
from kernel.retention import Rule
from kernel.settings import SettingRefused, Settings
from kernel.unmask import Limits

Reader = Callable[[Settings], object]
PORTS = 65_535


def check(settings: Settings, *, readers: Mapping[str, Reader], rules: tuple[Rule, ...], services: Container[str]) -> None:
    """Try each reader on what it reads. readers: a service's own, by field of Settings. rules: of what it keeps.

    services: names of all of them, for one text about what is kept is told to all.

    A reader raises ValueError or OSError for what it cannot take, as it does where the setting is used.

    :raises SettingRefused: for the first that does not fit
    """
    keeping: Mapping[str, Reader] = {"retention": lambda told: kept(told.retention, rules, services)}
    for name, reader in {**READERS, **keeping, **readers}.items():
        try:
            reader(settings)
        except (ValueError, OSError) as error:
            raise SettingRefused(name, _said(error)) from None


def _said(error: ValueError | OSError) -> str:
    """Give what is wrong in one line, without the variable that its message may begin with."""
    if isinstance(error, OSError):
        return f"{error.filename}: {error.strerror}" if error.filename else str(error.strerror or error)
    return re.sub(r"^LINLI_[A-Z_]+(:| is|,)? *", "", " ".join(str(error).split()))


def span(name: str, least: float, most: float | None = None) -> Reader:
    """Give the reader of a number with bounds, both within. most: None for none."""

    def read(told: Settings) -> None:
        value = getattr(told, name)
        if value < least or (most is not None and value > most):
            raise ValueError(f"{value} is out of bounds: want {least}" + (f" to {most}" if most is not None else " or more"))

    return read


def _address(name: str, *schemes: str) -> Reader:
    """Give the reader of an address; what it says never shows one, for a password stands in it."""

    def read(told: Settings) -> None:
        parts = urlsplit(getattr(told, name))
        if parts.scheme not in schemes or not parts.hostname:
            raise ValueError(f"want {' or '.join(f'{one}://' for one in schemes)}user:password@host:port/...")

    return read


def host(name: str) -> Reader:
    """Give the reader of an address to listen on: one by numbers must be one; whether a name has one, binding tells."""

    def read(told: Settings) -> None:
        if not re.fullmatch(r"[A-Za-z][A-Za-z0-9.-]*", value := getattr(told, name)):
            ip_address(value)

    return read


def kept(text: str, rules: tuple[Rule, ...], services: Container[str]) -> dict[str, Keep]:
    """Give how long each rule keeps, as `retention.chosen` does, and refuse what is told to no service at all.

    :raises ValueError:
    """
    for part in filter(None, (piece.strip() for piece in text.split(","))):
        service, dot, rest = part.partition(".")
        if not dot or "=" not in rest or (service != "kernel" and service not in services):
            raise ValueError(f"{part!r}: want service.rule=length, as in grid.contact=1 years")
    return retention.chosen(rules, text)


def _district(told: Settings) -> None:
    if not re.fullmatch(r"[0-9]{6}", told.district):
        raise ValueError(f"want the 6 digits of an area code, not {told.district!r}")


READERS: Mapping[str, Reader] = {
    "amqp_url": _address("amqp_url", "amqp", "amqps"),
    "database_url": _address("database_url", "postgresql", "postgres"),
    "district": _district,
    "seal_keys": lambda told: read_keys(told.seal_keys),
    "metrics_port": span("metrics_port", 0, PORTS),
    "metrics_host": host("metrics_host"),
    "office_hours": lambda told: OfficeHours.parse(told.office_hours),
    "unmask_minutes": lambda told: Limits(minutes=told.unmask_minutes),
    "unmask_hourly": lambda told: Limits(hourly=told.unmask_hourly),
    "unmask_approval": lambda told: Limits(approval=told.unmask_approval),
    "workers": span("workers", 1),
    "pool": span("pool", 1),
    "drain": span("drain", 0),
}
