"""The map: GeoJSON, and OGC API Features."""

from __future__ import annotations

from functools import partial

from services.gateway.http.route import HTML, ROLES, Route, read
from services.gateway.routes.group import ANYONE, V1
from services.grid.schemas import chart_request as ask
from services.grid.schemas import chart_view as view

GEO = "application/geo+json"
OPENAPI = "application/vnd.oai.openapi+json;version=3.0"
OGC = "/ogc"
COLLECTIONS = f"{OGC}/collections"
# the standard wants 400 for whatever an address says wrongly
standard = partial(read, invalid=400)
# what a program reads as data a browser is shown as a page
shown = partial(standard, also=(HTML,))
anyone = partial(shown, roles=ANYONE, quota="map")

# layer, what is asked of it by the map and by the standard, in words, who may
LAYERS = (
    ("areas", ask.MapAreas, ask.AreaItems, ("areas", "区划"), ANYONE),
    ("grids", ask.MapGrids, ask.GridItems, ("grids", "网格"), ANYONE),
    ("places", ask.MapPlaces, ask.PlaceItems, ("places", "场所"), ANYONE),
    ("cases", ask.MapCases, ask.CaseItems, ("cases in scope", "范围内事项"), ROLES),
)

ROWS: tuple[Route, ...] = (
    read("/map", "gateway", "map_page", ask.Nothing, None, ("Look at the map", "地图页面"), ANYONE, media=HTML),
    read("/map/{asset}", "gateway", "map_asset", ask.Asset, None, ("Get a file of it", "地图文件"), ANYONE, media="*/*"),
    *(
        read(
            f"{V1}/map/{name}", "gateway", f"map_{name}", drawn, view.DrawnView,
            (f"Draw {said[0]}", f"绘制{said[1]}"), roles, quota="map", media=GEO,
        )
        for name, drawn, _, said, roles in LAYERS
    ),
    anyone(OGC, "gateway", "ogc_landing", ask.Shown, view.LandingView, ("Begin with OGC API", "OGC API 首页")),
    # some clients put a slash behind the address they are given
    anyone(f"{OGC}/", "gateway", "ogc_front", ask.Shown, view.LandingView, ("The same, with a slash", "同上")),
    anyone(f"{OGC}/conformance", "gateway", "ogc_conformance", ask.Shown, view.ConformanceView, ("Standard", "标准")),
    anyone(f"{OGC}/api", "gateway", "ogc_api", ask.Shown, None, ("Read its document", "接口文档"), media=OPENAPI, redirect=True),
    anyone(COLLECTIONS, "gateway", "ogc_collections", ask.Shown, view.CollectionsView, ("Collections", "全部要素集")),
    *(
        anyone(
            f"{COLLECTIONS}/{name}", "gateway", f"ogc_{name}", ask.Shown, view.CollectionView,
            (f"About {said[0]}", f"{said[1]}说明"),
        )
        for name, _, _, said, _ in LAYERS
    ),
    *(
        shown(
            f"{COLLECTIONS}/{name}/items", "gateway", f"ogc_{name}_items", items, view.ItemsView,
            (f"List {said[0]} as features", f"{said[1]}要素"), roles, quota="map", media=GEO,
        )
        for name, _, items, said, roles in LAYERS
    ),
    *(
        shown(
            f"{COLLECTIONS}/{name}/items/{{feature}}", "gateway", f"ogc_{name}_item", ask.Item, view.FeatureView,
            (f"Read one of {said[0]}", f"一个{said[1]}要素"), roles, quota="map", media=GEO,
        )
        for name, _, _, said, roles in LAYERS
    ),
)  # fmt: skip
