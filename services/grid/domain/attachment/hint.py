"""What a checker is told of a photo beside looking at it: never a verdict."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from services.grid.domain.attachment.attachment import PHOTOS, Attachment
from services.grid.domain.evidence import AFTER
from services.grid.domain.reason import Words

# a telephone between high houses may be that far out, and a park is that wide
FAR_METRES = 300


@dataclass(frozen=True, slots=True)
class Shown:
    """One photo as it is looked at. kind: of the evidence. sent_at: when it was last given to somebody to handle, or None.

    elsewhere: the same content stands for another incident.
    """

    kind: str
    attachment: Attachment
    sent_at: datetime | None
    elsewhere: bool


HINTS: dict[str, tuple[Callable[[Shown], bool], Words]] = {
    "taken_elsewhere": (
        lambda one: one.attachment.metres is not None and one.attachment.metres > FAR_METRES,
        ("拍摄位置距事项位置较远", "taken far from the place of the matter"),
    ),
    "place_unknown": (lambda one: one.attachment.metres is None, ("照片没有可比对的位置", "no place to compare")),
    "taken_before_dispatch": (
        lambda one: one.kind == AFTER and _before(one.attachment.taken_at, one.sent_at),
        ("处置后照片的拍摄时间早于派遣", "a photo of after was taken before the work was given to anybody"),
    ),
    "time_unknown": (lambda one: one.attachment.taken_at is None, ("照片没有拍摄时间", "no time of taking")),
    "used_elsewhere": (lambda one: one.elsewhere, ("同一照片也用于其他事项", "the same photo stands for another matter too")),
}


def hints(shown: Shown) -> list[str]:
    """Give the codes of what a checker should look at twice; telephones are wrong often enough, so none of it refuses.

    Rule GR-148, domain 3.5 核查 and 8.1: a person decides.
    """
    return [code for code, (applies, _) in HINTS.items() if applies(shown)] if shown.kind in PHOTOS else []


def _before(taken_at: datetime | None, sent_at: datetime | None) -> bool:
    return taken_at is not None and sent_at is not None and taken_at < sent_at
