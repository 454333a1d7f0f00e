"""What OWSLib and GDAL make of the map: run as `gis.py PORT TOKEN` in a process of its own, prints JSON.

Of its own, because GDAL waits in C for answers that the test's own process gives.
"""
from __future__ import annotations

import json
import sys

import numpy as np
import pyogrio
import shapely
from owslib.ogcapi.features import Features

ROOT = "http://127.0.0.1:{}/ogc"


def owslib(url, token):
    """Walk the service as OWSLib does."""
    map_ = Features(url)
    signed = Features(url, headers={"Authorization": f"Bearer {token}"})
    first = map_.collection_items("grids", limit=5)
    following = next(link["href"] for link in first["links"] if link["rel"] == "next")
    return {
        "conforms": len(map_.conformance()["conformsTo"]),
        "openapi": map_.api()["openapi"],
        "collections": map_.feature_collections(),
        "title": map_.collection("grids")["id"],
        "first": [one["id"] for one in first["features"]],
        "following": following,
        "window": map_.collection_items("grids", bbox=[121.6115, 38.9, 121.6125, 38.91])["numberReturned"],
        "item": map_.collection_item("grids", first["features"][2]["id"])["id"],
        "cases": [one["geometry"] for one in signed.collection_items("cases", datetime_="2026-03-01/..")["features"]],
    }


def gdal(url, token):
    """Open the service as GDAL does, and so QGIS and whatever else stands on it."""
    pyogrio.set_gdal_config_options({"GDAL_HTTP_AUTH": "BEARER", "GDAL_HTTP_BEARER": token})
    source = f"OAPIF:{url}"
    meta, _, borders, _ = pyogrio.raw.read(source, layer="grids", PAGE_SIZE="25")
    _, _, windowed, _ = pyogrio.raw.read(source, layer="grids", bbox=(121.6115, 38.9, 121.6125, 38.91))
    _, _, filtered, _ = pyogrio.raw.read(source, layer="grids", where="kind = 'special'")
    case_meta, _, points, case_fields = pyogrio.raw.read(source, layer="cases")
    return {
        "layers": sorted(name for name, _ in pyogrio.list_layers(source)),
        "grids": len(borders),
        "fields": sorted(meta["fields"]),
        "crs": meta["crs"],
        "kinds": sorted({one.geom_type for one in shapely.from_wkb(borders)}),
        "windowed": len(windowed),
        "filtered": len(filtered),
        "points": [list(point.coords[0]) for point in shapely.from_wkb(points)],
        "states": [str(one) for one in case_fields[list(case_meta["fields"]).index("state")]],
        "bounds": np.round(pyogrio.read_info(source, layer="areas", force_total_bounds=False)["total_bounds"] or [], 3).tolist(),
    }


if __name__ == "__main__":
    port, token = sys.argv[1:]
    url = ROOT.format(port)
    print(json.dumps({"owslib": owslib(url, token), "gdal": gdal(url, token)}))
