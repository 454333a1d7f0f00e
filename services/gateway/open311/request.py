"""What is published of matters, as requests of the standard."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from services.gateway.open311.name import Names

Document = dict[str, Any]
# a day is told and no hour; its first instant stands for it
MIDNIGHT = "T00:00:00+08:00"


def request(row: Document, names: Names, photos: Mapping[str, str], *, asked: Mapping[str, str]) -> Document:
    """Give one matter. photos: addresses of published ones by attachment. asked: id -> the name it was asked for by.

    Rule GR-290, domain 8.1. The words of a report are left out: they name people.
    """
    shown = [photos[one] for one in row["photos"] if one in photos]
    return {
        "service_request_id": asked.get(row["id"]) or names.of(row["id"]),
        "status": "open" if row["open"] else "closed",
        "status_notes": row["state_words"],
        "service_name": row["kind"],
        "service_code": row["case_type"],
        "description": None,
        "agency_responsible": row["agency"],
        "service_notice": None,
        "requested_datetime": row["reported_on"] + MIDNIGHT,
        "updated_datetime": row["changed_on"] + MIDNIGHT,
        "expected_datetime": None,
        "address": ", ".join(row["where"]),
        "address_id": None,
        "zipcode": None,
        "lat": row["lat"],
        "long": row["lon"],
        "media_url": shown[-1] if shown else None,
    }
