"""Seeing who petitions, on the wire."""
from __future__ import annotations

from kernel import minor_shape
from kernel import unmask_shape as shape
from kernel.wire import Id, Rows, Schema


class UnmaskPetitioner(shape.Unmask):
    """Why who petitions must be seen. words: in one's own words, sealed; shown to who leads the ground."""

    petition = Id(required=True)


class FindPetitioner(Schema):
    """Of one petition."""

    petition = Id(required=True)


class DecideUnmasking(shape.Decide):
    """A decision on what was asked."""


class ListUnmaskings(shape.ListUnmaskings):
    """queue: all, or asked: those that wait for a decision."""


class UnmaskingView(shape.Granted):
    """What became of an asking. until: when the grant ends, null while nobody has agreed. needed: why somebody must."""


class SeenPetitioner(shape.SeenWithAddress):
    """Who petitions, open, as long as the grant runs. until: when it ends."""

    petition = Id()


class UnmaskingLine(shape.Line):
    """One asking, for who leads the ground: who asked, of which case, why. holder, decided_by: account ids."""


class UnmaskingPage(shape.Lines):
    """items: the newest first."""

    items = Rows(UnmaskingLine)


class MarkPetitionerMinor(minor_shape.Mark):
    """Say whether who petitions is under age, and why."""

    petition = Id(required=True)


class PetitionerMarkedView(minor_shape.Marked):
    """What was said of who petitions. id: of the petition."""

    shows = "petition"
