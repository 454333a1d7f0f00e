"""Many reports in one call."""

from __future__ import annotations

from kernel.shape import BATCH, KEY, ROWS_MOST
from kernel.wire import Many, Pattern, Schema, Unread
from services.grid.schemas.incident import Report


class ReportRow(Report):
    """One report. key: the sender's own for this matter, as an Idempotency-Key is for a single report."""

    key = Pattern(KEY, required=True)


class BulkIncidents(Schema):
    """Up to a thousand reports; each has its own key and outcome, and none is refused for another's fault."""

    rows = Many(Unread(ReportRow), least=1, most=ROWS_MOST, required=True)


class ReportRows(Schema):
    """A part of them, as the front door sends it on."""

    rows = Many(Unread(ReportRow), least=1, most=BATCH, required=True)
