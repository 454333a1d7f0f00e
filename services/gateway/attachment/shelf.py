"""Writes content and its record together: the file first, under a hold, then the row that refers to it."""

from __future__ import annotations

from kernel import metrics
from kernel.db import Tx
from services.gateway.attachment import store
from services.gateway.attachment.content import Content, discard
from services.gateway.attachment.folder import Files
from services.gateway.attachment.turn import aside


def put(tx: Tx, files: Files, content: Content) -> None:
    """Keep the files of a content within the transaction that will refer to them.

    A crash after this leaves a file without a row, which is found by its age; never a row without its file. The same
    content twice is one file: the second waits for the first, and writes the same bytes over.

    Rule GR-146, design: stored by content.
    """
    # in one order for everybody, so that two who bring the same do not wait for each other
    for one in sorted(content.ready, key=lambda ready: ready.digest):
        store.hold(tx, one.digest, one.size)
    aside(lambda: _put_each(files, content))
    tx.after_commit(lambda: metrics.ATTACHMENT_BYTES.labels("kept").inc(sum(one.size for one in content.ready)))


def _put_each(files: Files, content: Content) -> None:
    for one in content.ready:
        files.put(one.digest, one.path)


def leave(content: Content) -> None:
    """Delete what was not kept."""
    discard(tuple(one.path for one in content.ready))
