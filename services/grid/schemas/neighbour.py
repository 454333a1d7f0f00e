"""Commands on member units, joint projects, providers and needs, and what is answered."""

from __future__ import annotations

from kernel.wire import (
    INTEGER_MAX,
    After,
    Choice,
    Day,
    Id,
    Instant,
    Integer,
    Listing,
    Many,
    Nested,
    Next,
    Pattern,
    Rows,
    Schema,
    Text,
    Version,
)
from services.grid.domain.neighbour.need import HELP_KINDS
from services.grid.domain.neighbour.need_life import LIFE as NEED_LIFE
from services.grid.domain.neighbour.neighbour import MEMBER_KINDS, STATES
from services.grid.domain.neighbour.project import LISTS
from services.grid.domain.neighbour.project_life import LIFE as PROJECT_LIFE
from services.grid.domain.neighbour.provider import PROVIDER_KINDS, REASONS
from services.grid.schemas.incident import UNIT
from services.grid.schemas.premises import COMMUNITY, PremisesPlace

QUANTITY_MOST = 10_000
SUGGESTED_MOST = 20


class RegisterMember(Schema):
    """Put a unit on the roster of a community."""

    area = Pattern(COMMUNITY, required=True)
    name = Text(most=100, required=True)
    kind = Choice(*MEMBER_KINDS, required=True)


class ChangeMember(Schema):
    """Put its name or kind right."""

    member = Id(required=True)
    version = Version()
    name = Text(most=100)
    kind = Choice(*MEMBER_KINDS)


class EndMember(Schema):
    """Take it off the roster; the record stays."""

    member = Id(required=True)
    version = Version()


class ProjectSaid(Schema):
    """What may be said of a line of the three lists."""

    member = Id(allow_none=True)
    owner = Pattern(UNIT, allow_none=True)
    due_on = Day(allow_none=True)


class ProposeProject(ProjectSaid):
    """Put a need, a resource or a project on its list. need, resource: lines a project meets and uses."""

    area = Pattern(COMMUNITY, required=True)
    list = Choice(*LISTS, required=True)
    title = Text(most=100, required=True)
    need = Id(allow_none=True)
    resource = Id(allow_none=True)


class ChangeProject(ProjectSaid):
    """Put a line right; what is not given stays."""

    project = Id(required=True)
    version = Version()
    title = Text(most=100)


class ProjectAct(Schema):
    """Lead a line on: agree, start, finish or drop."""

    project = Id(required=True)
    version = Version()


class RegisterProvider(Schema):
    """Register who gives help. area: the ground it serves. capacity: how much it takes on at a time."""

    area = Pattern(COMMUNITY, required=True)
    name = Text(most=100, required=True)
    kind = Choice(*PROVIDER_KINDS, required=True)
    helps = Many(Choice(*HELP_KINDS), least=1, most=len(HELP_KINDS), required=True)
    capacity = Integer(0, QUANTITY_MOST, required=True)


class ChangeProvider(Schema):
    """Put a provider right; what is not given stays."""

    provider = Id(required=True)
    version = Version()
    area = Pattern(COMMUNITY)
    name = Text(most=100)
    kind = Choice(*PROVIDER_KINDS)
    helps = Many(Choice(*HELP_KINDS), least=1, most=len(HELP_KINDS))
    capacity = Integer(0, QUANTITY_MOST)


class EndProvider(Schema):
    """Say that it gives help no more."""

    provider = Id(required=True)
    version = Version()


class RaiseNeed(Schema):
    """Write down what a community needs, and nobody who needs it. from_on, until_on: local dates, half-open."""

    area = Pattern(COMMUNITY, required=True)
    kind = Choice(*HELP_KINDS, required=True)
    quantity = Integer(1, QUANTITY_MOST, required=True)
    from_on = Day(required=True)
    until_on = Day(required=True)


class MatchNeed(Schema):
    """Confirm that a provider takes on a part of a need, or all that is left."""

    need = Id(required=True)
    version = Version()
    provider = Id(required=True)
    quantity = Integer(1, QUANTITY_MOST, required=True)


class NeedAct(Schema):
    """Say that a need is served, or needed no more."""

    need = Id(required=True)
    version = Version()


class SuggestProviders(Schema):
    """Ask who could take on a need."""

    need = Id(required=True)


class ListMembers(Listing):
    """Page through the roster."""

    after = After(PremisesPlace)
    area = Pattern(COMMUNITY, load_default=None, allow_none=True)
    kind = Choice(*MEMBER_KINDS, load_default=None, allow_none=True)
    state = Choice(*STATES, load_default="active", allow_none=True)


class ListProjects(Listing):
    """Page through the three lists."""

    after = After(PremisesPlace)
    area = Pattern(COMMUNITY, load_default=None, allow_none=True)
    list = Choice(*LISTS, load_default=None, allow_none=True)
    state = Choice(*PROJECT_LIFE.states, load_default=None, allow_none=True)


class ListProviders(Listing):
    """Page through the providers."""

    after = After(PremisesPlace)
    area = Pattern(COMMUNITY, load_default=None, allow_none=True)
    kind = Choice(*PROVIDER_KINDS, load_default=None, allow_none=True)
    state = Choice(*STATES, load_default="active", allow_none=True)


class ListNeeds(Listing):
    """Page through the needs."""

    after = After(PremisesPlace)
    area = Pattern(COMMUNITY, load_default=None, allow_none=True)
    kind = Choice(*HELP_KINDS, load_default=None, allow_none=True)
    state = Choice(*NEED_LIFE.states, load_default=None, allow_none=True)


class Kept(Schema):
    """What every record of the neighbourhood shows."""

    id = Id()
    area = Text(most=12)
    created_at = Instant()
    changed_at = Instant()
    version = Integer(1, INTEGER_MAX)


class MemberView(Kept):
    """A unit on the roster."""

    name = Text(most=100)
    kind = Choice(*MEMBER_KINDS)
    state = Choice(*STATES)


class ProjectView(Kept):
    """A line of one of the three lists."""

    list = Choice(*LISTS)
    title = Text(most=100)
    member = Id(allow_none=True)
    owner = Text(most=64, allow_none=True)
    due_on = Day(allow_none=True)
    need = Id(allow_none=True)
    resource = Id(allow_none=True)
    state = Choice(*PROJECT_LIFE.states)


class ProviderView(Kept):
    """Who gives help."""

    name = Text(most=100)
    kind = Choice(*PROVIDER_KINDS)
    helps = Many(Choice(*HELP_KINDS), most=len(HELP_KINDS))
    capacity = Integer(0, QUANTITY_MOST)
    state = Choice(*STATES)


class NeedView(Kept):
    """What a community needs. matched: how much is taken on."""

    kind = Choice(*HELP_KINDS)
    quantity = Integer(1, QUANTITY_MOST)
    matched = Integer(0, QUANTITY_MOST)
    from_on = Day()
    until_on = Day()
    state = Choice(*NEED_LIFE.states)


class SuggestionView(Schema):
    """A provider that could take on a need. free: how much more it can take on then. reasons: why it stands here."""

    provider = Nested(ProviderView)
    free = Integer(0, QUANTITY_MOST)
    reasons = Many(Choice(*REASONS), most=len(REASONS))


class SuggestionsView(Schema):
    """Who could take on a need, the best first; nothing is decided by it."""

    items = Many(Nested(SuggestionView), most=SUGGESTED_MOST)


class MemberPage(Schema):
    """One page of the roster."""

    items = Rows(MemberView)
    next = Next()


class ProjectPage(Schema):
    """One page of the lists."""

    items = Rows(ProjectView)
    next = Next()


class ProviderPage(Schema):
    """One page of providers."""

    items = Rows(ProviderView)
    next = Next()


class NeedPage(Schema):
    """One page of needs."""

    items = Rows(NeedView)
    next = Next()
