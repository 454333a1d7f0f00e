"""The states of an attachment: for those who work on the matter, or for everybody."""

from __future__ import annotations

from dataclasses import replace

from kernel.errors import Conflict, Invalid
from kernel.machine import Machine, Move
from services.gateway.attachment.cover import MOST, Cover, fitting
from services.gateway.attachment.record import Attachment

MOVES = (
    Move("private", "cover", "private", "GR-142"),
    Move("private", "publish", "published", "GR-143"),
    Move("published", "cover", "published", "GR-142"),
    Move("published", "withdraw", "private", "GR-143"),
)
LIFE = Machine("gateway.attachment", MOVES, initial=("private",))


def cover(attachment: Attachment, covers: tuple[Cover, ...]) -> Attachment:
    """Lay covers over what is shown; those laid before stay: what was covered once is not shown again.

    -> the record with its covers; the files of what is shown are made by whoever holds them.

    Rule GR-142, domain 8.1.

    :raises Conflict: gateway.attachment_act_not_allowed, gateway.not_a_picture, gateway.covers_too_many
    :raises Invalid: gateway.cover_outside
    """
    move = LIFE.step(attachment.state, "cover")
    if attachment.width is None or attachment.height is None:
        raise Conflict("gateway.not_a_picture", media=attachment.media)
    fitting(covers, width=attachment.width, height=attachment.height)
    laid = (*attachment.covers, *covers)
    if len(laid) > MOST:
        raise Conflict("gateway.covers_too_many", most=MOST)
    return replace(attachment, state=move.target, covers=laid, version=attachment.version + 1)


def publish(attachment: Attachment, *, covered: bool) -> Attachment:
    """Let everybody see a picture, once a worker says that faces and number plates on it are covered.

    Rule GR-143, domain 8.1: what shows the public space is published only with people made unknowable.

    :raises Conflict: gateway.attachment_act_not_allowed, gateway.not_a_picture
    :raises Invalid: gateway.publishing_unconfirmed
    """
    move = LIFE.step(attachment.state, "publish")
    if attachment.width is None:
        raise Conflict("gateway.not_a_picture", media=attachment.media)
    if not covered:
        raise Invalid("gateway.publishing_unconfirmed", pointer="/covered")
    return replace(attachment, state=move.target, version=attachment.version + 1)


def withdraw(attachment: Attachment) -> Attachment:
    """Take a picture back from everybody.

    Rule GR-143.

    :raises Conflict: gateway.attachment_act_not_allowed
    """
    move = LIFE.step(attachment.state, "withdraw")
    return replace(attachment, state=move.target, version=attachment.version + 1)
