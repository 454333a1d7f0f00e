"""Petitions as answers: JSON data in the reader's language."""
from __future__ import annotations

from typing import Any

from kernel.mask import mask_address, mask_person
from kernel.shape import instant
from services.petition.domain import permit, words
from services.petition.domain.doer import Doer
from services.petition.domain.petition import Claim, Petition
from services.petition.domain.step import Step
from services.petition.store.archive import Listed
from services.petition.store.document import Given
from services.petition.store.petitioner import Petitioner

View = dict[str, Any]
PLAIN = ("id", "number", "version", "state", "channel", "urgency", "purpose", "area", "unit", "score", "origin")
INSTANTS = ("received_at", "changed_at", "due_at")
CLAIM = ("place", "request", "facts", "reasons", "outcome", "finding", "basis")


def short(petition: Petition, doer: Doer) -> View:
    """Give what an act answers: nothing personal, because the answer is stored with its key."""
    plain = {name: getattr(petition, name) for name in PLAIN}
    instants = {name: instant(getattr(petition, name)) for name in INSTANTS}
    return plain | instants | {"acts": permit.acts(petition, doer)}


def listed(file: Listed) -> View:
    """Give one file of the list for the archive."""
    plain = {name: getattr(file, name) for name in ("id", "number", "state", "version", "area", "unit")}
    ends = {"received_at": file.received_at, "ended_at": file.changed_at, "listed_at": file.listed_at}
    return plain | {name: instant(at) for name, at in ends.items()}


def thread(petition: Petition, doer: Doer, language: str) -> View:
    """Give where a petition stands, in words."""
    return {
        "id": petition.id,
        "number": petition.number,
        "version": petition.version,
        "state": petition.state,
        "words": words.state_words(petition.state, language),
        "score": petition.score,
        "acts": permit.acts(petition, doer),
    }


def step(one: Step, language: str) -> View:
    """Give one line of the thread."""
    said = words.step_words(one.act, one.params, language)
    return {"version": one.version, "at": instant(one.at), "act": one.act, "words": said}


def document(one: Given, language: str) -> View:
    """Give one document in the reader's language."""
    text = {"zh": one.zh, "en": one.en}[language]
    return {"version": one.version, "kind": one.kind, "at": instant(one.at), "text": text, "sha256": one.sha256.hex()}


def claim(one: Claim) -> View:
    """Give one claim with its answer, if it has one."""
    return {name: getattr(one, name) for name in CLAIM}


def masked(who: Petitioner) -> View:
    """Give who petitions, masked."""
    return {
        "kind": who.kind,
        **mask_person(name=who.name, phone=who.phone, minor=who.minor),
        "address": mask_address(who.address) if who.address and not who.minor else "",
    }
