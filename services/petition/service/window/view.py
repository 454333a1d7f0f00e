"""Intakes as answers: JSON data in the reader's language."""
from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from kernel.mask import mask_person
from kernel.shape import instant
from services.petition.domain.doer import Doer
from services.petition.domain.window import permit, words
from services.petition.domain.window.intake import Intake
from services.petition.domain.window.lexicon import Lexicon
from services.petition.domain.window.life import PAST
from services.petition.domain.window.step import IntakeStep
from services.petition.store.said import Said

View = dict[str, Any]
ACT_OF = {past: act for act, past in PAST.items()}
PLAIN = (
    "id", "number", "version", "round", "state", "channel", "urgent", "area", "unit", "kind", "code", "mode", "other", "back",
    "became_number",
)  # fmt: skip
# of a step's data: what is the code of a unit
UNITS = ("unit", "from")
NAMELESS: Mapping[str, str] = {}
INSTANTS = ("received_at", "changed_at", "due_at")


def short(intake: Intake, doer: Doer) -> View:
    """Give what an act answers: nothing personal, because the answer is stored with its key."""
    plain = {name: getattr(intake, name) for name in PLAIN}
    return plain | {name: instant(getattr(intake, name)) for name in INSTANTS} | {"acts": permit.acts(intake, doer)}


def suggestion(one: View, lexicon: Lexicon, types: dict[str, tuple[str, str]], language: str) -> View:
    """Give one suggestion with its name, the words of an answer, and its reasons.

    types: names of case types, Chinese and English.
    """
    at = words.LANGUAGES.index(language)
    entry = lexicon.of(one["kind"], one["code"])
    name = types[one["code"]][at] if one["code"] in types else entry.name.get(language, "") if entry else ""
    kind = words.kind_words(one["kind"], language)
    told = entry.said.get(language, "") if entry else ""
    reasons = [reason | {"words": words.reason_words(reason, language)} for reason in one["reasons"]]
    return one | {"words": f"{name} ({kind})" if name else kind, "told": told, "reasons": reasons}


def contact(said: Said) -> View:
    """Give who brought it, masked."""
    return mask_person(name=said.name, phone=said.phone, minor=said.minor)


def step(one: IntakeStep, language: str, names: Mapping[str, str] = NAMELESS) -> View:
    """Give one line of the thread. names: of units by code; one without is told by its code."""
    called = {name: names.get(code, code) for name in UNITS if (code := one.params.get(name))}
    told = words.step_words(one.act, {**one.params, **called}, language, one.office)
    return {"version": one.version, "at": instant(one.at), "act": one.act, "words": told, "told": one.said}


def thread(intake: Intake, doer: Doer, language: str) -> View:
    """Give where an intake stands, in words."""
    return {
        "id": intake.id,
        "number": intake.number,
        "version": intake.version,
        "state": intake.state,
        "words": words.state_words(intake.state, language),
        "acts": permit.acts(intake, doer),
    }
