"""What a worker covers on a picture before others see it: rectangles chosen by hand."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PIL import Image

from kernel.errors import Invalid

FILL, PIXELATE = "fill", "pixelate"
WAYS = (FILL, PIXELATE)
MOST = 200
BLOCKS = 6  # along the longer side: what is left of what was there is six colours by six
GREY = (96, 96, 96)
Box = tuple[int, int, int, int]


@dataclass(frozen=True, slots=True)
class Cover:
    """One rectangle, pixels of the kept picture from its upper left. way: fill or pixelate."""

    x: int
    y: int
    width: int
    height: int
    way: str = FILL

    @property
    def box(self) -> Box:
        """Give left, upper, right and lower."""
        return self.x, self.y, self.x + self.width, self.y + self.height


def fitting(covers: tuple[Cover, ...], *, width: int, height: int) -> None:
    """Refuse a cover that hangs over the picture: it was drawn on another one.

    Rule GR-142, domain 8.1: people on a picture are covered by a person, nobody and nothing is recognised.

    :raises Invalid: gateway.cover_outside
    """
    for place, one in enumerate(covers):
        if one.x + one.width > width or one.y + one.height > height:
            raise Invalid("gateway.cover_outside", pointer=f"/rectangles/{place}", width=width, height=height)


def lay(picture: Image.Image, covers: tuple[Cover, ...]) -> Image.Image:
    """Give a copy in which what lies under the covers is gone, not hidden: its pixels are written over.

    Rule GR-142.
    """
    covered = picture.copy()
    for one in covers:
        covered.paste(LAID[one.way](covered, one), one.box)
    return covered


def _fill(picture: Image.Image, cover: Cover) -> Image.Image:
    return Image.new("RGB", (cover.width, cover.height), GREY)


def _pixelate(picture: Image.Image, cover: Cover) -> Image.Image:
    side = max(cover.width, cover.height) / BLOCKS
    blocks = (max(1, round(cover.width / side)), max(1, round(cover.height / side)))
    mean = picture.crop(cover.box).resize(blocks, Image.Resampling.BOX)
    return mean.resize((cover.width, cover.height), Image.Resampling.NEAREST)


LAID: dict[str, Callable[[Image.Image, Cover], Image.Image]] = {FILL: _fill, PIXELATE: _pixelate}
