"""Every measure of a process, with its unit and meaning, in one place."""
from __future__ import annotations

from prometheus_client import Counter, Gauge, Histogram

FAST = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0)
SLOW = (0.005, 0.01, 0.02, 0.05, 0.1, 0.25, 0.5, 1.0, 5.0, 30.0, 300.0)

RPC_SECONDS = Histogram("rpc_seconds", "seconds a service spent on one call", ("act", "outcome"), buckets=FAST)
RPC_CALL_SECONDS = Histogram(
    "rpc_call_seconds", "seconds a caller waited for an answer", ("service", "act", "outcome"), buckets=FAST
)
HTTP_SECONDS = Histogram("http_seconds", "seconds to answer one request", ("route", "status"), buckets=FAST)
HTTP_REFUSED = Counter("http_refused", "requests turned away unread because every worker was busy")
LOOKS_WRITTEN = Counter("looks_written", "looks at records written down before they were shown")
LOOKS_UNWRITTEN = Counter("looks_unwritten", "looks that could not be written down, so that nothing was shown")
STREAMS = Gauge("streams", "event streams open in this process")
STREAM_TOLD = Counter("stream_told", "changes told to readers of event streams")
STREAM_CUT = Counter("stream_cut", "event streams broken off", ("why",))
SIGN_IN_REFUSED = Counter("sign_in_refused", "sign-ins with a wrong login or password, or to a disabled account")

ATTACHMENT_BYTES = Counter("attachment_bytes", "bytes of files kept, and of files deleted again", ("what",))
ATTACHMENT_SCANS = Counter("attachment_scans", "files asked about at the scanner, by what came of it", ("outcome",))
ATTACHMENT_WAITING = Gauge("attachment_waiting", "files that wait to be scanned; nobody sees them meanwhile")

EVENT_SECONDS = Histogram("event_seconds", "seconds from an event's act to its handling", ("handler",), buckets=SLOW)
EVENT_RETRIED = Counter("event_retried", "handlings that failed and will be tried again", ("handler",))
EVENT_PARKED = Counter("event_parked", "events given up on and parked as dead letters", ("handler",))

OUTBOX_SENT = Counter("outbox_sent", "events the broker has confirmed")
OUTBOX_UNSENT = Gauge("outbox_unsent", "events durable here but not yet confirmed by the broker")
OUTBOX_OLDEST_SECONDS = Gauge("outbox_oldest_seconds", "age of the oldest unsent event, seconds")
INBOX_DEAD = Gauge("inbox_dead", "dead letters waiting for an operator")

DELIVERY_SECONDS = Histogram(
    "delivery_seconds", "seconds from a notice to its receipt", ("channel", "outcome"), buckets=SLOW
)

DEADLINE_OVERDUE = Gauge("deadline_overdue", "obligations past their date and still open")
DEADLINE_TOLD = Counter("deadline_told", "warnings and misses told", ("kind",))

FIGURES_WAITING = Gauge("figures_waiting", "acts that figures and search do not follow yet, about")
FIGURES_FAILED = Gauge("figures_failed", "records that figures and search could not follow")

AUDIT_SEALED = Counter("audit_sealed", "audit rows sealed into the chain of heads")
AUDIT_UNSEALED = Gauge("audit_unsealed", "audit rows not yet sealed")
