"""How somebody is employed at a post, and how many grids that allows."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from kernel.errors import Conflict
from services.grid.domain.staff.post import Post


@dataclass(frozen=True, slots=True)
class Employment:
    """One kind. one_grid: its holder stands on one grid at a time. alone: nobody else so employed has that role there."""

    name_zh: str
    name_en: str
    one_grid: bool
    alone: bool


KINDS: Mapping[str, Employment] = {
    "full_time": Employment("专职（一格一员）", "full time: one grid, one person", one_grid=True, alone=True),
    "professional": Employment("专业（一员多格）", "professional: one person, many grids", one_grid=False, alone=False),
    "part_time": Employment("兼职（一格多员）", "part time: one grid, many persons", one_grid=True, alone=False),
}


def fit(post: Post, *, own: Iterable[Post], there: Iterable[Post]) -> None:
    """Refuse a post that its holder's other posts, or the other holders there, leave no room for.

    own: other posts of the same person. there: other posts of the same place. What never shares a day with the post does
    not count. On an area (a building, a street) employment binds nobody: the rule speaks of grids.

    Rule GR-51, domain 9.2 (1-17): 专职一格一员, 专业一员多格, 兼职一格多员.

    :raises Conflict: grid.post_held_already, grid.post_second_grid, grid.post_full_time_taken
    """
    met = [one for one in own if one.term.meets(post.term)]
    if any((one.place, one.role) == (post.place, post.role) for one in met):
        raise Conflict("grid.post_held_already", place=post.place, role=post.role)
    if post.grid is None:
        return
    _one_grid(post, [one for one in met if one.grid not in (None, post.grid)])
    if KINDS[post.employment].alone:
        _alone(post, there)


def _one_grid(post: Post, elsewhere: list[Post]) -> None:
    for one in elsewhere:
        if KINDS[post.employment].one_grid or KINDS[one.employment].one_grid:
            raise Conflict("grid.post_second_grid", employment=post.employment, also=one.employment)


def _alone(post: Post, there: Iterable[Post]) -> None:
    for one in there:
        if (one.role, one.employment) == (post.role, post.employment) and one.term.meets(post.term):
            raise Conflict("grid.post_full_time_taken", place=post.place, role=post.role)
