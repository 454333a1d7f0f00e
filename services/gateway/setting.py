"""What the gateway's own settings must be, tried before it starts: `kernel.setting_check`."""
from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from kernel.setting_check import PORTS, Reader, host, span
from kernel.settings import Settings
from services.gateway.attachment.link.schemas import LONGEST_MINUTES
from services.gateway.attachment.media import limits
from services.gateway.attachment.shelves import shelf_of
from services.gateway.attachment.virus.clamd import scanner
from services.gateway.http.address import Proxies
from services.gateway.http.host import Hosts
from services.gateway.oidc import setting as oidc
from services.gateway.session.opening import POLICIES
from services.gateway.token import HOURS_MOST, Signer
from services.gateway.words import pledge


def _token_key(told: Settings) -> None:
    try:
        Signer(told.token_key, told.district)
    except ValueError:
        raise ValueError("want an Ed25519 private key, PEM, or the path of a file that holds it") from None


def _second_factor(told: Settings) -> None:
    if told.second_factor not in POLICIES:
        raise ValueError(f"{told.second_factor!r} is none of {', '.join(POLICIES)}")


READERS: Mapping[str, Reader] = {
    "token_key": _token_key,
    "http_port": span("http_port", 0, PORTS),
    "http_host": host("http_host"),
    "proxies": lambda told: Proxies(told.proxies),
    "hosts": lambda told: Hosts(told.hosts),
    "confidentiality": lambda told: pledge.read(told.confidentiality),
    "files": lambda told: shelf_of(replace(told, attachments="")),  # a folder that cannot be made
    "attachments": shelf_of,  # a bucket that is not there
    "scan": lambda told: scanner(told.scan),
    "link_minutes": span("link_minutes", 1, LONGEST_MINUTES),
    "upload_limits": lambda told: limits(told.upload_limits),
    "oidc": lambda told: oidc.read(told.oidc),
    "second_factor": _second_factor,
    "session_idle": span("session_idle", 1),
    "session_hours": span("session_hours", 1, HOURS_MOST),
}
