"""How each row of the route table is asked about what was planted: its path, its query, its body."""
from __future__ import annotations

import json
import uuid
from urllib.parse import urlencode

from services.gateway import openapi
from services.gateway.http.route import JSON, Route
from services.gateway.routes import ROWS
from services.gateway.window.form import FORM
from tests.journey.office import day
from tests.journey.person import PICTURE
from tests.journey.piece import inside
from tests.journey.planted import COMMUNITY, FIRE_LANE, GRID, WORDS

# a segment that means another thing under another path
SEGMENTS = {
    "{provider}": {"provider": "oidc"}, "border-changes": {"change": "border_change"},
    "area-changes": {"change": "area_change"}, "erasures": {"request": "erasure_request"},
    "accounts": {"request": "account_request"},
    "retention": {"service": "house"},
    "{kind}": {"kind": "kind_of", "matter": "incident"},
    **{f"{one}-unmaskings": {"unmasking": f"{one}_unmasking"} for one in ("reporter", "petitioner", "party")},
}  # fmt: skip
# what is not planted: words of the district, and what only its owner could name
UNKNOWN = "0199a3d4-6c1e-7b52-9f0e-3c5d7a1b2e4f"
FIXED = {"asset": "docs.js", "key": "duty.sweep_at", "service": FIRE_LANE, "request": "SJ210203-20260101-000017",
         "oidc": "nobody", "house": "grid", "kind_of": "incident", "session": UNKNOWN, "token": UNKNOWN,
         "link": "A" * 56}  # fmt: skip
POINT = inside(GRID)
# a field of a command, wherever it stands -> what it is filled with; the rest is as the API document's example has it
SAID = {
    "area": COMMUNITY, "community": COMMUNITY, "place": GRID, "places": [GRID], "grid": GRID, "on_grid": GRID, "point": POINT,
    "case_type": FIRE_LANE, "areas": [COMMUNITY],
}  # fmt: skip
# a field that names an object -> the planted one
NAMED = ("incident", "item", "post", "client", "provider", "account", "member", "building", "estate")
# what a list may be asked to narrow by, tried one by one
FILTERS = {
    "area": COMMUNITY, "under": COMMUNITY, "place": GRID, "grid": GRID, "text": WORDS, "unit": "traffic_liaison", "queue": "all",
    "case_type": FIRE_LANE,
}  # fmt: skip
NEEDED = {"lon": POINT["lon"], "lat": POINT["lat"], "from": day(-1), "until": day(1), "measure": "reported", "by": "area",
          "place": GRID, "case_type": FIRE_LANE, "under": COMMUNITY, "month": day()[:7], "first": day(-6), "last": day(),
          "on": day(), "week_on": day(), "reason": "drill"}  # fmt: skip
# what goes on by itself is asked for a moment of it
ENDS = {"seconds": 1}
# acts whose example says too little of what was planted
SENT = {
    # whoever was sure would be gone, and could ask nothing more
    "ask_erasure": {"sure": False},
    "check_campaign_site": {"results": [{"item": "lane_clear", "passed": True}]},
    "open_campaign": {"template": "lane_check", "title": "检查", "area": COMMUNITY, "unit": "housing", "starts_on": day(),
                      "ends_on": day(20), "sites": [{"place": GRID}]},
    "end_area": {"to": "210203013007"},
    "register_premises": {"kind": "building", "name": "一号楼", "point": POINT},
    "certify": {"skill": "safety", "valid_from": day()},
    "blow_whistle": {"kind": "emergency", "words": "请到场。", "point": POINT, "departments": ["traffic_liaison"]},
}  # fmt: skip
# what is sent as it is, and what goes with it
SLIP = {"number": "SJ210203-20260101-000017", "code": "K7M4Q2XW"}
PARTS = "".join(f'--slip\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{said}\r\n' for name, said in SLIP.items())
BYTES = {
    "attach": PICTURE, "begin_upload": None, "continue_upload": PICTURE[:64],
    "window_photos": f"{PARTS}--slip--\r\n".encode(),
}  # fmt: skip
OF_PARTS = {
    "begin_upload": {"upload_length": "64", "upload_metadata": "filetype aW1hZ2UvanBlZw=="},
    "continue_upload": {"upload_offset": "0"}, "window_photos": {"content_type": "multipart/form-data; boundary=slip"},
}
ABOUT = {"certify": ("account",)}  # objects such an act names besides
DOCUMENT = openapi.document(ROWS)["paths"]


def segments(row: Route, ids):
    """Give the planted objects that its path names, by segment."""
    nouns = SEGMENTS.get(row.path.split("/")[3] if row.path.count("/") > 2 else "", {})
    known, names = FIXED | ids, {name: nouns.get(name, name) for name in row.parameters}
    hint = f"{row.verb} {row.path}: plant what it names in tests/journey/planted.py, kept under the name of the segment"
    assert {*names.values()} <= known.keys(), hint
    return {name: known[noun] for name, noun in names.items()}


def path(row: Route, ids):
    """Give the path with the planted objects in it."""
    return row.path.format(**segments(row, ids))


def queries(row: Route, ids):
    """Give the queries a GET is asked with: as little as it takes, then narrowed by each thing that would find it."""
    fields = {one["name"]: one for one in DOCUMENT[row.path][row.verb.lower()]["parameters"] if one["in"] == "query"}
    known = NEEDED | {"kind": "incident", "id": ids.get("incident", UNKNOWN), "account": ids.get("account", UNKNOWN)}
    needed = {name: known[name] for name in row.schema().fields if name in fields and row.schema().fields[name].required}
    needed |= ENDS if "seconds" in fields else {}
    narrowed = [{name: value} for name, value in FILTERS.items() if name in fields]
    return [f"?{urlencode(needed | one)}" if needed | one else "" for one in ({}, *narrowed)]


def body(row: Route, ids):
    """Give a command about what was planted, by the example of the API document."""
    if row.act in SENT:
        return SENT[row.act] | {name: ids[name] for name in ABOUT.get(row.act, ())}
    content = DOCUMENT[row.path]["post"]["requestBody"]["content"]
    return _filled(content["application/json"]["example"], ids) if "application/json" in content else None


def content(row: Route, ids) -> bytes | None:
    """Give what is sent with a verb as it goes over the line, None where nothing is."""
    if row.verb in ("GET", "DELETE"):
        return None
    if row.raw and row.act in BYTES:
        return BYTES[row.act]
    taken = DOCUMENT[row.path][row.verb.lower()]["requestBody"]["content"]
    if FORM in taken:
        return urlencode(_filled(taken[FORM].get("example", {}), ids)).encode()
    return json.dumps(body(row, ids), ensure_ascii=False).encode()


def headers(row: Route):
    """Give the headers that an act asks for."""
    needed = {"idempotency_key": str(uuid.uuid4()), **({"if_match": '"1"'} if row.version else {})}
    taken = DOCUMENT[row.path][row.verb.lower()].get("requestBody", {}).get("content", {})
    media = next((one for one in (JSON, FORM) if one in taken), next(iter(taken), ""))
    return {} if row.verb == "GET" else needed | ({"content_type": media} if media else {}) | OF_PARTS.get(row.act, {})


def _filled(value, ids):
    if isinstance(value, list):
        return [_filled(one, ids) for one in value]
    if not isinstance(value, dict):
        return value
    named = {name: ids[name] for name in NAMED if name in ids}
    return {name: _said(name, one, named, ids) for name, one in value.items()}


def _said(name, value, named, ids):
    if name in SAID and isinstance(value, type(SAID[name])):
        return SAID[name]
    return named[name] if name in named and isinstance(value, str) else _filled(value, ids)
