"""The picture of borders shows what is wrong with them."""
from __future__ import annotations

import xml.etree.ElementTree as ET

from shapely.geometry import box

from services.grid.domain.border.picture import FILL, Figure, picture


def test_what_is_drawn_anew_lies_on_top_so_that_an_overlap_is_seen() -> None:
    drawn, kept = Figure(box(121.60, 38.90, 121.62, 38.92), "drawn", "1"), Figure(box(121.61, 38.90, 121.63, 38.92), "kept", "2")
    for figures in ([drawn, kept], [kept, drawn]):
        root = ET.fromstring(picture(figures, [], "zh"))
        styles = [path.get("style", "") for path in root.iter("{http://www.w3.org/2000/svg}path")]
        assert [style.startswith(FILL["drawn"]) for style in styles] == [False, True]
