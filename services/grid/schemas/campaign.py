"""Commands on campaigns, and what is answered."""

from __future__ import annotations

from marshmallow import ValidationError, validates_schema

from kernel.wire import (
    INTEGER_MAX,
    After,
    Choice,
    Day,
    Flag,
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
    fault,
)
from services.grid.domain.order.campaign import KINDS
from services.grid.domain.order.campaign_life import LIFE as CAMPAIGN_LIFE
from services.grid.domain.order.progress import FIGURES
from services.grid.domain.order.site import SITE_KINDS
from services.grid.domain.order.site_life import LIFE as SITE_LIFE
from services.grid.schemas.duty.sweep import Hazard
from services.grid.schemas.incident import AREA, AREA_OR_GRID, UNIT, WORDS_MOST
from services.grid.schemas.reading import Place
from services.grid.schemas.view import ANY

SITES_MOST = 1000  # in one call
CODE = r"[a-z][a-z0-9_]{0,31}"
WEEK = r"[0-9]{4}-W(0[1-9]|[1-4][0-9]|5[0-3])"


class Item(Schema):
    """One item of a checklist, in both languages."""

    code = Pattern(CODE, required=True)
    zh = Text(most=200, required=True)
    en = Text(most=200, required=True)


class AddCampaignTemplate(Schema):
    """Write down what a kind of campaign looks at."""

    code = Pattern(CODE, required=True)
    kind = Choice(*KINDS, required=True)
    title_zh = Text(most=100, required=True)
    title_en = Text(most=100, required=True)
    items = Many(Nested(Item), least=1, most=50, required=True)


class ListCampaignTemplates(Schema):
    """Read all templates."""


class SiteGiven(Schema):
    """One line of the list: premises by id, or a grid or an area by code. unit: who answers for it, else the owner."""

    premises = Id(load_default=None, allow_none=True)
    place = Pattern(AREA_OR_GRID, load_default=None, allow_none=True)
    unit = Pattern(UNIT, load_default=None, allow_none=True)
    words = Text(most=WORDS_MOST, least=0, load_default="")
    due_on = Day(load_default=None, allow_none=True)

    @validates_schema
    def check_place(self, data: dict[str, object], **kwargs: object) -> None:
        """Refuse a line without a place, and one with two."""
        if bool(data.get("premises")) == bool(data.get("place")):
            raise ValidationError(fault("grid.site_place_mismatch"), "place")


class OpenCampaign(Schema):
    """Open a campaign. unit: its owner. weekly: each site is looked at anew each week."""

    template = Pattern(CODE, required=True)
    title = Text(most=100, required=True)
    area = Pattern(AREA, required=True)
    unit = Pattern(UNIT, required=True)
    starts_on = Day(required=True)
    ends_on = Day(required=True)
    weekly = Flag(load_default=False)
    sites = Many(Nested(SiteGiven), least=1, most=SITES_MOST, required=True)


class AddCampaignSites(Schema):
    """Give a campaign more sites: all of them or, with one fault, none."""

    campaign = Id(required=True)
    version = Version()
    sites = Many(Nested(SiteGiven), least=1, most=SITES_MOST, required=True)


class FindCampaign(Schema):
    """Read one campaign."""

    campaign = Id(required=True)


class EndCampaign(FindCampaign):
    """End it."""

    version = Version()


class InCampaign(Listing):
    """A page of something of one campaign."""

    after = After(Place)
    campaign = Id(required=True)


class ListCampaigns(Listing):
    """Page through campaigns, the newest first, within scope."""

    after = After(Place)
    kind = Choice(*KINDS, load_default=None, allow_none=True)
    state = Choice(*CAMPAIGN_LIFE.states, load_default=None, allow_none=True)


class ListCampaignSites(InCampaign):
    """Page through the sites of a campaign. figure: only those that it counts."""

    figure = Choice(*FIGURES, load_default="sites")


class ListCampaignChecks(InCampaign):
    """Page through what was looked at, the newest first."""

    site = Id(load_default=None, allow_none=True)
    week = Pattern(WEEK, load_default=None, allow_none=True)
    passed = Flag(load_default=None, allow_none=True)


class ListBulletins(InCampaign):
    """Page through the bulletins of a campaign, the newest first."""


class Result(Schema):
    """What was found at one item. hazard: with what did not pass, and only with it; it becomes an incident."""

    item = Pattern(CODE, required=True)
    passed = Flag(required=True)
    words = Text(most=WORDS_MOST, least=0, load_default="")
    hazard = Nested(Hazard, load_default=None, allow_none=True)

    @validates_schema
    def check_hazard(self, data: dict[str, object], **kwargs: object) -> None:
        """Refuse a failure nobody describes, and one described where all is fine."""
        if data.get("passed") == bool(data.get("hazard")):
            raise ValidationError(fault("grid.hazard_mismatch"), "hazard")


class SiteAct(Schema):
    """What every act on a site carries."""

    site = Id(required=True)
    version = Version()


class CheckCampaignSite(SiteAct):
    """Write down what was found at one site."""

    results = Many(Nested(Result), least=1, most=50, required=True)


class SolveCampaignSite(SiteAct):
    """Say that the matter of a site is solved."""

    words = Text(most=WORDS_MOST, required=True)


class PublishBulletin(FindCampaign):
    """Tell what was found in a week; without one, in the campaign as a whole."""

    week = Pattern(WEEK, load_default="")
    words = Text(most=WORDS_MOST, required=True)


class CampaignProgress(FindCampaign):
    """Count a campaign's sites by area and unit."""

    area = Pattern(AREA, load_default=None, allow_none=True)


class TemplateView(Schema):
    """What a kind of campaign looks at."""

    code = Text(most=32)
    kind = Choice(*KINDS)
    title_zh = Text(most=100)
    title_en = Text(most=100)
    items = Many(Nested(Item), most=50)


class TemplatesView(Schema):
    """All templates."""

    items = Many(Nested(TemplateView), most=1000)


class CampaignView(Schema):
    """One campaign."""

    id = Id()
    number = Text(most=64)
    template = Text(most=32)
    kind = Choice(*KINDS)
    kind_words = Text(most=200)
    title = Text(most=100)
    area = Text(most=12)
    unit = Text(most=64)
    starts_on = Day()
    ends_on = Day()
    weekly = Flag()
    sites = Integer(0, INTEGER_MAX)
    state = Choice(*CAMPAIGN_LIFE.states)
    created_at = Instant()
    ended_at = Instant(allow_none=True)
    version = Integer(1, INTEGER_MAX)


class CampaignPage(Schema):
    """One page of a list; next: what to send as `after`, or null at the end."""

    items = Rows(CampaignView)
    next = Next()


class SiteView(Schema):
    """One site with its results so far."""

    id = Id()
    campaign = Id()
    kind = Choice(*SITE_KINDS)
    ref = Text(most=64)
    area = Text(most=12)
    grid = Text(most=64, allow_none=True)
    unit = Text(most=64)
    words = Text(most=ANY, least=0)
    due_on = Day(allow_none=True)
    state = Choice(*SITE_LIFE.states)
    checks = Integer(0, INTEGER_MAX)
    failed = Integer(0, INTEGER_MAX)
    answer = Text(most=ANY, least=0)
    solved_at = Instant(allow_none=True)
    version = Integer(1, INTEGER_MAX)


class SitePage(Schema):
    """One page of a list; next: what to send as `after`, or null at the end."""

    items = Rows(SiteView)
    next = Next()


class MadeView(Schema):
    """An incident made of what did not pass."""

    item = Text(most=32)
    incident = Id()
    number = Text(most=64)


class SiteCheckedView(Schema):
    """What writing down answers. made: incidents, one for each item that did not pass; known: those still open of before."""

    id = Id()
    state = Choice(*SITE_LIFE.states)
    week = Text(most=8, least=0)
    checks = Integer(0, INTEGER_MAX)
    failed = Integer(0, INTEGER_MAX)
    version = Integer(1, INTEGER_MAX)
    made = Many(Nested(MadeView), most=50)
    known = Many(Nested(MadeView), most=50)


class CheckView(Schema):
    """One result."""

    id = Id()
    site = Id()
    week = Text(most=8, least=0)
    item = Text(most=32)
    passed = Flag()
    words = Text(most=ANY, least=0)
    incident = Id(allow_none=True)
    created_at = Instant()


class CheckPage(Schema):
    """One page of a list; next: what to send as `after`, or null at the end."""

    items = Rows(CheckView)
    next = Next()


class BulletinView(Schema):
    """One bulletin."""

    id = Id()
    campaign = Id()
    week = Text(most=8, least=0)
    checks = Integer(0, INTEGER_MAX)
    failed = Integer(0, INTEGER_MAX)
    created_at = Instant()


class BulletinRow(BulletinView):
    """One line of a list, with its words."""

    words = Text(most=ANY)


class BulletinPage(Schema):
    """One page of a list; next: what to send as `after`, or null at the end."""

    items = Rows(BulletinRow)
    next = Next()


class ProgressRow(Schema):
    """How far one unit is in one area."""

    area = Text(most=12)
    unit = Text(most=64)
    sites = Integer(0, INTEGER_MAX)
    solved = Integer(0, INTEGER_MAX)
    unsolved = Integer(0, INTEGER_MAX)
    checks = Integer(0, INTEGER_MAX)
    failed = Integer(0, INTEGER_MAX)


class ProgressView(Schema):
    """How far a campaign is, by area and unit."""

    at = Instant()
    items = Many(Nested(ProgressRow), most=10000)
