"""Where and what: points inside the sample district's grids, and the kind a text speaks of."""
from __future__ import annotations

import csv
import json
from dataclasses import dataclass
from pathlib import Path

from shapely.geometry import Point, Polygon, shape

from tools.demo.message import Message, lot

OTHER = "E0699"

# words that point to a kind; the first kind whose word stands in the text is taken
HINTS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("F0101", ("井盖",)),
    ("F0103", ("路灯", "街灯")),
    ("F0503", ("电梯",)),
    ("F0201", ("红绿灯", "信号灯")),
    ("E0403", ("燃气泄漏", "煤气味", "天然气泄漏")),
    ("E0601", ("暖气不热", "供暖", "供热")),
    ("E0602", ("停水", "自来水")),
    ("E0404", ("下水道", "污水", "排水")),
    ("E0401", ("塌陷", "坑洼", "路面破损", "路烂")),
    ("E0406", ("积水", "内涝")),
    ("E0504", ("消防通道", "消防车道")),
    ("E0502", ("乱停", "停车", "违停")),
    ("E0301", ("夜间施工", "施工噪音", "噪音扰民", "噪声")),
    ("E0302", ("扬尘", "灰尘")),
    ("E0303", ("施工",)),
    ("E0109", ("油烟",)),
    ("E0505", ("广场舞", "音响")),
    ("E0101", ("违建", "违章建筑", "乱搭", "私搭")),
    ("E0102", ("垃圾",)),
    ("E0501", ("占道", "摆摊", "夜市")),
    ("E0106", ("绿地", "绿化", "草坪")),
    ("F0401", ("行道树", "大树")),
    ("E0603", ("物业",)),
    ("F0502", ("门禁", "单元门")),
    ("F0108", ("健身器材",)),
)


@dataclass(frozen=True, slots=True)
class Kind:
    """One case type: responsible unit and the evidence its closing asks for."""

    code: str
    unit: str
    evidence: tuple[str, ...]


class Ground:
    """The files of a district's folder, as far as the play needs them."""

    def __init__(self, folder: Path) -> None:
        with (folder / "case_types.csv").open(encoding="utf-8") as file:
            rows = list(csv.DictReader(file))
        self.kinds = {row["code"]: Kind(row["code"], row["unit"], tuple(row["evidence"].split())) for row in rows}
        features = json.loads((folder / "grids.geojson").read_text())["features"]
        self._cells: list[tuple[str, Polygon]] = [
            (feature["properties"]["code"][:12], shape(feature["geometry"])) for feature in features
        ]

    def kind(self, message: Message) -> Kind:
        """Give the kind a message speaks of, by its words; what nobody knows is 'other'."""
        for code, words in HINTS:
            if any(word in message.text for word in words):
                return self.kinds[code]
        return self.kinds[OTHER]

    def point(self, message: Message) -> dict[str, float | str]:
        """Give a point inside one of the grids, always the same for the same message."""
        _, cell = self._cell(message)
        west, south, east, north = cell.bounds
        for turn in range(100):
            lon = west + lot(f"{message.id}/{turn}/x") * (east - west)
            lat = south + lot(f"{message.id}/{turn}/y") * (north - south)
            if cell.contains(Point(lon, lat)):
                break
        return {"lon": round(lon, 6), "lat": round(lat, 6), "system": "wgs84"}

    def community(self, message: Message) -> str:
        """Give the 12-digit code of the community that the message's point lies in."""
        return self._cell(message)[0]

    def _cell(self, message: Message) -> tuple[str, Polygon]:
        return self._cells[int(lot(message.id + "/cell") * len(self._cells))]
