"""What petitioners were given in writing: added, never changed."""
from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime

from kernel.db import Tx
from kernel.rows import Reader, Table
from services.petition.domain.document import Document


@dataclass(frozen=True, slots=True)
class Given:
    """A document as it was given, with the version of the petition that gave it. sha256: of both texts."""

    petition: str
    version: int
    kind: str
    zh: str
    en: str
    sha256: bytes
    at: datetime


GIVEN = Table("document", Given, key="petition")


def add(tx: Tx, petition: str, version: int, document: Document, at: datetime) -> None:
    """Queue a document."""
    digest = hashlib.sha256(f"{document.zh}\n{document.en}".encode()).digest()
    GIVEN.insert(tx, Given(petition, version, document.kind, document.zh, document.en, digest, at))


def list_given(db: Reader, petition: str) -> list[Given]:
    """Give the documents of a petition, oldest first."""
    return GIVEN.all(db, "WHERE petition = %s ORDER BY version", (petition,))
