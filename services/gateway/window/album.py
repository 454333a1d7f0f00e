"""The form for photos on the page that tells how far it is."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from typing import Any

from services.gateway.window import field
from services.gateway.window.field import Said

Order = dict[str, Any]
PLACE, SCRIPT = "/window/photos", "photo.js"
TAKEN = "image/jpeg,image/png,image/webp"
# what the script says, in the words of the page
TOLD = ("sending", "looking", "broken", "refused", "added", "unadded", "many")


def taking(told: Order) -> Order | None:
    """Give what was made of an intake if photos may be added to it now. told: as the petition service answers."""
    matter: Order = told.get("matter") or {}
    return matter if matter.get("kind") == "incident" and "attach" in matter.get("acts", ()) else None


def section(words: Said, language: str, seen: Order, *, code: str, key: str) -> str:
    """Give the form, '' while no photos are taken. A script sends them in parts where it can; without one the form does.

    code: of the receipt. key: makes sending it twice the same as once.
    """
    matter = taking(seen)
    if matter is None:
        return ""
    data = {"number": matter["number"], "code": matter["code"], **{name: words[f"photos_{name}"] for name in TOLD}}
    said = "".join(f' data-{name}="{escape(value)}"' for name, value in data.items())
    return f"""<h2>{escape(words["photos"])}</h2>
<form id="photos" method="post" action="{PLACE}" enctype="multipart/form-data" accept-charset="utf-8"{said}>
{field.hidden(language=language, number=seen["number"], code=code, key=key, refs="")}
<label for="media">{escape(words["photos_choose"])}</label>
<input id="media" name="media" type="file" accept="{TAKEN}" multiple required>
<button>{escape(words["photos_send"])}</button>
<ul class="files" aria-live="polite"></ul>
</form>
<script src="/window/{SCRIPT}"></script>"""


def told(words: Said, refused: Sequence[str] | None) -> str:
    """Give what became of photos that were just sent, '' where none were. refused: why some were not taken."""
    if refused is None:
        return ""
    reasons = "".join(f"<li>{escape(why)}</li>" for why in refused)
    if reasons:
        return f'<ul class="wrong" role="alert">{reasons}</ul>'
    return f'<p role="status">{escape(words["photos_added"])}</p>'
