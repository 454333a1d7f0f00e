"""The file (卷宗) of a dispute: sessions, the agreement, what parties were given in writing; only added to."""
from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime

from kernel.db import Tx
from kernel.rows import Reader, Table
from services.mediation.domain.agreement import Agreement
from services.mediation.domain.remedy import Document
from services.mediation.domain.session import Session


@dataclass(frozen=True, slots=True)
class Given:
    """A document as it was given, with the version of the dispute that gave it. sha256: of both texts."""

    dispute: str
    version: int
    kind: str
    zh: str
    en: str
    sha256: bytes
    at: datetime


SESSIONS = Table("session", Session, key="dispute")
AGREEMENTS = Table("agreement", Agreement, key="dispute")
GIVEN = Table("document", Given, key="dispute")


def add_session(tx: Tx, session: Session) -> None:
    """Queue a session's record."""
    SESSIONS.insert(tx, session)


def add_agreement(tx: Tx, agreement: Agreement) -> None:
    """Queue the agreement."""
    AGREEMENTS.insert(tx, agreement)


def add_document(tx: Tx, dispute: str, version: int, document: Document, at: datetime) -> None:
    """Queue a document."""
    digest = hashlib.sha256(f"{document.zh}\n{document.en}".encode()).digest()
    GIVEN.insert(tx, Given(dispute, version, document.kind, document.zh, document.en, digest, at))


def list_sessions(db: Reader, dispute: str) -> list[Session]:
    """Give the sessions of a dispute in their order."""
    return SESSIONS.all(db, "WHERE dispute = %s ORDER BY place_no", (dispute,))


def find_agreement(db: Reader, dispute: str) -> Agreement | None:
    """Give the agreement of a dispute, or None."""
    return AGREEMENTS.find(db, "WHERE dispute = %s", (dispute,))


def list_given(db: Reader, dispute: str) -> list[Given]:
    """Give the documents of a dispute, oldest first."""
    return GIVEN.all(db, "WHERE dispute = %s ORDER BY version", (dispute,))
