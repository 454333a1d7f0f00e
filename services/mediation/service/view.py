"""Disputes as answers: JSON data in the reader's language."""
from __future__ import annotations

from typing import Any

from kernel.mask import mask_address, mask_person
from kernel.shape import instant
from services.mediation.domain import permit, remedy, words
from services.mediation.domain.agreement import Agreement
from services.mediation.domain.dispute import Case, Party
from services.mediation.domain.doer import Doer
from services.mediation.domain.session import Session
from services.mediation.domain.step import Step
from services.mediation.store.file import Given
from services.mediation.store.person import Person

View = dict[str, Any]
PLAIN = ("id", "number", "version", "state", "dispute_type", "source", "area", "unit", "mediator", "origin")
INSTANTS = ("opened_at", "changed_at", "due_at", "effective_at")
SESSION = ("place_no", "place", "open_to_public", "attended", "record", "undisputed", "recorded_by")

# which command makes a move that is not called like it
COMMANDS = {"refuse": "consent"}


def short(case: Case, doer: Doer) -> View:
    """Give what an act answers: nothing personal, because the answer is stored with its key."""
    plain = {name: getattr(case.dispute, name) for name in PLAIN}
    instants = {name: instant(getattr(case.dispute, name)) for name in INSTANTS}
    return plain | instants | {"parties": [side(one) for one in case.parties], "acts": buttons(case, doer)}


def buttons(case: Case, doer: Doer) -> list[str]:
    """Give the commands this person may send now."""
    return list(dict.fromkeys(COMMANDS.get(act, act) for act in permit.acts(case, doer)))


def side(one: Party) -> View:
    """Give a party without who it is."""
    return {"id": one.id, "role": one.role, "consent": one.consent, "told": one.told_at is not None}


def thread(case: Case, doer: Doer, language: str) -> View:
    """Give where a dispute stands, in words, with the other ways, which are never hidden."""
    dispute = case.dispute
    return {
        "id": dispute.id,
        "number": dispute.number,
        "version": dispute.version,
        "state": dispute.state,
        "party": next(iter(doer.parties)),
        "words": words.state_words(dispute.state, language),
        "remedies": remedy.remedies(language),
        "acts": buttons(case, doer),
    }


def step(one: Step, language: str) -> View:
    """Give one line of the thread."""
    said = words.step_words(one.act, one.params, language)
    return {"version": one.version, "at": instant(one.at), "act": one.act, "words": said}


def session(one: Session) -> View:
    """Give one session's record, for those who deal with the case."""
    return {name: getattr(one, name) for name in SESSION} | {"held_at": instant(one.held_at)}


def agreement(one: Agreement) -> View:
    """Give the agreement."""
    return {
        "form": one.form,
        "effective_at": instant(one.effective_at),
        "personal_status": one.personal_status,
        "copies": one.copies,
        **one.content,
    }


def document(one: Given, language: str) -> View:
    """Give one document in the reader's language."""
    text = {"zh": one.zh, "en": one.en}[language]
    return {"version": one.version, "kind": one.kind, "at": instant(one.at), "text": text, "sha256": one.sha256.hex()}


def masked(one: Party, who: Person) -> View:
    """Give who a party is, masked."""
    return {
        "id": one.id,
        "role": one.role,
        **mask_person(name=who.name, phone=who.phone, minor=who.minor),
        "address": mask_address(who.address) if who.address and not who.minor else "",
    }
