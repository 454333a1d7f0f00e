"""A form as the command to report a matter."""

from __future__ import annotations

import re
from typing import Any

from kernel.errors import Invalid
from services.gateway.open311 import offer
from services.gateway.open311.form import Form

NUMBER = re.compile(r"[+-]?[0-9]{1,3}(\.[0-9]{1,20})?")
LINK = re.compile(r"https?://[^\s<>\"]{1,500}", re.IGNORECASE)
# what came with the report is not opened here, and says so to whoever reads it
UNOPENED = "media_url（未打开，来源未核实）：{link}"
FAMILY_FIRST = re.compile("[\u3400-\u9fff]+")
Command = dict[str, Any]


def command(form: Form, kind: dict[str, Any]) -> Command:
    """Give the command of a form about a kind of matter.

    Rule GR-292, design: a link somebody sends is kept as words for who works on the matter; neither is it opened from
    here, where it could reach what the sender cannot, nor is it shown to others. E-mail, device and account are not kept:
    nothing here is answered by them.

    :raises Invalid: grid.place_missing, wire.wrong_form, gateway.open311_attribute_unknown, wire.not_a_choice
    """
    said = form.fields
    answers = offer.answered(kind, dict(form.attributes))
    return {
        "case_type": kind["code"],
        "description": said.get("description") or kind["name_zh"],
        "urgent": answers.get(offer.URGENT) == offer.YES,
        **_place(form),
        **_person(form),
        "evidence": _notes(form),
    }


def _place(form: Form) -> Command:
    said = form.fields
    if not said.keys() & {"lat", "long", "address_string", "address_id"}:
        raise Invalid("grid.place_missing", pointer="/lat")
    point = {"lat": _degrees(said, "lat"), "lon": _degrees(said, "long"), "system": "wgs84"}
    place: Command = {"point": point} if said.keys() & {"lat", "long"} else {}
    if "address_id" in said:
        place["area"] = said["address_id"]
    return {**place, "address": said.get("address_string", "")}


def _degrees(said: Any, name: str) -> float | None:
    """Read one of a pair; where the other is given, both must be."""
    text = said.get(name)
    if text is None and not said.keys() & {"lat", "long"}:
        return None
    if text is None:
        raise Invalid("wire.required", pointer=f"/{name}")
    if not NUMBER.fullmatch(text):
        raise Invalid("wire.wrong_type", pointer=f"/{name}")
    return float(text)


def _person(form: Form) -> Command:
    """Give who reports, if they say so; Chinese names are written family first and without a blank."""
    first, last = (form.fields.get(name, "") for name in ("first_name", "last_name"))
    chinese = FAMILY_FIRST.fullmatch(first + last)
    name = last + first if chinese else f"{first} {last}".strip()
    person = {key: value for key, value in (("name", name), ("phone", form.fields.get("phone", ""))) if value}
    return {"reporter": person} if person else {}


def _notes(form: Form) -> list[Command]:
    return [_note(link) for link in dict.fromkeys(form.fields.get("media_url", "").splitlines())]


def _note(link: str) -> Command:
    if not LINK.fullmatch(link):
        raise Invalid("wire.wrong_form", pointer="/media_url", pattern=LINK.pattern)
    return {"kind": "note", "words": UNOPENED.format(link=link)}
