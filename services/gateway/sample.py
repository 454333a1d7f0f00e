"""Examples for the API document: invented, and valid by the schemas they illustrate."""
from __future__ import annotations

import re
from typing import Any

ID = "0199a3d4-6c1e-7b52-9f0e-3c5d7a1b2e4f"
INSTANT = "2026-11-22T09:30:00+08:00"
DAY = "2026-12-31"
WORDS = {
    "description": "小区门口路灯不亮，已有三天",
    "text": "小区门口路灯不亮，已有三天",
    "address": "八一路12号门前",
    "area": "210203001001",
    "areas": "210203001001",
    "grid": "210203001001001",
    "community": "210203001001",
    "places": "210203001001",
    "place": "210203001001001",
    "departments": "city_management",
    "case_type": "facility.street_lamp",
    "service_code": "facility.street_lamp",
    "unit": "city_management",
    "proposed": "city_management",
    "number": "SJ210203-20261122-000017",
    "code": "K7M4Q2XW",
    "login": "worker1",
    "password": "a long sentence nobody guesses",
    "phone": "13800000000",
    "guard": "0123456789abcdef" * 4,
    "sure": True,
    "asset": "docs.js",
    "lon": 121.611,
    "long": 121.611,
    "lat": 38.914,
    "score": 5,
    "mediator": ID,
    "provider": "staff",
}
FORMS = {
    "[A-Za-z0-9_-]{43}": "Zk3vT0q9dXn2Lr8sYw5bHc1mPa7eUf4gJi6oKt-VxQz",
    "[A-Za-z0-9_-]{56}": "4nq0c1Zk3vT0q9dXn2Lr8gGZo9RsHntSnw48XXobLk8AAAAAAAFpIi8A",
    "[0-9]{6}": "081804",
    r"-?[0-9]{1,3}(\.[0-9]{1,12})?": "121.611",
    "[0-9a-f]{8}": ID,
    "[0-9a-f]{16}": "5f3c9a0e1b7d2c84",
    "[0-9A-Z-]{2,": "210203001001001",
    "[A-Za-z0-9_.:-]": "level-0017",
    r"[\x21-\x7e]": "matter-0017",
    "[a-z][a-z_]": "grid_head",
    "[a-z][a-z0-9_]": "fire_lane",
    "[a-z0-9][a-z0-9_]": "grid_head",
}
FORMATS = {"date-time": INSTANT, "date": DAY, "uuid": ID}
TYPES: dict[str, Any] = {"string": "…", "integer": 1, "number": 1.5, "boolean": True, "object": {}}

# one telling problem for each status
PROBLEMS: dict[int, tuple[str, dict[str, Any]]] = {
    400: ("gateway.key_missing", {}),
    401: ("gateway.token_missing", {}),
    403: ("gateway.role_refused", {"role": "resident"}),
    404: ("gateway.path_unknown", {}),
    409: ("grid.incident_act_not_allowed", {"state": "closed", "act": "dispatch", "legal": ["rate", "reopen"]}),
    412: ("grid.incident_changed", {}),
    408: ("gateway.body_late", {}),
    413: ("gateway.body_too_large", {"most": 10485760}),
    414: ("gateway.path_too_long", {}),
    415: ("gateway.attachment_type_refused", {"allowed": ["image/jpeg", "image/png"]}),
    422: ("wire.unknown_field", {}),
    428: ("gateway.version_missing", {}),
    429: ("gateway.too_many_requests", {"retry_after_seconds": 42}),
    431: ("gateway.header_too_large", {}),
    460: ("gateway.upload_checksum_wrong", {}),
    500: ("gateway.defect", {}),
    503: ("rpc.timeout", {}),
}


def of(name: str, schema: dict[str, Any]) -> Any:
    """Give an example of one field by its name, its choices, its form or its type."""
    if "enum" in schema:
        return schema["enum"][0]
    said = schema.get("example") or WORDS.get(name)
    said = str(said) if isinstance(said, float) and kind(schema) == "string" else said  # a form's number is a text
    if said is not None and _fits(said, schema):
        return said
    form = next((form for form in FORMS if form in schema.get("pattern", "")), None)
    if form:
        return FORMS[form]
    return FORMATS.get(schema.get("format", "")) or TYPES[kind(schema)]


def body(schema: dict[str, Any], components: dict[str, Any]) -> Any:
    """Give an example of an object: what is required, and what has a telling example of its own.

    components: the schemas that references point to, by name.
    """
    parts = schema.get("properties", {})
    shown = {*schema.get("required", ()), *(WORDS.keys() & parts.keys()), *(name for name in parts if "example" in parts[name])}
    return {name: _value(name, part, components) for name, part in schema["properties"].items() if name in shown}


def _fits(value: Any, schema: dict[str, Any]) -> bool:
    """Tell whether a telling example may stand here: one name may mean different things in two schemas."""
    said = isinstance(value, str)
    return said == (kind(schema) == "string") and (not said or re.search(schema.get("pattern", ""), value) is not None)


def kind(schema: dict[str, Any]) -> str:
    """Give the JSON type of a field, null aside."""
    found = schema.get("type", "object")
    return found if isinstance(found, str) else next(name for name in found if name != "null")


def _value(name: str, schema: dict[str, Any], components: dict[str, Any]) -> Any:
    schema = _resolved(schema, components)
    if "properties" in schema:
        return body(schema, components)
    if kind(schema) == "array":
        return [_value(name, schema["items"], components)] if schema.get("minItems") else []
    return of(name, schema)


def _resolved(schema: dict[str, Any], components: dict[str, Any]) -> dict[str, Any]:
    """Follow a reference, alone or beside null."""
    options = [schema, *schema.get("anyOf", ()), *schema.get("allOf", ())]
    found = next((option["$ref"] for option in options if "$ref" in option), None)
    return components[found.rpartition("/")[2]] if found else schema
