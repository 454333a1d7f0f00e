"""Shapes on the wire of seeing an identity; a service adds what its records are called by."""
from __future__ import annotations

from kernel.unmask import ALL, ASKED, EXPIRED, MINOR, REASONS, STATES, UNUSUAL
from kernel.wire import INTEGER_MAX, Choice, Flag, Id, Instant, Integer, Listing, Many, Next, Schema, Text, Version

WORDS_MOST = 500


class Unmask(Schema):
    """Why somebody's identity must be seen. words: in one's own words, sealed; shown to who leads the ground."""

    reason = Choice(*REASONS, required=True)
    words = Text(most=WORDS_MOST, required=True)


class Decide(Schema):
    """A decision on what was asked."""

    unmasking = Id(required=True)
    version = Version()


class ListUnmaskings(Listing):
    """queue: all, or asked: those that wait for a decision."""

    queue = Choice("all", ASKED, load_default="all")


class Granted(Schema):
    """What became of an asking. until: when the grant ends, null while nobody has agreed. needed: why somebody must.

    unusual: what the unit above is told of it.
    """

    id = Id()
    version = Integer(1, INTEGER_MAX)
    state = Choice(*STATES, EXPIRED)
    until = Instant(allow_none=True)
    needed = Choice(MINOR, ALL, allow_none=True)
    unusual = Many(Choice(*UNUSUAL), most=len(UNUSUAL))


class Seen(Schema):
    """Who it is, open, as long as the grant runs. until: when it ends."""

    name = Text(most=64, least=0)
    phone = Text(most=40, least=0)
    until = Instant()
    unmasked = Flag()


class SeenWithAddress(Seen):
    """Who it is, with the address."""

    address = Text(most=200, least=0)


class Line(Granted):
    """One asking, for who leads the ground: who asked, of which case, why. holder, decided_by: account ids."""

    kind = Text(most=32)
    case = Id()
    subject = Id()
    number = Text(most=64)
    area = Text(most=12)
    holder = Text(most=64)
    role = Text(most=32)
    unit = Text(most=64, allow_none=True)
    reason = Choice(*REASONS)
    words = Text(most=WORDS_MOST)
    asked_at = Instant()
    decided_by = Text(most=64, allow_none=True)
    decided_at = Instant(allow_none=True)
    decidable = Flag()


class Lines(Schema):
    """One page. next: give it as `after` for the page that follows, null on the last."""

    next = Next()
