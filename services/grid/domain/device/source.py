"""What a code of a client means: which side of which threshold is a fault, and what case that makes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from kernel.errors import Invalid

BELOW, ABOVE = SIDES = ("below", "above")
DEVICE, PREMISES = KEYS = ("device", "premises")
ROUND, NEW = AGAIN = ("round", "new")
HEATING = "heating"
STANDARDS = (HEATING,)
DEGREES = "℃"


@dataclass(frozen=True, slots=True)
class Source:
    """What a code of a client means.

    client: id of the API client. code: as it sends it. side: on which side of the threshold it is a fault. unit: of value
    and threshold, as shown. same_day: the case is due on the day it is given to somebody. by: one case for each device, or
    for all of one place. again: what a fault within `again_hours` after the close makes: a new round, or a new case.
    standard: one of STANDARDS whose threshold and season the district chooses, then there is no own threshold. least, most:
    what the device can measure; beyond them it is broken.
    """

    id: str
    client: str
    code: str
    case_type: str
    side: str
    threshold: float | None
    unit: str
    same_day: bool
    by: str
    again: str
    again_hours: int
    standard: str | None
    least: float | None
    most: float | None
    version: int
    created_at: datetime

    def faulty(self, value: float) -> bool:
        """Say whether a value is on the wrong side; of a standard only once it is `under` what the district chose."""
        if self.threshold is None:
            return False
        return value < self.threshold if self.side == BELOW else value > self.threshold

    def worse(self, one: float | None, other: float) -> float:
        """Give the worse of two values."""
        if one is None:
            return other
        return min(one, other) if self.side == BELOW else max(one, other)

    def measured(self, value: float) -> None:
        """Refuse a value that the device cannot measure: a broken one would make cases of nothing.

        :raises Invalid: grid.reading_out_of_range, facts least, most
        """
        low, high = self.least is not None and value < self.least, self.most is not None and value > self.most
        if low or high:
            raise Invalid("grid.reading_out_of_range", pointer="/value", least=self.least, most=self.most)


@dataclass(frozen=True, slots=True)
class Heating:
    """What the district chose for heating. least: degrees. begins, ends: month and day of a season over the new year.

    Rule GR-199, 《大连市供热用热条例》 art. 23: from 5 November to 5 April bedrooms and living rooms have 18 degrees at
    least; a season may be made longer and a room warmer, never the other way round.
    """

    least: float
    begins: str
    ends: str

    def runs(self, on: date) -> bool:
        """Say whether a local date lies in the season, its first and last day too."""
        day = f"{on:%m-%d}"
        return day >= self.begins or day <= self.ends


def standing(given: Mapping[str, Any], *, id: str, at: datetime) -> Source:
    """Give what a code means for the first time. given: the fields of a source as they were said.

    :raises Invalid: grid.source_threshold_missing, grid.source_standard_alone, grid.source_range_crossed
    """
    return _agreed(Source(**given, id=id, version=1, created_at=at))


def changed(source: Source, given: Mapping[str, Any]) -> Source:
    """Give what a code means from now on; what is not given stays.

    :raises Invalid: as `standing`
    """
    return _agreed(replace(source, **given, version=source.version + 1))


def under(source: Source, heating: Heating) -> Source:
    """Give a source with the threshold of its standard."""
    return replace(source, threshold=heating.least) if source.standard == HEATING else source


def _agreed(source: Source) -> Source:
    """Let a source have a threshold of its own or a standard, and let what it says agree.

    Rule GR-184, domain 9.1 0-27: heating below standard is always seen to on the same day.
    """
    if source.standard is None and source.threshold is None:
        raise Invalid("grid.source_threshold_missing", pointer="/threshold")
    if source.standard is not None and source.threshold is not None:
        raise Invalid("grid.source_standard_alone", pointer="/threshold", standard=source.standard)
    if source.least is not None and source.most is not None and source.least >= source.most:
        raise Invalid("grid.source_range_crossed", pointer="/least", least=source.least, most=source.most)
    return replace(source, side=BELOW, same_day=True, unit=DEGREES) if source.standard == HEATING else source
