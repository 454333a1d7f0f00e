"""Shapes of data on the wire: unknown keys refused, instants with a zone, every fault with a stable code and a pointer."""
from __future__ import annotations

import re
from collections.abc import Iterator
from contextvars import ContextVar
from datetime import UTC, date, datetime
from functools import cache
from itertools import islice
from typing import Any

import orjson
from marshmallow import RAISE, ValidationError, fields, validate
from marshmallow import Schema as Base

from kernel import personal
from kernel.errors import Invalid, Problem

LIMIT_MAX = 200
INTEGER_MAX = 2**31 - 1  # what an integer column holds
FIRST_YEAR, LAST_YEAR = 1990, 2100  # of instants: no matter is older, and no clock runs longer
FIRST_DAY_YEAR = 1900  # of days: some tell since when a law, a place or a person is there
MOST_PROBLEMS = 100  # named of one command: who has more mends these first, and nobody is answered ten times what was sent
MOST_STEP = 64  # characters of a name we do not know, in a pointer
UNWRITABLE = re.compile("[\0\ud800-\udfff]")
Field = fields.Field[Any]
_masked: ContextVar[int] = ContextVar("masked", default=0)


def fault(code: str, **facts: Any) -> str:
    """Give a marshmallow message that `load` turns into a problem with this code and these facts.

    marshmallow formats some messages, so no brace may stand in one: facts are pairs, braces in them are escaped.
    """
    pairs = orjson.dumps(list(facts.items())).decode()
    return code + "|" + pairs.replace("{", "\\u007b").replace("}", "\\u007d")


MESSAGES: dict[str, str | list[Any] | dict[Any, Any]] = {
    "required": fault("wire.required"),
    "null": fault("wire.null"),
    "invalid": fault("wire.wrong_type"),
    "type": fault("wire.wrong_type"),
    "too_large": fault("wire.wrong_type"),
    "special": fault("wire.wrong_type"),
    "invalid_utf8": fault("wire.wrong_type"),
    "invalid_uuid": fault("wire.wrong_type"),
    "format": fault("wire.wrong_type"),
    "invalid_awareness": fault("wire.zone_missing"),
    "awareness": fault("wire.zone_missing"),
    "validator_failed": fault("wire.invalid"),
}


class Schema(Base):
    """The base of every command and view.

    shows: of a view that shows something of one record, what kind of record its `id` names; '' for any other.
    """

    shows = ""

    class Meta:
        unknown = RAISE

    error_messages = {"unknown": fault("wire.unknown_field"), "type": fault("wire.wrong_type")}


class _Instant(fields.AwareDateTime):
    """An instant with a zone, given on as aware UTC; a date alone or a time without a zone is refused."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> datetime:
        if not isinstance(value, str):
            raise self.make_error("invalid", input=value, obj_type="datetime")
        at = super()._deserialize(value, attr, data, **kwargs)
        if not FIRST_YEAR <= at.year < LAST_YEAR:  # a slip of the pen, and clocks could not count from there
            raise ValidationError(fault("wire.out_of_range", least=f"{FIRST_YEAR}-01-01", most=f"{LAST_YEAR}-01-01"))
        return at.astimezone(UTC)


class _Day(fields.Date):
    """A local date from which days may be counted on both sides."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> date:
        on = super()._deserialize(value, attr, data, **kwargs)
        if not FIRST_DAY_YEAR <= on.year < LAST_YEAR:
            raise ValidationError(fault("wire.out_of_range", least=f"{FIRST_DAY_YEAR}-01-01", most=f"{LAST_YEAR}-01-01"))
        return on


class _Integer(fields.Integer):
    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> int:
        if isinstance(value, bool):
            raise self.make_error("invalid", input=value)
        return int(super()._deserialize(value, attr, data, **kwargs))


class _Text(fields.String):
    """Text without surrounding blanks and without NUL, which PostgreSQL cannot store."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> str:
        text = super()._deserialize(value, attr, data, **kwargs)
        if UNWRITABLE.search(text):
            raise ValidationError(fault("wire.bad_character"))
        return text.strip()


class _Words(_Text):
    """Text in which people write what they like: numbers of people in it are masked as it comes in."""

    spared: frozenset[str] = frozenset()

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> str:
        shown = personal.shown(super()._deserialize(value, attr, data, **kwargs), spared=self.spared)
        if shown.masked:
            _masked.set(_masked.get() + shown.masked)
        return shown.text


class _Told(_Words):
    """Words of an office to a person, which may name the office's own telephone."""

    spared = frozenset({"fixed"})


def Text(*, most: int, least: int = 1, **kwargs: Any) -> Field:  # noqa: N802 - reads as the type it makes
    """Give a text field of `least` to `most` characters after trimming; numbers of people in it are masked, GR-410."""
    return _Words(validate=_length(least, most), error_messages=MESSAGES, **kwargs)


def Told(*, most: int, least: int = 1, **kwargs: Any) -> Field:  # noqa: N802
    """Give the field of an office's words to a person: as Text, but a fixed telephone stays."""
    return _Told(validate=_length(least, most), error_messages=MESSAGES, **kwargs)


def Exact(*, most: int, least: int = 1, **kwargs: Any) -> Field:  # noqa: N802
    """Give a text field that is taken sign for sign: what it holds is no free text, or is meant to be such a number.

    Each one of a command stands with its reason in a test.
    """
    return _Text(validate=_length(least, most), error_messages=MESSAGES, **kwargs)


def _length(least: int, most: int) -> validate.Length:
    return validate.Length(min=least, max=most, error=fault("wire.wrong_length", least=least, most=most))


def Pattern(regex: str, **kwargs: Any) -> Field:  # noqa: N802
    """Give a text field that matches `regex` whole."""
    check = validate.Regexp(f"(?:{regex})\\Z", error=fault("wire.wrong_form", pattern=regex))
    return _Text(validate=check, error_messages=MESSAGES, **kwargs)


def Choice(*values: str, **kwargs: Any) -> Field:  # noqa: N802
    """Give a text field that is one of `values`."""
    check = validate.OneOf(values, error=fault("wire.not_a_choice", choices=list(values)))
    return _Text(validate=check, error_messages=MESSAGES, **kwargs)


def Integer(least: int, most: int, **kwargs: Any) -> Field:  # noqa: N802
    """Give a whole number from `least` to `most`; '3' and 3.0 are refused."""
    check = validate.Range(min=least, max=most, error=fault("wire.out_of_range", least=least, most=most))
    return _Integer(strict=True, validate=check, error_messages=MESSAGES, **kwargs)


def Number(least: float, most: float, **kwargs: Any) -> Field:  # noqa: N802
    """Give a finite number from `least` to `most`."""
    check = validate.Range(min=least, max=most, error=fault("wire.out_of_range", least=least, most=most))
    return _Number(validate=check, error_messages=MESSAGES, **kwargs)


class _Number(fields.Float):
    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> float:
        if isinstance(value, (bool, str)):
            raise self.make_error("invalid", input=value)
        return float(super()._deserialize(value, attr, data, **kwargs))


class _Flag(fields.Boolean):
    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> bool:
        if not isinstance(value, bool):
            raise self.make_error("invalid", input=value)
        return value


def Flag(**kwargs: Any) -> Field:  # noqa: N802
    """Give a field that is true or false."""
    return _Flag(error_messages=MESSAGES, **kwargs)


def Instant(**kwargs: Any) -> Field:  # noqa: N802
    """Give an instant, ISO 8601 with a zone."""
    return _Instant(format="iso", error_messages=MESSAGES, **kwargs)


def Day(**kwargs: Any) -> Field:  # noqa: N802
    """Give a local date, YYYY-MM-DD."""
    return _Day(format="iso", error_messages=MESSAGES, **kwargs)


def AnyDay(**kwargs: Any) -> Field:  # noqa: N802
    """Give one end of a span of days, YYYY-MM-DD, where who wants all there is may name the calendar's first and last day.

    Nothing may be counted from it: it is only compared.
    """
    return fields.Date(format="iso", error_messages=MESSAGES, **kwargs)


ID = "[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}"


def Id(**kwargs: Any) -> Field:  # noqa: N802
    """Give the id of a record, a UUID in its usual form."""
    return Pattern(ID, **kwargs)


def Version(**kwargs: Any) -> Field:  # noqa: N802
    """Give the version the caller has read, what an ETag holds."""
    return Integer(1, INTEGER_MAX, required=True, **kwargs)


def Nested(schema: type[Schema], **kwargs: Any) -> Field:  # noqa: N802
    """Give an object of a schema."""
    return fields.Nested(schema, error_messages=MESSAGES, **kwargs)


def Many(inner: Field, *, most: int, least: int = 0, **kwargs: Any) -> Field:  # noqa: N802
    """Give a list of `least` to `most` of something."""
    return _Many(inner, least=least, most=most, **kwargs)


class _Many(fields.List[Any]):
    def __init__(self, inner: Field, *, least: int, most: int, **kwargs: Any):
        check = validate.Length(min=least, max=most, error=fault("wire.wrong_count", least=least, most=most))
        super().__init__(inner, validate=check, error_messages=MESSAGES, **kwargs)
        self._counted = check

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> list[Any]:
        if isinstance(value, list):
            self._counted(value)  # before they are read: of too many none needs to be
        return super()._deserialize(value, attr, data, **kwargs)


class _Unread(fields.Nested):
    def deserialize(self, value: Any, attr: Any = None, data: Any = None, **kwargs: Any) -> Any:
        return value  # null, too: what is no row at all is the fault of that one alone


def Unread(schema: type[Schema]) -> Field:  # noqa: N802
    """Give a row that is told in the document and read one by one: what is wrong with one is told of that one."""
    return _Unread(schema, error_messages=MESSAGES)


def After(place: type[Schema]) -> Field:  # noqa: N802
    """Give the `after` of a list whose pages end at such a place."""
    return Nested(place, load_default=None, allow_none=True)


def Rows(view: type[Schema]) -> Field:  # noqa: N802
    """Give the `items` of one page of a list."""
    return Many(Nested(view), most=LIMIT_MAX)


def Next() -> Field:  # noqa: N802
    """Give the `next` of a page: where it ended, to be sent as `after`, null on the last."""
    return fields.Dict(allow_none=True)


class Listing(Schema):
    """What every list takes: `limit` 1..200, and `after`, what the page before gave as `next`."""

    limit = Integer(1, LIMIT_MAX, load_default=50)
    # a list that knows its place says so by After()
    after: Field = fields.Dict(keys=fields.String(), load_default=None, allow_none=True, error_messages=MESSAGES)


@cache
def _made(schema: type[Schema]) -> Schema:
    return schema()


def masked() -> int:
    """Give how many numbers of people the latest `load` of this thread has masked."""
    return _masked.get()


def load(schema: type[Schema], data: Any) -> dict[str, Any]:
    """Give the data as the schema reads it.

    :raises Invalid: wire.invalid, with a problem for each fault, MOST_PROBLEMS at most: code, JSON pointer, facts
    """
    _masked.set(0)
    try:
        loaded: dict[str, Any] = _made(schema).load(data)
    except ValidationError as exc:
        problems = tuple(islice(_problems(exc.messages, ""), MOST_PROBLEMS))
        raise Invalid("wire.invalid", pointer=problems[0].pointer, problems=problems) from None
    return loaded


def _problems(messages: Any, pointer: str) -> Iterator[Problem]:
    """Walk marshmallow's nested messages and give each fault with its JSON pointer."""
    if isinstance(messages, dict):
        for key, inner in messages.items():
            step = "" if key == "_schema" else "/" + str(key)[:MOST_STEP].replace("~", "~0").replace("/", "~1")
            yield from _problems(inner, pointer + step)
    elif isinstance(messages, list):
        for inner in messages:
            yield from _problems(inner, pointer)
    else:
        code, _, facts = str(messages).partition("|")
        yield Problem(code if facts else "wire.invalid", pointer, dict(orjson.loads(facts)) if facts else {})
