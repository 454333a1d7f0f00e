"""The words of each notice, plain and without anything personal: a number, a step, a date."""
from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from kernel.office import SHANGHAI
from services.notify.domain import stage
from services.notify.domain.template import TEMPLATES

LANGUAGES = ("zh", "en")
INSTANTS = ("due_at", "until")  # a day stays a day


def words(template: str, language: str, params: Mapping[str, Any]) -> tuple[str, str]:
    """Give title and text of a notice in a language ('zh' or 'en').

    :raises KeyError: for a template nobody wrote, which a test over all rules rules out
    """
    title, text = TEMPLATES[template][language]
    due = stage.words(params.get("stage") or "")[LANGUAGES.index(language)]
    return title, text.format_map(_Known({**params, **_local(params), "stage": due}))


def _local(params: Mapping[str, Any]) -> dict[str, str]:
    """Give the instants as people read them: local time, by the minute."""
    told = {name: params[name] for name in INSTANTS if "T" in (params.get(name) or "")}
    return {name: f"{datetime.fromisoformat(at).astimezone(SHANGHAI):%Y-%m-%d %H:%M}" for name, at in told.items()}


class _Known(dict[str, Any]):
    def __missing__(self, key: str) -> str:
        return "-"
