"""The map over HTTP: GeoJSON, and the documents of OGC API - Features."""
from __future__ import annotations

from marshmallow import fields

from kernel.wire import INTEGER_MAX, Choice, Integer, Many, Nested, Number, Schema, Text


class LinkView(Schema):
    """A link (RFC 8288)."""

    href = Text(most=2048)
    rel = Text(most=64)
    type = Text(most=100)
    title = Text(most=200)


class FeatureView(Schema):
    """A feature. geometry: null for what is drawn nowhere; of a case, the point of its grid."""

    type = Choice("Feature")
    id = Text(most=64)
    geometry = fields.Dict(allow_none=True)
    properties = fields.Dict()
    links = Many(Nested(LinkView), most=20)


class DrawnView(Schema):
    """A page of features. next: the `cursor` of the page that follows, null on the last."""

    type = Choice("FeatureCollection")
    features = Many(Nested(FeatureView), most=1000)
    next = Text(most=1024, allow_none=True)


class ItemsView(Schema):
    """A page of features. numberMatched: left out where counting would cost."""

    type = Choice("FeatureCollection")
    features = Many(Nested(FeatureView), most=1000)
    numberReturned = Integer(0, 1000)  # noqa: N815 - named by the standard
    numberMatched = Integer(0, INTEGER_MAX)  # noqa: N815
    links = Many(Nested(LinkView), most=20)


class LandingView(Schema):
    """Where everything begins."""

    title = Text(most=200)
    description = Text(most=2000)
    links = Many(Nested(LinkView), most=20)


class ConformanceView(Schema):
    """Which parts of the standard are kept."""

    conformsTo = Many(Text(most=200), most=20)  # noqa: N815


class SpatialView(Schema):
    """Windows that hold everything drawn."""

    bbox = Many(Many(Number(-180, 180), most=4), most=4)
    crs = Text(most=200)


class ExtentView(Schema):
    """Where the features are."""

    spatial = Nested(SpatialView)


class CollectionView(Schema):
    """One collection of features."""

    id = Text(most=32)
    title = Text(most=200)
    description = Text(most=2000)
    itemType = Choice("feature")  # noqa: N815
    crs = Many(Text(most=200), most=5)
    extent = Nested(ExtentView)
    links = Many(Nested(LinkView), most=20)


class CollectionsView(Schema):
    """All collections."""

    collections = Many(Nested(CollectionView), most=20)
    links = Many(Nested(LinkView), most=20)
