"""What one row of the route table says."""
from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

from kernel.wire import Schema

JSON = "application/json"
STREAM = "text/event-stream"
HTML = "text/html"
ROLES = ("resident", "grid_worker", "dispatcher", "officer", "checker", "leader", "operator")
# another system with a key of its own: let in by no row but those that name it
CLIENT = "client"


@dataclass(frozen=True, slots=True)
class Foreign:
    """A standard of others that a row speaks, where its ways are not those of this house.

    media: what a success and a failure are written in. refuse: makes the answer of a request and its failure. fault: one
    problem, as it tells it. listed: a success is a list of views with nothing around it. form: the body is a form. below: path
    under which whatever goes wrong is told so, also where there is no row, '' for its rows alone.
    """

    media: tuple[str, ...]
    refuse: Callable[..., Any]
    fault: type[Schema]
    listed: bool = False
    form: bool = False
    below: str = ""


@dataclass(frozen=True, slots=True)
class Route:
    """One verb on one path, and the act it stands for.

    path: segments, `{name}` for one that becomes a field of the command. service, act: whom to call; the gateway's own
    acts have service `gateway`. schema: the command. view: the reply, None for one without a schema. said: what it
    does, in English and in Chinese. roles: who may; None lets anyone in, with or without an account. status: of a
    success. keyed: an Idempotency-Key is required. version: If-Match is required and becomes `version`. location: path
    of what was made, with `{id}` from the reply. paged: the reply is a list with a cursor. quota: name of the rate
    limit for callers without an account. media: what a success is written in; where that is not JSON, the act replies
    `{"text": ...}` and the text is the body. invalid: status of what does not fit the schema. unsigned: also for staff who
    have not signed the pledge of confidentiality, or not shown the second factor the house wants. raw: the body is no JSON;
    the act reads it by itself, within limits of size and time of its own, and the command is the path's alone. binary: a
    success is bytes, as the act has them. refusing: each of the reply's `items` says by `problem`, `pointer` and `facts`
    why it alone was refused; its words are added at the front door. scope: of an API client that may call it, '' where it
    is called as the act is. most: bytes of a body, 0 for the usual. seconds: an act of the front door's own may take, 0 for
    the usual. foreign: the standard of others it speaks, None where it speaks as this house does. takes: media of a raw body,
    None for those of attachments, () for no body at all. headers: names of further headers it reads, as the document has them.
    also: further media of a success, where the reader may ask for them. redirect: a success may be the way to elsewhere (303).
    told: headers of every answer of its own, and of OPTIONS on its path. nobody: whoever's cookie comes along, a page's form is
    sent by nobody, since it cannot send the header that goes with the cookie. slip: what proves that a form came from a page
    of the session stands in the form, and its act checks that; for forms that do something in a session, and need no script.
    """

    verb: str
    path: str
    service: str
    act: str
    schema: type[Schema]
    view: type[Schema] | None
    said: tuple[str, str]
    roles: tuple[str, ...] | None = ROLES
    status: int = 200
    keyed: bool = False
    version: bool = False
    location: str = ""
    paged: bool = False
    quota: str = ""
    media: str = JSON
    invalid: int = 422
    unsigned: bool = False
    raw: bool = False
    binary: bool = False
    refusing: bool = False
    scope: str = ""
    most: int = 0
    seconds: float = 0
    foreign: Foreign | None = None
    takes: tuple[str, ...] | None = None
    headers: tuple[str, ...] = ()
    also: tuple[str, ...] = ()
    redirect: bool = False
    told: tuple[tuple[str, str], ...] = ()
    nobody: bool = False
    slip: bool = False

    @property
    def textual(self) -> bool:
        """Tell whether a success is text as the act wrote it, rather than its reply as JSON."""
        return not self.media.endswith("json")

    @property
    def parameters(self) -> tuple[str, ...]:
        """Give the names of the path's variable segments, in order."""
        return tuple(part[1:-1] for part in self.path.split("/") if part.startswith("{"))


# the five shapes a row has; what is left to say is path, act, schema, who may, and what it does
read = partial(Route, "GET")
page = partial(Route, "GET", paged=True)
make = partial(Route, "POST", status=201, keyed=True)
act = partial(Route, "POST", keyed=True, version=True)
by_code = partial(Route, "POST", keyed=True, roles=None, quota="progress")
