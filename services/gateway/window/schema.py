"""What the pages' forms send. Fields left empty count as not given."""

from __future__ import annotations

from marshmallow import fields

from kernel.wire import ID, Choice, Id, Pattern, Schema, Text

KEY = r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}"
CODE = r"[A-Za-z0-9_.-]{1,64}"
DEGREES = r"-?[0-9]{1,3}(\.[0-9]{1,12})?"


class WindowAsk(Schema):
    """The first page. language: of the page; as the browser asks by default."""

    language = Choice("zh", "en", load_default=None)


class WindowTold(Schema):
    """The page after a form, as the browser carries it."""


class WindowAsset(Schema):
    """A file of the pages."""

    asset = Pattern(r"[a-z.-]{1,40}", required=True)


class WindowForm(Schema):
    """A form: read by its act itself, so that what was typed can be shown again with what is wrong about it."""

    language = Choice("zh", "en", load_default="zh")


class WindowSend(WindowForm):
    """What is brought: text is needed, and the key of the form; the same form sent twice is taken in once.

    lon, lat: where the sender stands, degrees of WGS 84, where they let the page ask.
    """

    key = Pattern(KEY)
    text = Text(most=2000)
    address = Text(most=200, least=0, load_default="")
    name = Text(most=40, least=0, load_default="")
    phone = Pattern(r"[0-9 -]{0,20}", load_default="")
    minor = Choice("1", load_default=None)
    unnamed = Choice("1", load_default=None)
    lon = Pattern(DEGREES, load_default=None)
    lat = Pattern(DEGREES, load_default=None)


class WindowChoose(WindowForm):
    """Which of the things suggested it is: key, number, code and kind are needed. number, code: of the receipt."""

    key = Pattern(KEY)
    number = Text(most=64)
    code = Text(most=32)
    kind = Choice("incident", "petition", "dispute")
    thing = Pattern(CODE, load_default=None)
    opposite = Text(most=40, least=0, load_default="")


class WindowSupport(WindowForm):
    """Which open matter nearby to stand behind: key, number, code and incident are needed. number, code: of the receipt."""

    key = Pattern(KEY)
    number = Text(most=64)
    code = Text(most=32)
    incident = Id()


class WindowFollow(WindowForm):
    """Which matter to follow: number and code are needed."""

    number = Text(most=64)
    code = Text(most=32)


class WindowSent(WindowSend):
    """The same as it must be."""

    key = Pattern(KEY, required=True)
    text = Text(most=2000, required=True)


class WindowChosen(WindowChoose):
    """The same as it must be."""

    key = Pattern(KEY, required=True)
    number = Text(most=64, required=True)
    code = Text(most=32, required=True)
    kind = Choice("incident", "petition", "dispute", required=True)


class WindowSupported(WindowSupport):
    """The same as it must be."""

    key = Pattern(KEY, required=True)
    number = Text(most=64, required=True)
    code = Text(most=32, required=True)
    incident = Id(required=True)


class WindowFollowed(WindowFollow):
    """The same as it must be."""

    number = Text(most=64, required=True)
    code = Text(most=32, required=True)


class WindowPhotos(WindowForm):
    """Photos for what was made of it: number, code and key are needed, and files named `media`, three at most.

    refs: ids of those that were sent in parts, with commas.
    """

    key = Pattern(KEY)
    number = Text(most=64)
    code = Text(most=32)
    refs = Pattern(f"({ID}(,{ID}){{0,8}})?", load_default="")


class WindowPhotographed(WindowPhotos):
    """The same as it must be."""

    key = Pattern(KEY, required=True)
    number = Text(most=64, required=True)
    code = Text(most=32, required=True)


class WindowLeft(WindowForm):
    """Leaving nothing on a shared telephone. language: of the page that follows."""

    language = Choice("zh", "en", load_default="zh", metadata={"example": "zh"})


class WindowRefused(Schema):
    """A page that says why not."""

    text = fields.String()
