"""What the grid service answers: shapes for the API document and for its readers."""

from __future__ import annotations

from marshmallow import fields

from kernel.wire import INTEGER_MAX, Choice, Day, Flag, Id, Instant, Integer, Many, Nested, Next, Number, Rows, Schema, Text
from services.grid.domain.attachment.hint import HINTS
from services.grid.domain.handover import TARGETS
from services.grid.domain.incident import SOURCES
from services.grid.domain.life import ACTS, COMMANDS, LIFE
from services.grid.domain.outcome import OUTCOMES
from services.grid.domain.part.part import PARTS
from services.grid.domain.part.part_life import ACTS as PART_ACTS
from services.grid.domain.part.part_life import LIFE as PART_LIFE
from services.grid.domain.rating import HIGHEST, LOWEST
from services.grid.domain.reason import CLIMB, HANG
from services.grid.domain.tier import TIERS

ANY = 4000


class StepView(Schema):
    """One line of the thread; words: plain words in the reader's language. note: only for staff."""

    version = Integer(1, INTEGER_MAX)
    round = Integer(1, INTEGER_MAX)
    at = Instant()
    act = Choice(*ACTS)
    words = Text(most=ANY)
    told = Text(most=ANY, least=0)
    note = Text(most=ANY, least=0)
    actor = Text(most=64, least=0)
    office = Text(most=32)
    unit = Text(most=64, allow_none=True)


class ClockView(Schema):
    """One limit: its stage, by which rule, who owes it, when it is due, and how that was worked out."""

    stage = Text(most=32)
    rule = Text(most=32)
    round = Integer(1, INTEGER_MAX)
    owner = Text(most=64, least=0)
    state = Choice("running", "paused", "stopped")
    started_at = Instant()
    due_at = Instant(allow_none=True)
    due_on = Day(allow_none=True)
    provisional = Flag()
    late = Flag()
    working = Many(fields.Dict(), most=200)


class HintView(Schema):
    """What a checker should look at twice on a photo; never a verdict."""

    code = Choice(*HINTS)
    words = Text(most=200)


class PieceView(Schema):
    """One piece of evidence. taken_at: as its camera wrote it, to staff, else as it was said by who brought it.

    metres: from the matter to where its camera was, null where that is not known; metres and hints: to staff.
    """

    kind = Text(most=32)
    ref = Text(most=128, least=0)
    words = Text(most=ANY, least=0)
    taken_at = Instant(allow_none=True)
    at = Instant()
    round = Integer(1, INTEGER_MAX)
    metres = Integer(0, INTEGER_MAX, allow_none=True)
    hints = Many(Nested(HintView), most=len(HINTS))


class PlaceView(Schema):
    """Where it is: position in CGCS2000 degrees, and the pair as sent for staff."""

    area = Text(most=12, allow_none=True)
    grid = Text(most=32, allow_none=True)
    address = Text(most=200, least=0)
    lon = Number(-180, 180, allow_none=True)
    lat = Number(-90, 90, allow_none=True)
    sent = fields.Dict(allow_none=True)


class ReporterView(Schema):
    """Who reported, masked."""

    named = Flag()
    name = Text(most=40, least=0)
    phone = Text(most=40, least=0)


class NamesView(Schema):
    """What codes are called, in the reader's language; null where there is no code or no name."""

    case_type = Text(most=200, allow_none=True)
    unit = Text(most=200, allow_none=True)
    area = Text(most=200, allow_none=True)


class PartView(Schema):
    """One unit's share of the work; acts: what this person may do to it. due_at: of a co-handler's own clock."""

    id = Id()
    incident = Id()
    round = Integer(1, INTEGER_MAX)
    unit = Text(most=64)
    unit_name = Text(most=200, allow_none=True)
    role = Choice(*PARTS)
    state = Choice(*PART_LIFE.states)
    version = Integer(1, INTEGER_MAX)
    given_at = Instant()
    started_at = Instant(allow_none=True)
    ended_at = Instant(allow_none=True)
    due_at = Instant(allow_none=True)
    acts = Many(Choice(*PART_ACTS), most=len(PART_ACTS))


class ActView(Schema):
    """What an act answers: where the incident stands now, and the acts this person may do next."""

    shows = "incident"

    id = Id()
    number = Text(most=64)
    version = Integer(1, INTEGER_MAX)
    round = Integer(1, INTEGER_MAX)
    state = Choice(*LIFE.states)
    state_words = Text(most=64)
    area = Text(most=12)
    unit = Text(most=64, allow_none=True)
    case_type = Text(most=32, allow_none=True)
    urgent = Flag()
    tier = Choice(*TIERS)
    outcome = Choice(*OUTCOMES, allow_none=True)
    due_at = Instant(allow_none=True)
    acts = Many(Choice(*COMMANDS), most=len(COMMANDS))


class IncidentRow(ActView):
    """One incident in a list."""

    source = Choice(*SOURCES)
    description = Text(most=ANY)
    place = Nested(PlaceView)
    names = Nested(NamesView)
    near_at = Instant(allow_none=True)
    late = Flag()
    created_at = Instant()
    changed_at = Instant()
    closed_at = Instant(allow_none=True)
    score = Integer(LOWEST, HIGHEST, allow_none=True)
    solved = Flag(allow_none=True)
    handed_to = Choice(*TARGETS, allow_none=True)
    handed_number = Text(most=64, allow_none=True)
    climbed = Integer(0, INTEGER_MAX)
    climbed_for = Choice(*CLIMB, allow_none=True)
    climb_at = Instant(allow_none=True)
    verified = Flag()
    safe_at = Instant(allow_none=True)
    arbitrated = Flag()
    helpers = Many(Text(most=64), most=100)
    plan = Text(most=ANY, least=0)
    review_on = Day(allow_none=True)
    hung_for = Choice(*HANG, allow_none=True)
    main = Id(allow_none=True)
    merged = Integer(0, INTEGER_MAX)
    supporters = Integer(0, INTEGER_MAX)


class FaultView(Schema):
    """What devices told of a matter they raised. count: readings on the wrong side, each once. worst, last: values."""

    count = Integer(0, INTEGER_MAX)
    worst = Number(-1e9, 1e9, allow_none=True)
    last = Number(-1e9, 1e9, allow_none=True)
    last_at = Instant(allow_none=True)
    recovered_at = Instant(allow_none=True)
    devices = Integer(0, INTEGER_MAX)


class IncidentView(IncidentRow):
    """One incident whole. readings: of devices, null where people raised it."""

    readings = Nested(FaultView, allow_none=True)

    reporter = Nested(ReporterView)
    steps = Many(Nested(StepView), most=10000)
    clocks = Many(Nested(ClockView), most=10000)
    evidence = Many(Nested(PieceView), most=10000)
    parts = Many(Nested(PartView), most=1000)


class ReceiptView(ActView):
    """The receipt of a report: its number, and the query code, shown this once."""

    code = Text(most=16)


class IncidentPage(Schema):
    """One page of a list; next: what to send as `after`, or null at the end."""

    items = Rows(IncidentRow)
    next = Next()


class ProgressView(Schema):
    """What the holder of number and query code may see."""

    shows = "incident"

    id = Id()
    number = Text(most=64)
    version = Integer(1, INTEGER_MAX)
    round = Integer(1, INTEGER_MAX)
    state = Choice(*LIFE.states)
    state_words = Text(most=64)
    due_at = Instant(allow_none=True)
    created_at = Instant()
    acts = Many(Choice(*COMMANDS), most=len(COMMANDS))
    steps = Many(Nested(StepView), most=10000)


class CountView(Schema):
    """One cell of the overview: of one state, of one outcome, or of what is late and near."""

    key = Text(most=64, least=0)
    state = Text(most=32, allow_none=True)
    outcome = Choice(*OUTCOMES, allow_none=True)
    count = Integer(0, INTEGER_MAX)
    late = Integer(0, INTEGER_MAX, allow_none=True)
    near = Integer(0, INTEGER_MAX, allow_none=True)


class OverviewView(Schema):
    """Counts in scope, exact at the instant `at`."""

    at = Instant()
    by_state = Many(Nested(CountView), most=1000)
    by_outcome = Many(Nested(CountView), most=len(OUTCOMES))
    by_unit = Many(Nested(CountView), most=10000)
    by_area = Many(Nested(CountView), most=10000)
    late = Integer(0, INTEGER_MAX)
    near = Integer(0, INTEGER_MAX)


class FileView(Schema):
    """What a service that takes a matter over is given."""

    id = Id()
    number = Text(most=64)
    round = Integer(1, INTEGER_MAX)
    description = Text(most=ANY)
    case_type = Text(most=32, allow_none=True)
    place = Nested(PlaceView)
    created_on = Day()
    name = Text(most=40, least=0)
    phone = Text(most=40, least=0)
    account = Text(most=64, least=0)
    minor = Flag()
