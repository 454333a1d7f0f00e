"""Seeing who reported, on the wire."""

from __future__ import annotations

from kernel import minor_shape
from kernel import unmask_shape as shape
from kernel.wire import Id, Rows, Schema


class UnmaskReporter(shape.Unmask):
    """Why who reported must be seen. words: in one's own words, sealed; shown to who leads the ground."""

    incident = Id(required=True)


class FindReporter(Schema):
    """Of one incident."""

    incident = Id(required=True)


class DecideUnmasking(shape.Decide):
    """A decision on what was asked."""


class ListUnmaskings(shape.ListUnmaskings):
    """queue: all, or asked: those that wait for a decision."""


class UnmaskingView(shape.Granted):
    """What became of an asking. until: when the grant ends, null while nobody has agreed. needed: why somebody must."""


class SeenReporterView(shape.Seen):
    """Who reported, open, as long as the grant runs. until: when it ends."""

    incident = Id()


class UnmaskingLine(shape.Line):
    """One asking, for who leads the ground: who asked, of which case, why. holder, decided_by: account ids."""


class UnmaskingPage(shape.Lines):
    """items: the newest first."""

    items = Rows(UnmaskingLine)


class MarkReporterMinor(minor_shape.Mark):
    """Say whether who reported is under age, and why."""

    incident = Id(required=True)


class ReporterMarkedView(minor_shape.Marked):
    """What was said of who reported. id: of the incident."""

    shows = "incident"
