"""Sends the photos of a form the way anybody without an account sends them: by a ticket for the one matter they reported."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from copy import copy
from typing import Any
from uuid import UUID, uuid5

from kernel.call import Actor, Call
from kernel.errors import Conflict, Denied, Failure, Invalid
from services.gateway.attachment.schemas import Attach, SentView
from services.gateway.attachment.ticket import Tickets
from services.gateway.http.route import Route
from services.gateway.http.visit import Visit
from services.gateway.open311.form import Form, Photo
from services.gateway.words import catalogue

Order = dict[str, Any]
Act = Callable[[Visit, Order], Any]
Remote = Callable[[str, str, Order, Call], Order]
# as the row of the route table has it: its key is read from the request
ROW = Route("POST", "/api/v1/attachments", "gateway", "attach", Attach, SentView, ("", ""), None, keyed=True, raw=True)
# of the photo, not of this moment: it will not be taken at the next try either
REFUSED = (Invalid, Conflict, Denied)


class Photos:
    """Keeps photos and lets their matter refer to them. attach: the act that takes a photo in. tickets: name the matter."""

    def __init__(self, *, attach: Act, tickets: Tickets, remote: Remote):
        self._attach, self._tickets, self._remote = attach, tickets, remote

    def send(self, visit: Visit, form: Form, receipt: Order, *, key: str, refs: Sequence[str] = ()) -> list[str]:
        """Send the photos of a form, and give in words why some of them were not taken. refs: of those sent before.

        A matter is worth more than its photo: one that cannot be taken does not undo the report. receipt: of the report. key:
        of the form; what is sent again finds what was kept.

        :raises Unavailable: when it may go well at the next try
        """
        kept, refused = [*refs], []
        for place, photo in enumerate(form.photos):
            try:
                kept.append(self._keep(visit, photo, receipt["id"], key=_key(key, f"photo/{place}")))
            except REFUSED as failure:
                refused.append(_words(failure, visit.language))
        try:
            self._refer(visit, receipt, kept, key=_key(key, f"attach/{','.join(kept)}"))
        except REFUSED as failure:
            refused.append(_words(failure, visit.language))
        return refused

    def _keep(self, visit: Visit, photo: Photo, incident: str, *, key: str) -> str:
        sending = copy(visit)
        sending.bearer, sending.route, sending.headers = None, ROW, []
        sending.environ = {
            "wsgi.input": photo.file,
            "CONTENT_TYPE": photo.media,
            "CONTENT_LENGTH": str(photo.size),
            "HTTP_UPLOAD_TICKET": self._tickets.issue(incident)[0],
            "HTTP_IDEMPOTENCY_KEY": key,
        }
        return str(self._attach(sending, {})["id"])

    def _refer(self, visit: Visit, receipt: Order, refs: list[str], *, key: str) -> None:
        """Let the matter refer to what was kept, as it stands now: somebody may have begun to work on it.

        The key names these photos: that it was used says that just they were added, when the matter stood otherwise.
        """
        if not refs:
            return
        pieces = [{"kind": "photo_before", "ref": ref} for ref in refs]
        order = {"incident": receipt["id"], "code": receipt["code"], "version": receipt["version"], "evidence": pieces}
        call = Call(actor=Actor(), key=key, trace=visit.traceparent, language=visit.language)
        try:
            self._remote("grid", "attach", order, call)
        except Invalid as used:
            if used.code != "once.key_reused":
                raise
        except Conflict as changed:
            if changed.code != "grid.incident_changed":
                raise
            self._remote("grid", "attach", {**order, "version": changed.facts["version"]}, call)


def _key(key: str, what: str) -> str:
    return str(uuid5(UUID(key), what))


def _words(failure: Failure, language: str) -> str:
    return catalogue.say(failure.code, language, failure.facts)[1]
