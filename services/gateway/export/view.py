"""Exports as answers: data, and bytes."""

from __future__ import annotations

from typing import Any

from kernel.errors import Missing
from kernel.shape import instant
from services.gateway.attachment.folder import Files
from services.gateway.attachment.turn import aside
from services.gateway.export.life import LIFE
from services.gateway.export.record import Export
from services.gateway.export.sheet import MEDIA
from services.gateway.export.words import STATES
from services.gateway.http.answer import GUARDS, Answer, Streamed, holds
from services.gateway.http.answer import kind as typed
from services.gateway.http.visit import Visit
from services.gateway.words import catalogue

NAMES = ("id", "version", "list", "format", "state", "rows", "about", "percent", "bytes", "digest", "problem")
TIMES = ("created_at", "ended_at", "expires_at")
POLICY = ("Content-Security-Policy", "default-src 'none'; sandbox; frame-ancestors 'none'")
KEPT = (("Cache-Control", "private, no-store"), ("Vary", "Authorization"), POLICY, *GUARDS)


def whole(export: Export, language: str) -> dict[str, Any]:
    """Give one export. language: zh or en."""
    return {
        **{name: getattr(export, name) for name in NAMES},
        **{name: instant(getattr(export, name)) for name in TIMES},
        "columns": list(export.columns),
        "state_words": STATES[export.state][language == "en"],
        "title": catalogue.say(export.problem, language, {})[0] if export.problem else None,
        "acts": list(LIFE.acts(export.state)),
    }


def file(visit: Visit, export: Export, files: Files) -> Answer:
    """Give the bytes, or 304 to who holds just these.

    :raises Missing: gateway.export_file_missing
    """
    assert export.file is not None  # asked before
    name = export.file
    tag = f'"{(export.digest or "")[:16]}"'
    headers = [("ETag", tag), *KEPT]
    if holds(visit.environ.get("HTTP_IF_NONE_MATCH", ""), tag):
        return Answer(304, b"", headers)
    try:
        opened = aside(lambda: files.open(name))
    except FileNotFoundError:
        raise Missing("gateway.export_file_missing") from None
    size = opened.seek(0, 2)
    opened.seek(0)
    named = ("Content-Disposition", f'attachment; filename="{export.list}-{export.id}.{export.format}"')
    return Streamed(opened, size, [("Content-Type", typed(MEDIA[export.format])), named, *headers])
