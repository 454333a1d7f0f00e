"""Reads configuration from the environment once, casts it, and stops the process at start when a key is missing."""
from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from environs import Env, EnvError


class SettingRefused(Exception):
    """A setting a process cannot work with. name: field of Settings. Its text names the variable and what is wrong with it."""

    def __init__(self, name: str, problem: str) -> None:
        super().__init__(f"LINLI_{name.upper()}: {problem}")
        self.variable = f"LINLI_{name.upper()}"


@dataclass(frozen=True, slots=True)
class Settings:
    """What one process is told from outside.

    amqp_url: broker and virtual host of the district. database_url: this process's own role, not the administrator's.
    district: 6-digit area code of the deployment's root. metrics_port, http_port: 0 takes any free port.
    seal_keys: `id:base64,...`, the first seals, all open. token_key: Ed25519 private key, PEM.
    confidentiality: folder of a tenant's own pledge for staff, '' for the one that ships.
    files: folder of what is sent, shared by all replicas, '' to take nothing in. upload_limits: MiB by group, `image=10,...`.
    attachments: where they are kept, '' for that folder, else `s3://bucket/prefix?endpoint=...`. scan: whom to ask about malware,
    `none`, `tcp://host:port` or `unix:///path` of a clamd. link_minutes: how long a link to a file is good, 15 at most.
    office_hours: spans of a working day, local time. proxies: networks believed about the address of a client.
    hosts: names the front door is asked under, comma separated, '' for any.
    second_factor: who needs one, `staff` or `none`. session_idle: minutes that a session of staff lasts without being used.
    session_hours: 1 to 24 that any session lasts, used or not.
    sms: where texts to telephones go, `folder:/path` or `https://...`, '' for nowhere. sms_secret: what signs them, `whsec_...`.
    oidc: file of the OpenID Connect providers people may sign in by, '' for none.
    window: file of a deployment's own words and limits for the one window, '' for those that ship.
    unmask_minutes: 1 to 15 that a sealed identity may be seen for. unmask_hourly: how often in an hour by one account is usual.
    unmask_approval: whose identity a second person must let see first, of `minors` or of `all`.
    retention: how long things are kept where the district chose otherwise, `notify.content=90 days, ...`: see docs/privacy.md.
    workers: calls served at once by this process. pool: database connections. drain: seconds.
    """

    amqp_url: str
    database_url: str
    district: str
    seal_keys: str = field(repr=False)
    token_key: str = field(default="", repr=False)
    metrics_port: int = 0
    http_port: int = 0
    http_host: str = "127.0.0.1"
    metrics_host: str = "127.0.0.1"
    office_hours: str = "09:00-12:00,13:00-17:30"
    proxies: str = ""
    hosts: str = ""
    confidentiality: str = ""
    files: str = ""
    upload_limits: str = ""
    attachments: str = ""
    scan: str = "none"
    link_minutes: int = 15
    sms: str = ""
    sms_secret: str = field(default="", repr=False)
    oidc: str = ""
    window: str = ""
    second_factor: str = "staff"
    session_idle: int = 30
    session_hours: int = 8
    unmask_minutes: int = 15
    unmask_hourly: int = 10
    unmask_approval: str = "minors"
    retention: str = ""
    workers: int = 32
    pool: int = 8
    drain: float = 20.0

    @staticmethod
    def read() -> Settings:
        """Give the settings of this process.

        :raises SettingRefused: for the first that is missing, cannot be cast, or names a file that cannot be read
        """
        env = Env(prefix="LINLI_")
        return Settings(
            amqp_url=_needed(env, "amqp_url"),
            database_url=_needed(env, "database_url"),
            district=_needed(env, "district"),
            seal_keys=_content("seal_keys", _needed(env, "seal_keys")),
            token_key=_content("token_key", env.str("TOKEN_KEY", "")),
            sms_secret=_content("sms_secret", env.str("SMS_SECRET", "")),
            **_given(env),
        )


def _needed(env: Env, name: str) -> str:
    if (value := env.str(name.upper(), None)) is None:
        raise SettingRefused(name, "is needed and not set")
    return str(value)


def _given(env: Env) -> dict[str, Any]:
    """Give the optional keys that are set, so that defaults stand in one place only."""
    casts: dict[str, Callable[..., Any]] = {
        "metrics_port": env.int,
        "http_port": env.int,
        "http_host": env.str,
        "metrics_host": env.str,
        "office_hours": env.str,
        "proxies": env.str,
        "hosts": env.str,
        "confidentiality": env.str,
        "files": env.str,
        "upload_limits": env.str,
        "attachments": env.str,
        "scan": env.str,
        "link_minutes": env.int,
        "sms": env.str,
        "oidc": env.str,
        "window": env.str,
        "second_factor": env.str,
        "session_idle": env.int,
        "session_hours": env.int,
        "unmask_minutes": env.int,
        "unmask_hourly": env.int,
        "unmask_approval": env.str,
        "retention": env.str,
        "workers": env.int,
        "pool": env.int,
        "drain": env.float,
    }
    found = {name: _cast(name, cast) for name, cast in casts.items()}
    return {name: value for name, value in found.items() if value is not None}


def _cast(name: str, cast: Callable[..., Any]) -> Any:
    try:
        return cast(name.upper(), None)
    except EnvError as error:  # 'Environment variable "LINLI_X" invalid: Not a valid integer.'
        raise SettingRefused(name, str(error).rpartition(": ")[2]) from None


def _content(name: str, value: str) -> str:
    """Give a secret given directly or as the absolute path of a mounted file."""
    try:
        return Path(value).read_text().strip() if value.startswith("/") else value
    except (OSError, UnicodeDecodeError) as error:
        raise SettingRefused(name, f"{value} cannot be read: {type(error).__name__}") from None
