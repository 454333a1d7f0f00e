"""Makes an attachment of what has come whole: by whoever sent the last part, or later by whoever finds it."""

from __future__ import annotations

from datetime import datetime
from functools import partial

from kernel import logs
from kernel.call import Actor, Call
from kernel.db import Database
from kernel.errors import Conflict, Failure, Invalid, Unavailable
from services.gateway.attachment.folder import Files, digest_of, in_room
from services.gateway.attachment.media import KNOWN
from services.gateway.attachment.taking import Body, Taking
from services.gateway.attachment.turn import aside
from services.gateway.attachment.upload import store
from services.gateway.attachment.upload.record import TAKEN_UP, Upload

BATCH = 10
log = logs.get(__name__)


class Finishing:
    """Puts parts together and takes the whole in as any other file."""

    def __init__(self, *, db: Database, taking: Taking):
        self._db, self._taking = db, taking

    def finish(self, call: Call, upload: Upload, files: Files) -> None:
        """Make an attachment of a whole upload, once, whoever else does.

        Rule GR-418: it passes the same doors as what comes in one piece.

        :raises Invalid: as of an attachment sent in one piece; then it is refused for good
        :raises Conflict: gateway.attachments_too_many; then too. gateway.upload_ended
        :raises Unavailable: then it stays whole, and is taken up later
        """
        body, names = files.fresh(), store.parts(self._db, upload.id)
        if not names:  # somebody else has just finished it
            return
        try:
            with in_room():
                aside(partial(files.join, upload.id, names, body))
            self._take(call, upload, Body(body, aside(partial(digest_of, body)), KNOWN[upload.media]), files)
        except FileNotFoundError:  # another replica has just finished it and let its parts go, or they are lost
            self._refuse(upload, Invalid("gateway.upload_lost"), files)
        finally:
            body.unlink(missing_ok=True)

    def round(self, now: datetime, files: Files) -> int:
        """Finish what others have left whole, and give how many."""
        done = 0
        while waiting := self._waiting(now):
            for upload in waiting:
                done += self._tried(upload, files)
        return done

    def _tried(self, upload: Upload, files: Files) -> int:
        try:
            self.finish(Call(actor=Actor(role="system")), upload, files)
        except Unavailable as exc:
            log.warning("upload_delayed", upload=upload.id, code=exc.code)
            return 0
        except Failure as exc:
            log.info("upload_refused", upload=upload.id, code=exc.code)
        return 1

    def _waiting(self, now: datetime) -> list[Upload]:
        with self._db.transaction() as tx:
            return store.take_whole(tx, now=now, again=now + TAKEN_UP, limit=BATCH)

    def _take(self, call: Call, upload: Upload, body: Body, files: Files) -> None:
        sender = {"owner": upload.owner, "incident": upload.incident}
        try:
            self._taking.take(call, sender, body, files, lambda tx, made: store.keep(tx, upload.id, made.id))
        except (Invalid, Conflict) as failure:
            if failure.code != "gateway.upload_ended":
                self._refuse(upload, failure, files)
            raise
        aside(partial(files.drop_parts, upload.id))

    def _refuse(self, upload: Upload, failure: Failure, files: Files) -> None:
        with self._db.transaction() as tx:
            store.refuse(tx, upload.id, failure.code)
        aside(partial(files.drop_parts, upload.id))


def expire(db: Database, files: Files, now: datetime) -> int:
    """Let go of uploads whose day is over, and give how many. Parts go after the row: none is left that misses some.

    Rule GR-418, 《个人信息保护法》 art. 19: no longer than needed.
    """
    total = 0
    while True:
        with db.transaction() as tx:
            gone = store.expire(tx, now=now, limit=BATCH)
        for id in gone:
            aside(partial(files.drop_parts, id))
        total += len(gone)
        if len(gone) < BATCH:
            return total
