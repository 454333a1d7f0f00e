"""Settings of a district on the wire. Values are text, as files and people write them: 12, 06:00, yes, a=60 b=40."""
from __future__ import annotations

from kernel.wire import (
    INTEGER_MAX,
    After,
    Choice,
    Day,
    Exact,
    Flag,
    Id,
    Instant,
    Integer,
    Listing,
    Many,
    Nested,
    Pattern,
    Rows,
    Schema,
    Text,
    Version,
)
from services.grid.domain.setting.chosen import MADE, ORIGINS
from services.grid.domain.setting.kind import KINDS
from services.grid.domain.setting.registry import KINDS_OF_GRIDS, SETTINGS
from services.grid.schemas.incident import AREA
from services.grid.schemas.reading import Place

VALUE_MOST = 200


class ListSettings(Schema):
    """Read every setting as it is at a place on a day. area: the reader's own when none is named. on: today when none is."""

    area = Pattern(AREA, load_default=None, allow_none=True)
    on = Day(load_default=None, allow_none=True)


class FindSetting(ListSettings):
    """Read one setting as it is at a place on a day. grid_kind: for a setting that each kind of grid has for itself."""

    key = Choice(*SETTINGS, required=True)
    grid_kind = Choice(*KINDS_OF_GRIDS, load_default=None, allow_none=True)


class ListSettingChanges(Listing):
    """Page through the choices that were made of a setting, the latest first."""

    key = Choice(*SETTINGS, required=True)
    after = After(Place)


class ChangeSetting(Schema):
    """Choose the value of a setting from a day on.

    version: of the setting at this place. area: none for the whole district. value: '' = what a wider area chose, else the
    default. valid_from: today when none is named. source: why it is so, such as the number of a decision.
    """

    key = Choice(*SETTINGS, required=True)
    version = Version()
    area = Pattern(AREA, load_default=None, allow_none=True)
    grid_kind = Choice(*KINDS_OF_GRIDS, load_default=None, allow_none=True)
    value = Exact(most=VALUE_MOST, least=0, required=True)
    valid_from = Day(load_default=None, allow_none=True)
    source = Text(most=VALUE_MOST, least=0, load_default="")


class NextChoiceView(Schema):
    """What is chosen from a later day on."""

    value = Text(most=VALUE_MOST, least=0)
    valid_from = Day()


class SettingView(Schema):
    """One setting at one place.

    area: the place, null for the whole district. value: what holds, '' for no limit. origin: where that comes from;
    chosen_for: area that chose it, since: from which day. usual: the default. least, most: bounds, '' where there is none.
    choices: what may be chosen. per_area: an area may choose for itself. version: of what was chosen for this very place; 1
    = nothing was. reason: given with the choice. source: of default and bounds. words, unit: in the reader's language.
    """

    key = Choice(*SETTINGS)
    grid_kind = Choice(*KINDS_OF_GRIDS, allow_none=True)
    area = Pattern(AREA, allow_none=True)
    kind = Choice(*KINDS)
    words = Text(most=100)
    unit = Text(most=20, least=0)
    value = Text(most=VALUE_MOST, least=0)
    origin = Choice(*ORIGINS)
    chosen_for = Pattern(AREA, allow_none=True)
    since = Day(allow_none=True)
    reason = Text(most=VALUE_MOST, least=0)
    next = Nested(NextChoiceView, allow_none=True)
    usual = Text(most=VALUE_MOST, least=0)
    least = Text(most=20, least=0)
    most = Text(most=20, least=0)
    choices = Many(Text(most=32), most=50)
    per_area = Flag()
    source = Text(most=VALUE_MOST)
    version = Integer(1, INTEGER_MAX)


class SettingsView(Schema):
    """All settings at one place on one day. area: null for the whole district."""

    area = Pattern(AREA, allow_none=True)
    on = Day()
    items = Many(Nested(SettingView), most=200)


class SettingChangeView(Schema):
    """One choice that was made."""

    id = Id()
    key = Choice(*SETTINGS)
    area = Pattern(AREA, allow_none=True)
    grid_kind = Choice(*KINDS_OF_GRIDS, allow_none=True)
    value = Text(most=VALUE_MOST, least=0)
    valid_from = Day()
    version = Integer(2, INTEGER_MAX)
    origin = Choice(*MADE)
    reason = Text(most=VALUE_MOST, least=0)
    created_at = Instant()


class SettingChangePage(Schema):
    """One page of choices."""

    items = Rows(SettingChangeView)
    next = Text(most=2000, allow_none=True)
