"""The collections of features: what they are called, what is told of each feature, and who may read them."""
from __future__ import annotations

from dataclasses import dataclass

TEXT, DAY, FLAG = {"type": "string"}, {"type": "string", "format": "date"}, {"type": "boolean"}


@dataclass(frozen=True, slots=True)
class Collection:
    """One collection. titles, abouts: English, Chinese. told: property -> JSON schema. private: for who is signed in."""

    id: str
    titles: tuple[str, str]
    abouts: tuple[str, str]
    told: dict[str, dict[str, str]]
    filters: tuple[str, ...]
    private: bool = False
    timed: bool = False

    def title(self, language: str) -> str:
        """Give its title in 'zh' or 'en'."""
        return self.titles[language == "zh"]

    def about(self, language: str) -> str:
        """Give what it holds in 'zh' or 'en'."""
        return self.abouts[language == "zh"]


def _told(*names: str) -> dict[str, dict[str, str]]:
    return dict.fromkeys(names, TEXT)


AREAS = Collection(
    "areas",
    ("Areas", "区划"),
    ("Areas of the register down to communities, with their borders where drawn.", "登记的区划，到社区为止，附已绘制的边界。"),
    _told("code", "name", "level", "parent"),
    ("name", "level", "parent"),
)
GRIDS = Collection(
    "grids",
    ("Grids", "网格"),
    ("Grids with their kinds and borders.", "网格及其类型和边界。"),
    _told("code", "name", "kind", "community"),
    ("name", "kind", "community"),
)
PLACES = Collection(
    "places",
    ("Places", "场所"),
    ("Estates, buildings and public places, without addresses and counts.", "小区、楼栋和九小场所，不含地址和户数。"),
    _told("code", "name", "kind", "place_kind", "area", "grid"),
    ("name", "kind", "place_kind", "area", "grid"),
)
CASES = Collection(
    "cases",
    ("Cases in scope", "范围内事项"),
    (
        "Cases you may see, each at the point of its grid, never where it was reported. Needs a bearer token.",
        "您有权查看的事项，位置为所在网格的代表点，不是上报位置。需携带令牌。",
    ),
    {**_told("state", "kind", "unit", "area", "grid"), "opened": DAY, "open": FLAG},
    ("state", "kind", "unit", "area", "grid", "open"),
    private=True,
    timed=True,
)
COLLECTIONS = {one.id: one for one in (AREAS, GRIDS, PLACES, CASES)}
