"""The map over HTTP: GeoJSON and OGC API Features, by the requirements of the standard and the rules of this house."""
from __future__ import annotations

import gzip
import re
import sys
from dataclasses import replace
from pathlib import Path
from urllib.parse import quote, urlsplit

import jsonschema
import orjson
import pytest
from eventlet.green import subprocess
from openapi_spec_validator import OpenAPIV30SpecValidator

from kernel.run import container
from services.gateway.http.quota import QUOTAS
from services.grid.service.chart.charting import Charting
from services.grid.store.ground import ground
from services.grid.territory import TerritoryProvider
from tests.integration.gateway.ground import CASE, GRIDS, settle
from tests.integration.grid.town import DISTRICT, EAST

COLLECTIONS = ("areas", "grids", "places", "cases")
OPEN = COLLECTIONS[:3]
GEO = "application/geo+json"
BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"


class Grid(Charting):
    """As much of the grid service as a map asks for."""

    name = "grid"
    territory = TerritoryProvider()


@pytest.fixture
def town(database_of):
    return settle(database_of("grid"))


@pytest.fixture
def behind(town, settings, service_url):
    """The grid service, on its own database."""
    running = container(Grid, replace(settings, database_url=service_url("grid")))
    running.start()
    yield running
    running.stop()


@pytest.fixture
def get(behind, client):
    def ask(path, **headers):
        return client("GET", path, **headers)

    return ask


@pytest.fixture
def token(behind, client):
    return client.token("clerk1")


def links(document):
    return {(link["rel"], link["type"]): link["href"] for link in document["links"]}


def path_of(href):
    parts = urlsplit(href)
    return parts.path + (f"?{parts.query}" if parts.query else "")


def test_the_landing_page_leads_to_everything_req_core_root_success(get, client):
    got = get("/ogc")
    found = links(got.json)
    assert got.headers["Content-Type"] == "application/json"
    assert {rel for rel, _ in found} >= {"self", "alternate", "service-desc", "service-doc", "conformance", "data"}
    for (rel, media), href in found.items():
        assert href.startswith(f"http://127.0.0.1:{client.port}/ogc"), "absolute, as the client came"
        answer = get(path_of(href))
        assert answer.status == (303 if rel == "service-doc" else 200)
        if answer.status == 200:
            assert answer.headers["Content-Type"].startswith(media)
    assert get("/ogc/").json["links"][1:] == [
        {**link, "href": link["href"].replace("/ogc?", "/ogc/?")} for link in got.json["links"][1:]
    ]


def test_conformance_names_core_geojson_html_and_openapi_req_core_conformance_success(get):
    classes = get("/ogc/conformance").json["conformsTo"]
    part = "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf"
    assert {f"{part}/core", f"{part}/geojson", f"{part}/oas30", f"{part}/html"} == set(classes)


def test_collections_say_where_their_features_are_req_core_fc_md_success(get):
    document = get("/ogc/collections").json
    assert [one["id"] for one in document["collections"]] == list(COLLECTIONS)
    assert {rel for rel, _ in links(document)} >= {"self", "alternate"}
    for one in document["collections"]:
        assert one["title"]
        assert one["itemType"] == "feature"
        assert one["extent"]["spatial"]["bbox"] == [[121.5, 38.8, 121.7, 39.0]]
        assert {("items", GEO), ("items", "text/html")} <= links(one).keys()
        alone = get(f"/ogc/collections/{one['id']}").json
        assert {name: alone[name] for name in one if name != "links"} == {n: v for n, v in one.items() if n != "links"}
        assert {rel for rel, _ in links(alone)} >= {"self", "alternate", "items"}


def test_a_collection_nobody_knows_is_missing(get):
    assert get("/ogc/collections/people").status == get("/ogc/collections/people/items").status == 404


def test_the_api_document_is_valid_openapi_3_0_and_tells_of_each_collection(get):
    got = get("/ogc/api")
    assert got.headers["Content-Type"] == "application/vnd.oai.openapi+json;version=3.0"
    assert list(OpenAPIV30SpecValidator(got.json).iter_errors()) == []
    for one in COLLECTIONS:
        items = got.json["paths"][f"/collections/{one}/items"]["get"]
        named = {part.get("name") or part["$ref"].rpartition("/")[2] for part in items["parameters"]}
        assert named >= {"bbox", "datetime", "limit", "f"}
        assert ("security" in items) == (one == "cases")


@pytest.mark.parametrize("one", COLLECTIONS)
def test_answers_fit_the_schemas_the_api_document_gives_for_them(get, token, one):
    document = get("/ogc/api").json

    def fits(got, name):
        schema = _plain({**document["components"]["schemas"][name], "components": document["components"]})
        jsonschema.validate(got.json, schema)

    fits(get("/ogc"), "landing")
    fits(get(f"/ogc/collections/{one}"), "collection")
    page = get(f"/ogc/collections/{one}/items", token=token)
    fits(page, f"{one}_page")
    first = page.json["features"][0]
    fits(get(f"/ogc/collections/{one}/items/{first['id']}", token=token), f"{one}_feature")


def _plain(part):
    """Write `nullable` as plain JSON Schema has it."""
    if isinstance(part, dict):
        made = {key: _plain(value) for key, value in part.items()}
        return {**made, "type": [made["type"], "null"]} if made.get("nullable") is True else made
    return [_plain(one) for one in part] if isinstance(part, list) else part


def test_pages_follow_by_links_until_each_feature_was_seen_once_req_core_fc_links(get, town):
    path, seen = "/ogc/collections/grids/items?limit=25&kind=base", []
    while path:
        got = get(path)
        assert got.headers["Content-Type"] == GEO
        assert got.json["numberReturned"] == len(got.json["features"]) <= 25
        assert got.json["numberMatched"] == GRIDS
        seen += [one["id"] for one in got.json["features"]]
        following = links(got.json).get(("next", GEO))
        assert following is None or f'<{following}>; rel="next"' in got.headers["Link"]
        path = following and path_of(following)
    assert seen == town.grids


def test_a_cursor_of_another_list_or_made_up_is_refused(get):
    following = links(get("/ogc/collections/grids/items?limit=1").json)["next", GEO]
    cursor = following.partition("cursor=")[2]
    assert get(f"/ogc/collections/areas/items?cursor={cursor}").status == 400
    assert get("/ogc/collections/grids/items?cursor=abc").status == 400


@pytest.mark.parametrize(
    ("query", "count"),
    [
        ("bbox=121.6115,38.9,121.6125,38.91", 2),
        ("bbox=121.6115,38.9,-5,121.6125,38.91,900", 2),
        ("bbox=10,10,11,11", 0),
        ("bbox=121.6695,38.9,-179,38.95", 2),
        ("bbox=121.5,38.8,121.7,39.0&kind=special", 0),
        (f"community={EAST}", GRIDS),
        ("name=" + quote("7号"), 1),
        ("limit=999999", GRIDS),
        ("limit=99999999999", GRIDS),
        ("datetime=2026-03-01T00:00:00Z", GRIDS),
        ("datetime=2026-03-01T00:00:00.5%2B08:00/..", GRIDS),
        ("datetime=0001-01-01T00:00:00Z/9999-12-31T23:59:59Z", GRIDS),
        ("datetime=/9999-12-31", GRIDS),
        ("datetime=0001-01-01T00:00:00%2B14:00/..", GRIDS),
        ("bbox=121.61149999999999238,38.9,121.6125,38.909999999999996589", 2),
        ("bbox=-1e-7,38.9,121.6115,39.0", 1),
    ],
)
def test_windows_and_properties_narrow_a_page_req_core_fc_bbox_response(get, query, count):
    got = get(f"/ogc/collections/grids/items?{query}")
    assert (got.status, got.json["numberReturned"]) == (200, count)


@pytest.mark.parametrize(
    "query",
    [
        "colour=red", "bbox=1,2,3", "bbox=a,b,c,d", "bbox=1,9,2,3", "bbox=1,2,3,4&bbox=1,2,3,4", "limit=0", "limit=-1", "limit=x",
        "datetime=yesterday", "datetime=2026-13-01", "datetime=2026-03-01T00:00:00", "datetime=../..",
        "datetime=2026-03-02/2026-03-01", "datetime=2026-03-01/2026-03-02/2026-03-03",
        "datetime=", "bbox=", "bbox=1e9,2,3,4", "bbox=nan,2,3,4",
        "f=xml", "f=", "name=%00", "kind=unheard", "state=reported", "after=x", "bbox-crs=x",
    ],
)  # fmt: skip
def test_what_an_address_says_wrongly_is_refused_with_400_req_core_query_param_unknown_and_invalid(get, query):
    got = get(f"/ogc/collections/grids/items?{query}")
    assert (got.status, got.headers["Content-Type"]) == (400, "application/problem+json")


@pytest.mark.parametrize("path", ["/ogc", "/ogc/conformance", "/ogc/collections", "/ogc/collections/grids", "/ogc/api"])
def test_each_document_refuses_what_it_does_not_know(get, path):
    assert get(f"{path}?colour=red").status == 400


def test_one_feature_is_read_by_its_id_req_core_f_success(get, town):
    got = get(f"/ogc/collections/grids/items/{town.grids[6]}")
    assert (got.json["type"], got.json["id"], got.headers["Content-Type"]) == ("Feature", town.grids[6], GEO)
    assert got.json["geometry"]["type"] == "Polygon"
    assert {rel for rel, _ in links(got.json)} >= {"self", "alternate", "collection"}
    assert get("/ogc/collections/grids/items/nothing").status == 404


def test_what_is_not_drawn_has_no_geometry_and_says_so(get):
    street = next(one for one in get("/ogc/collections/areas/items").json["features"] if one["id"] != DISTRICT)
    assert street["geometry"] is None


@pytest.mark.parametrize("one", OPEN)
def test_who_holds_a_page_is_spared_it_until_the_ground_changes(get, one):
    for path in (f"/ogc/collections/{one}/items", f"/api/v1/map/{one}"):
        tag = get(path).headers["ETag"]
        assert tag.startswith('"')
        same = get(path, If_None_Match=tag)
        assert (same.status, same.body, same.headers["ETag"]) == (304, b"", tag)
        assert get(f"{path}?limit=7", If_None_Match=tag).status == 200, "another page"
        assert get(path, If_None_Match=tag, Accept_Language="en").status in (200, 304)


def test_a_held_page_of_the_ground_ends_with_a_change_of_the_ground(get, behind, database_of, town):
    tag = get("/api/v1/map/grids").headers["ETag"]
    db = database_of("grid")
    with db.transaction() as tx:
        tx.later("UPDATE grid SET name = 'new', version = version + 1 WHERE code = %s", (town.grids[0],))
        ground.touch(tx)
    provider = next(part for part in behind.dependencies if part.attr_name == "territory")
    provider.watch.refresh()
    got = get("/api/v1/map/grids", If_None_Match=tag)
    assert (got.status, got.json["features"][0]["properties"]["name"]) == (200, "new")


def test_a_page_is_compressed_for_who_can_read_that_under_a_tag_of_its_own(get):
    plain, packed = get("/api/v1/map/grids"), get("/api/v1/map/grids", Accept_Encoding="gzip")
    assert packed.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(packed.body) == plain.body
    assert len(packed.body) < len(plain.body) / 4
    assert packed.headers["ETag"] != plain.headers["ETag"]
    assert get("/api/v1/map/grids", Accept_Encoding="gzip", If_None_Match=packed.headers["ETag"]).status == 304


def test_head_tells_what_get_would(client, get):
    whole, told = get("/api/v1/map/grids"), client("HEAD", "/api/v1/map/grids")
    assert (told.status, told.body, told.headers["ETag"]) == (200, b"", whole.headers["ETag"])


def test_our_own_map_pages_by_cursor(get, town):
    first = get("/api/v1/map/grids?limit=40&zoom=12").json
    second = get(f"/api/v1/map/grids?limit=40&zoom=12&cursor={first['next']}").json
    assert [one["id"] for one in first["features"] + second["features"]] == town.grids
    assert second["next"] is None


@pytest.mark.parametrize(
    "path", ["/ogc/collections/cases/items", f"/ogc/collections/cases/items/{CASE.format(0)}", "/api/v1/map/cases"]
)
def test_cases_need_a_bearer_token_and_a_password_in_the_header_is_none(get, path):
    nobody = get(path)
    assert (nobody.status, nobody.json["code"]) == (401, "gateway.token_missing")
    assert nobody.headers["WWW-Authenticate"].startswith("Bearer")
    assert get(path, Authorization="Basic Y2xlcms6cGFzc3dvcmQ=").status == 401


def test_two_reports_of_one_grid_stand_at_one_point_and_tell_nothing_of_their_reporters(get, token, town):
    got = get("/ogc/collections/cases/items", token=token)
    first, second = got.json["features"]
    assert {first["id"], second["id"]} == set(town.cases)
    assert first["geometry"] == second["geometry"] == {"type": "Point", "coordinates": [121.6115, 38.91]}
    assert not re.search("rubbish|lane 7|121.6101|121.6109|38.9001|38.9199", got.body.decode())
    assert got.headers["Cache-Control"] == "private, no-cache"
    assert "Authorization" in got.headers["Vary"]
    assert get("/ogc/collections/cases/items?datetime=2026-03-02/..", token=token).json["numberReturned"] == 1
    assert get("/ogc/collections/cases/items?datetime=../2026-03-01T12:00:00Z", token=token).json["numberReturned"] == 1
    assert "numberMatched" not in got.json, "counting would cost"


@pytest.mark.parametrize(
    ("asked", "count"),
    [("/9999-12-31", 2), ("2026-03-02T00:00:00Z/9999-12-31T23:59:59Z", 1), ("0001-01-01/..", 2), ("9999-12-31", 0)],
)
def test_the_first_and_the_last_day_there_is_are_ends_like_any_other_req_core_fc_time_response(get, token, asked, count):
    got = get(f"/ogc/collections/cases/items?datetime={asked}", token=token)
    assert (got.status, got.json["numberReturned"]) == (200, count)


def test_a_held_list_of_cases_is_nobody_elses(get, token, client):
    tag = get("/api/v1/map/cases", token=token).headers["ETag"]
    assert get("/api/v1/map/cases", token=token, If_None_Match=tag).status == 304
    assert get("/api/v1/map/cases", token=client.token("worker1"), If_None_Match=tag).status == 200


@pytest.mark.parametrize(
    "path",
    ["/ogc", "/ogc/conformance", "/ogc/collections", "/ogc/collections/grids", "/ogc/collections/grids/items",
     f"/ogc/collections/grids/items/{EAST}001", "/ogc/collections/areas/items", "/ogc/collections/places/items"],
)  # fmt: skip
def test_a_person_with_a_browser_gets_a_page_that_loads_nothing_from_elsewhere(get, path):
    got = get(path, Accept=BROWSER)
    assert (got.status, got.headers["Content-Type"]) == (200, "text/html; charset=utf-8")
    assert got.headers["Content-Security-Policy"].startswith("default-src 'self'")
    page = got.body.decode()
    assert "<script" not in page
    assert "style=" not in page
    loaded = re.findall(r'(?:src|<link[^>]*href)="([^"]*)"', page)
    assert all(one.startswith(("/", "data:")) for one in loaded)
    assert get(f"{path}?f=json", Accept=BROWSER).headers["Content-Type"] in ("application/json", GEO)
    assert get(f"{path}?f=html").headers["Content-Type"].startswith("text/html")


@pytest.mark.parametrize(
    ("accept", "media"),
    [
        ("text/html", "text/html"),
        ("text/html;q=0.3, application/geo+json", GEO),
        ("application/geo+json;q=0.3, text/html", "text/html"),
        ("application/json;q=0.5, text/html;q=0.9", "text/html"),
        ("application/json, text/html", GEO),
        ("text/html;q=0, */*", GEO),
        ("*/*", GEO),
        ("application/xml", GEO),
    ],
)
def test_what_a_client_would_rather_read_decides_between_json_and_html(get, accept, media):
    got = get("/ogc/collections/grids/items", Accept=accept)
    assert (got.status, got.headers["Content-Type"].partition(";")[0]) == (200, media)


def test_what_is_in_the_register_cannot_become_part_of_a_page(get, database_of, behind):
    db = database_of("grid")
    with db.transaction() as tx:
        tx.later("UPDATE grid SET name = '<script>alert(1)</script>', version = version + 1")
        ground.touch(tx)
    next(part for part in behind.dependencies if part.attr_name == "territory").watch.refresh()
    assert "<script" not in get("/ogc/collections/grids/items?f=html").body.decode()


def test_the_map_page_and_its_files_come_from_here(get):
    page = get("/map")
    assert page.headers["Content-Type"].startswith("text/html")
    for asset in re.findall(r'(?:src|href)="(/map/[^"]*)"', page.body.decode()):
        assert get(asset).status == 200
    assert not re.search(r"https?://", page.body.decode() + get("/map/map.js").body.decode())
    assert get("/map/other.js").status == 404


def test_whoever_asks_without_an_account_meets_a_limit(get):
    got = get("/ogc/collections/grids/items")
    assert got.headers["RateLimit-Policy"].startswith(f'"map";q={QUOTAS["map"].split()[0]}')


def test_owslib_and_gdal_open_it(behind, client, town):
    got = _gis(client.port, client.token("clerk1"))
    assert got["owslib"] == {
        "conforms": 4,
        "openapi": "3.0.3",
        "collections": list(COLLECTIONS),
        "title": "grids",
        "first": town.grids[:5],
        "following": got["owslib"]["following"],
        "window": 2,
        "item": town.grids[2],
        "cases": [{"type": "Point", "coordinates": [121.6115, 38.91]}] * 2,
    }
    assert "cursor=" in got["owslib"]["following"]
    assert got["gdal"] == {
        "layers": sorted(COLLECTIONS),
        "grids": GRIDS,
        "fields": ["code", "community", "id", "kind", "name"],
        "crs": "EPSG:4326",
        "kinds": ["Polygon"],
        "windowed": 2,
        "filtered": 0,
        "points": [[121.6115, 38.91]] * 2,
        "states": ["reported"] * 2,
        "bounds": [121.5, 38.8, 121.7, 39.0],
    }


def _gis(port, token):
    told = subprocess.run(
        [sys.executable, str(Path(__file__).with_name("gis.py")), str(port), token], capture_output=True, text=True, timeout=60
    )
    assert told.returncode == 0, told.stderr
    return orjson.loads(told.stdout)


def test_a_large_page_stays_below_what_a_message_holds(get):
    got = get("/ogc/collections/grids/items?limit=1000")
    assert len(orjson.dumps(got.json)) == len(got.body) < 2_000_000
