"""Many commands in one call: each has its own key, its own transaction and its own outcome.

Nothing of a call is held in common: what was done before a process ended stays done, and the same call made again does
the rest, because each row is known by its key.
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Any

from kernel import defect, once
from kernel.call import Call
from kernel.db import Database
from kernel.errors import Failure, Invalid, Unavailable
from kernel.shape import KEY, KNOWN, MADE, REFUSED, UNSURE
from kernel.wire import masked

SECONDS = 4.0  # for a batch; whoever called waits a little longer than that
NOTHING: dict[str, Any] = {"id": None, "number": None, "problem": None, "pointer": None, "masked": None, "facts": {}}

Row = dict[str, Any]
Do = Callable[[Call, Row], Row]


def each(db: Database, call: Call, act: str, rows: Iterable[Any], do: Do) -> list[Row]:
    """Do one command after the other and give what became of each, in their order.

    act: under which `do` keeps its answers. rows: commands, each with its `key`. do: does one, once for the key of the call
    it is given, by `command.perform`. -> key, outcome, and id and number, or problem, pointer into the row and facts; masked: how
    many numbers of people its words held, of one made now.

    made: done now. known: done before under this key. refused: it must be mended. unsure: it was not tried, or nobody
    knows; send it again as it is. Once something is unavailable, or the time is up, nothing more is tried.
    """
    given = list(rows)
    keys = [row["key"] for row in given if isinstance(row, dict) and isinstance(row.get("key"), str)]
    kept, until = once.several(db, call, keys), time.monotonic() + SECONDS
    return list(_each(call, act, given, do, kept=kept, marks=db.marks, until=until))


def _each(
    call: Call, act: str, rows: list[Any], do: Do, *, kept: dict[str, tuple[bytes, Row]], marks: Sequence[bytes], until: float
) -> Iterator[Row]:
    stopped: Failure | None = None
    for row in rows:
        if stopped is None and time.monotonic() > until:
            stopped = Unavailable("rpc.timeout")
        if stopped is not None:
            yield _failed(row, stopped)
            continue
        try:
            yield _one(call, act, row, do, kept=kept, marks=marks)
        except Unavailable as failure:
            stopped = failure
            yield _failed(row, failure)
        except Failure as failure:
            yield _failed(row, failure)
        except Exception as error:  # a defect met by one row must not keep the others from being done
            defect.tell("bulk_defect", act, error)
            yield _failed(row, Unavailable("gateway.defect"))


def _one(
    call: Call, act: str, row: Any, do: Do, *, kept: dict[str, tuple[bytes, Row]], marks: Sequence[bytes]
) -> Row:
    key, command = _split(row)
    digests, known = tuple(once.digests(act, command, marks)), kept.get(key)
    if known is not None and known[0] not in digests:
        raise Invalid("once.key_reused", pointer="/key")
    if known is not None:
        return _told(key, KNOWN, known[1])
    kept[key] = digests[0], do(replace(call, key=key), command)
    return {**_told(key, MADE, kept[key][1]), "masked": masked()}


def _told(key: str, outcome: str, reply: Row) -> Row:
    return {**NOTHING, "key": key, "outcome": outcome, "id": reply["id"], "number": reply["number"]}


def _split(row: Any) -> tuple[str, Row]:
    """Give the key and the command of a row.

    :raises Invalid: wire.wrong_type, wire.required, wire.wrong_form
    """
    if not isinstance(row, dict):
        raise Invalid("wire.wrong_type", pointer="")
    if "key" not in row:
        raise Invalid("wire.required", pointer="/key")
    if not isinstance(row["key"], str) or not re.fullmatch(KEY, row["key"]):
        raise Invalid("wire.wrong_form", pointer="/key", pattern=KEY)
    return row["key"], {name: value for name, value in row.items() if name != "key"}


def _failed(row: Any, failure: Failure) -> Row:
    """Give the outcome of a row that was not done; of several faults the first."""
    first = failure.problems[0] if failure.problems else failure
    key = row.get("key") if isinstance(row, dict) else None
    outcome = UNSURE if isinstance(failure, Unavailable) else REFUSED
    told = {"problem": first.code, "pointer": first.pointer, "facts": first.facts}
    return {**NOTHING, "key": key if isinstance(key, str) else None, "outcome": outcome, **told}
