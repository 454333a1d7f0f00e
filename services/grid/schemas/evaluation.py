"""Questions to evaluation, and what is answered."""

from __future__ import annotations

from kernel.wire import (
    INTEGER_MAX,
    After,
    Choice,
    Day,
    Exact,
    Id,
    Instant,
    Integer,
    Listing,
    Many,
    Nested,
    Next,
    Number,
    Pattern,
    Rows,
    Schema,
    Text,
)
from services.grid.domain.evaluation.cut import BY
from services.grid.domain.evaluation.formula import SHARES
from services.grid.domain.evaluation.measure import NAMES
from services.grid.domain.life import LIFE
from services.grid.schemas.incident import AREA, CASE_TYPE, GRID, UNIT


class OfPeriod(Listing):
    """A period of local days, `from` in it and `until` not, and what to narrow it to: an area, a unit or a kind of matter."""

    class Meta:
        include = {"from": Day(required=True)}

    until = Day(required=True)
    area = Pattern(AREA, load_default=None, allow_none=True)
    unit = Pattern(UNIT, load_default=None, allow_none=True)
    case_type = Pattern(CASE_TYPE, load_default=None, allow_none=True)


class SubjectPlace(Schema):
    """Where a page of subjects ended."""

    subject = Exact(most=64, required=True)


class LinePlace(Schema):
    """Where a page of a list behind a figure ended."""

    day = Day(required=True)
    id = Id(required=True)
    round = Integer(1, INTEGER_MAX, required=True)


class Evaluate(OfPeriod):
    """Evaluate areas, units, posts or kinds of matters over a period; beside them all of it together.

    by area: those right under `area`, or under the reader's own. by post: the grids of it, for leaders.
    """

    limit = Integer(1, 50, load_default=20)
    by = Choice(*BY, load_default="area")
    after = After(SubjectPlace)


class EvaluationList(OfPeriod):
    """List what one figure counts."""

    after = After(LinePlace)
    measure = Choice(*NAMES, required=True)
    post = Pattern(GRID, load_default=None, allow_none=True)


class ShareView(Schema):
    """One share: value null and words '-' where the denominator is zero; more than 1 only for what was overdue before."""

    code = Choice(*SHARES)
    name = Text(most=64)
    of = Choice(*NAMES)
    over = Choice(*NAMES)
    numerator = Integer(0, INTEGER_MAX)
    denominator = Integer(0, INTEGER_MAX)
    value = Number(0, INTEGER_MAX, allow_none=True)
    words = Text(most=32)


class MeasureView(Schema):
    """One measure."""

    code = Choice(*NAMES)
    count = Integer(0, INTEGER_MAX)


class RatingsView(Schema):
    """How those who called a department by whistle rated it. mean: of `rated` ratings, 1..5, null where there is none.

    score: the composite, and by `weight` hundredths the ratings; null where there is no composite.
    """

    rated = Integer(0, INTEGER_MAX)
    mean = Number(1, 5, allow_none=True)
    weight = Integer(0, 100)
    score = Number(0, 100, allow_none=True)


class SubjectView(Schema):
    """The figures of one subject. composite: 0..100, null where one of its shares is none. ratings: of departments only."""

    subject = Text(most=64, least=0)
    name = Text(most=200, allow_none=True)
    measures = Many(Nested(MeasureView), most=100)
    shares = Many(Nested(ShareView), most=100)
    composite = Number(0, 100, allow_none=True)
    ratings = Nested(RatingsView, allow_none=True)


class WeightsView(Schema):
    """How much each part of the composite weighs; they make a hundred."""

    disposed = Integer(0, 100)
    ontime = Integer(0, 100)
    rework = Integer(0, 100)
    overdue = Integer(0, 100)
    extended = Integer(0, 100)


class EvaluationView(Schema):
    """Figures, exact at the instant `at`. total: all that was asked for together."""

    at = Instant()
    weights = Nested(WeightsView)
    total = Nested(SubjectView)
    items = Many(Nested(SubjectView), most=50)
    next = Next()


class BehindView(Schema):
    """One incident and round behind a figure. day: under which it is counted. done_on: when it was done late.

    area, unit, case_type: with which it is counted, that may be others by now; no unit where it is the desk's work.
    """

    incident = Id()
    number = Text(most=64)
    round = Integer(1, INTEGER_MAX)
    day = Day()
    done_on = Day(allow_none=True)
    state = Choice(*LIFE.states)
    area = Text(most=12)
    unit = Text(most=64, allow_none=True)
    case_type = Text(most=32, allow_none=True)


class EvaluationListView(Schema):
    """One page of what a figure counts. count: the figure itself, of the same moment `at` as the page."""

    at = Instant()
    count = Integer(0, INTEGER_MAX)
    items = Rows(BehindView)
    next = Next()
