"""Fields of the forms as HTML, each with what is wrong about it right under its label."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from html import escape

TEXT_MOST = 2000
FIELDS = {"address": (200, "text"), "name": (40, "text"), "phone": (20, "tel")}
NAMES = frozenset({"text", *FIELDS})
Said = Mapping[str, str]


def fresh_key() -> str:
    """Give the key a form carries, so that it counts once however often it is sent."""
    return str(uuid.uuid4())


def hidden(**values: str) -> str:
    """Give what a form sends without showing it."""
    return "".join(f'<input type="hidden" name="{name}" value="{escape(value)}">' for name, value in values.items())


def line(name: str, label: str, *, most: int, needed: bool = True) -> str:
    """Give a line that nobody's error leads back to."""
    wanted = " required" if needed else ""
    return f'<label>{escape(label)}<input name="{name}" maxlength="{most}" autocomplete="off"{wanted}></label>'


def typed(
    name: str, label: str, *, kind: str, most: int, fill: str = "off", value: str = "", id: str = "", needed: bool = True
) -> str:
    """Give a line under its label. fill: what a browser may fill in. id: where several lines of a page have one name."""
    wanted, at = " required" if needed else "", id or name
    return (
        f'<label for="{at}">{escape(label)}</label><input id="{at}" name="{name}" type="{kind}" maxlength="{most}" '
        f'value="{escape(value)}" autocomplete="{fill}"{wanted}>'
    )


def words(label: str, value: str, wrong: Said) -> str:
    """Give the big field."""
    told, marked = _fault("text", wrong)
    return (
        f'<label for="text">{escape(label)}</label>{told}'
        # a browser drops the first line feed after the tag
        f'<textarea id="text" name="text" rows="7" maxlength="{TEXT_MOST}" required{marked}>\n{escape(value)}</textarea>'
    )


def line_kept(name: str, label: str, value: str, wrong: Said) -> str:
    """Give a line with what was typed. wrong: what is wrong, by name of the field."""
    (most, kind), (told, marked) = FIELDS[name], _fault(name, wrong)
    return (
        f'<label for="{name}">{escape(label)}</label>{told}'
        f'<input id="{name}" name="{name}" type="{kind}" maxlength="{most}" value="{escape(value)}" autocomplete="off"{marked}>'
    )


def tick(name: str, label: str, typed: Said) -> str:
    """Give a box to tick, ticked where it was. typed: what was sent before, by name of the field."""
    checked = " checked" if typed.get(name) else ""
    return (
        f'<p class="check"><input id="{name}" type="checkbox" name="{name}" value="1"{checked}>'
        f'<label for="{name}">{escape(label)}</label></p>'
    )


def _fault(name: str, wrong: Said) -> tuple[str, str]:
    if name not in wrong:
        return "", ""
    told = f'<p class="wrong" id="{name}-wrong">{escape(wrong[name])}</p>'
    return told, f' aria-invalid="true" aria-describedby="{name}-wrong"'
