"""Commands and views of links."""

from __future__ import annotations

from kernel.wire import Choice, Flag, Id, Instant, Pattern, Schema, Text

LONGEST_MINUTES = 15
WORD = "[A-Za-z0-9_-]{56}"


class Link(Schema):
    """Make a link to a file. covered: as others would see it. bound: it opens for the own account alone, signed in."""

    attachment = Id(required=True)
    size = Choice("full", "preview", load_default="full")
    covered = Flag(load_default=False)
    bound = Flag(load_default=False)


class FileLinkView(Schema):
    """A link. It ends sooner when the file is changed, covered, published, taken back or deleted."""

    url = Text(most=200)
    expires_at = Instant()


class Follow(Schema):
    """Get what a link leads to."""

    link = Pattern(WORD, required=True)
