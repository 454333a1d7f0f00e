"""Posts and standing in on the wire."""

from __future__ import annotations

from kernel.wire import INTEGER_MAX, After, Choice, Day, Id, Integer, Listing, Nested, Next, Pattern, Rows, Schema, Text, Version
from services.grid.domain.staff.employment import KINDS as EMPLOYMENTS
from services.grid.domain.staff.post import ENDINGS, ORIGINS
from services.grid.schemas.reading import Place

PLACE = r"[0-9A-Z][0-9A-Z-]{2,31}"
CODE = r"[a-z][a-z_]{0,31}"


class Appoint(Schema):
    """Let somebody stand on a grid or an area, in a role, from a day until another (half-open; no end = until ended)."""

    account = Id(required=True)
    role = Pattern(CODE, required=True)
    place = Pattern(PLACE, required=True)
    employment = Choice(*EMPLOYMENTS, required=True)
    valid_from = Day(required=True)
    valid_until = Day(load_default=None, allow_none=True)


class FindPost(Schema):
    """Read one post."""

    post = Id(required=True)


class EndPost(Schema):
    """End a post. on: first day its holder no longer stands there."""

    post = Id(required=True)
    version = Version()
    on = Day(required=True)


class Transfer(EndPost):
    """End a post and begin another of the same person on the same day; what is not given stays as it is."""

    place = Pattern(PLACE, required=True)
    role = Pattern(CODE, load_default=None, allow_none=True)
    employment = Choice(*EMPLOYMENTS, load_default=None, allow_none=True)


class NameStandIn(Schema):
    """Let somebody stand in on a post for some days."""

    post = Id(required=True)
    account = Id(required=True)
    valid_from = Day(required=True)
    valid_until = Day(required=True)


class EndStandIn(Schema):
    """End a standing in. on: first day they no longer do."""

    stand_in = Id(required=True)
    version = Version()
    on = Day(required=True)


class ListRoster(Listing):
    """Who stands on a place on a day."""

    after = After(Place)
    place = Pattern(PLACE, required=True)
    on = Day(load_default=None, allow_none=True)


class ListPostsOf(Listing):
    """Posts of a person, past and to come."""

    after = After(Place)
    account = Id(required=True)


class ListMyPosts(Listing):
    """The reader's own posts, past and to come."""

    after = After(Place)


class MyGround(Schema):
    """Where the caller stands today; asked by services that tell of an area."""


class StandInView(Schema):
    """A standing in."""

    id = Id()
    version = Integer(1, INTEGER_MAX)
    post = Id()
    account = Id()
    valid_from = Day()
    valid_until = Day()


class PostView(Schema):
    """A post. role_name, employment_name: in the reader's language. stand_in: who stands in on the day asked for."""

    id = Id()
    version = Integer(1, INTEGER_MAX)
    account = Id()
    role = Text(most=32)
    role_name = Text(most=80)
    place = Text(most=32)
    area = Text(most=12)
    grid = Text(most=32, allow_none=True)
    employment = Choice(*EMPLOYMENTS)
    employment_name = Text(most=80)
    valid_from = Day()
    valid_until = Day(allow_none=True)
    origin = Choice(*ORIGINS)
    ending = Choice(*ENDINGS, allow_none=True)
    stand_in = Nested(StandInView, allow_none=True)


class MovedPostView(Schema):
    """What a transfer leads to: the post there, with the one here ended."""

    id = Id()
    version = Integer(1, INTEGER_MAX)
    ended = Nested(PostView)
    begun = Nested(PostView)


class PostPage(Schema):
    """One page of posts."""

    items = Rows(PostView)
    next = Next()
