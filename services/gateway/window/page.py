"""The pages as HTML: a big field first, what it may be next, the receipt with number and code."""

from __future__ import annotations

import gzip
import hashlib
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from functools import cache
from html import escape
from importlib import resources
from typing import Any

from kernel.clock import SHANGHAI
from services.gateway.http.answer import BARE, GUARDS, LANGUAGES, Answer
from services.gateway.http.coding import gzipped
from services.gateway.http.visit import Visit
from services.gateway.window import album, field
from services.gateway.window.field import FIELDS, Said
from services.gateway.window.words import WORDS

STYLE, SCRIPT = "window.css", "window.js"
ASSETS = {STYLE: "text/css; charset=utf-8", **dict.fromkeys((SCRIPT, album.SCRIPT), "text/javascript; charset=utf-8")}
# img-src: the icon, which is none
POLICY = "; ".join((
    "default-src 'none'", "style-src 'self'", "script-src 'self'", "img-src data:", "form-action 'self'",
    "frame-ancestors 'none'", "base-uri 'none'",
))  # fmt: skip
HEADERS = (
    ("Content-Type", "text/html; charset=utf-8"),
    ("Cache-Control", "no-store"),
    ("Content-Security-Policy", POLICY),
    *GUARDS,
)
# what who brings it may say by themselves; the rest is for an office to give
OWN = frozenset({"incident", "petition", "dispute"})


def asset(visit: Visit, name: str) -> Answer:
    """Give a file of the pages. name: one of ASSETS."""
    body, tag = _asset(name)
    packed = gzipped(visit.environ.get("HTTP_ACCEPT_ENCODING", ""))
    coded = [("Content-Encoding", "gzip")] if packed else []
    plain = [("Content-Type", ASSETS[name]), ("Cache-Control", "max-age=86400"), ("Vary", "Accept-Encoding")]
    return Answer(200, gzip.compress(body, 6, mtime=0) if packed else body, [*plain, ("ETag", f'"{tag}"'), *coded, *BARE])


def form(language: str, *, key: str, said: Said | None = None, wrong: Said | None = None, status: int = 200) -> Answer:
    """Give the first page.

    key: makes sending it twice the same as once. said: what was typed. wrong: what to change, by name of the field, under ''
    what is wrong with the whole.
    """
    words, typed, faults = WORDS[language], said or {}, wrong or {}
    fields = "".join(field.line_kept(name, words[name], typed.get(name, ""), faults) for name in FIELDS if name != "address")
    error = f'<p class="wrong" role="alert">{escape(_top(words, faults))}</p>' if faults else ""
    text = f"""<p>{escape(words["lead"])}</p>{error}
<form method="post" action="/window" accept-charset="utf-8">
{field.hidden(language=language, key=key)}
{field.words(words["text"], typed.get("text", ""), faults)}
{field.line_kept("address", words["address"], typed.get("address", ""), faults)}
{_here(words, typed)}
{fields}
{"".join(field.tick(name, words[name], typed) for name in ("minor", "unnamed"))}
<button>{escape(words["send"])}</button>
</form>
<h2>{escape(words["follow"])}</h2>
<form method="post" action="/window/progress" accept-charset="utf-8">
{field.hidden(language=language)}
{field.line("number", words["number"], most=64)}
{field.line("code", words["code"], most=32)}
<button class="second">{escape(words["follow"])}</button>
</form>
<p><a href="/own?language={language}">{escape(words["own"])}</a></p>
<script src="/window/{SCRIPT}"></script>"""
    made = framed(language, words["title"], text, status=status)
    # here alone the reader may say where they stand
    made.headers = [(name, value.replace("geolocation=()", "geolocation=(self)")) for name, value in made.headers]
    return made


def receipt(language: str, taken: Mapping[str, Any], fresh: Callable[[], str]) -> Answer:
    """Give the receipt with what it may be. taken: as the window answers. fresh: gives a key, one for each choice."""
    words = WORDS[language]
    danger = f'<p class="danger" role="alert">{escape(taken["danger"])}</p>' if taken["danger"] else ""
    offered = "".join(_offer(words, language, taken, one, fresh()) for one in taken["suggestions"])
    heading = f"<h2>{escape(words['may'])}</h2>" if offered else ""
    rest = words["none"] if offered else words["nobody"]
    text = f"""{danger}{_kept(words, taken["number"], taken["query_code"])}
{heading}{offered}<p>{escape(rest)}</p>{_similar(words, language, taken, fresh)}
{_follow(words, language, taken["number"], taken["query_code"])}{_again(words, language)}{_leave(words, language)}"""
    return framed(language, words["received"], text)


def confirmed(language: str, number: str, code: str, done: str = "confirmed") -> Answer:
    """Give the page after a confirmation. done: the word for it."""
    words = WORDS[language]
    ways = _follow(words, language, number, code) + _again(words, language) + _leave(words, language)
    text = _kept(words, number, code) + ways
    return framed(language, words[done], text)


def progress(
    language: str, told: dict[str, Any], code: str, *, key: str, photos: Sequence[str] | None = None
) -> Answer:
    """Give how far it is, and where photos may be added.

    told: as the petition service answers, with what was made of it. code: of the receipt. key: for photos. photos: why some
    of those just sent were not taken, None where none were sent.
    """
    words, matter = WORDS[language], told.get("matter") or {}
    lines = [*told["steps"], *matter.get("steps", ())]
    steps = "".join(
        f"<li><small>{datetime.fromisoformat(one['at']).astimezone(SHANGHAI).date()}</small> {escape(one['words'])}"
        f"{_paragraph(one.get('told') or '')}</li>" for one in lines
    )  # fmt: skip
    running = [one for one in (*told["clocks"], *matter.get("clocks", ())) if one["state"] == "running"]
    clocks = "".join(_paragraph(one["words"]) for one in running)
    onward = f'<p>{escape(words["matter"])}: <strong>{escape(matter["number"])}</strong></p>' if matter.get("number") else ""
    state = _paragraph(matter.get("words") or told["words"])
    adding = album.section(words, language, told, code=code, key=key)
    text = (
        f'{album.told(words, photos)}{state}{onward}{clocks}<h2>{escape(words["steps"])}</h2><ol>{steps}</ol>'
        f"{adding}{_copy(words, language, told['number'], code)}{_rights(words, language)}"
        f"{_again(words, language)}{_leave(words, language)}"
    )
    made = framed(language, told["number"], text, status=400 if photos else 200)
    # here alone a script asks for more than the page itself
    made.headers = [(name, value.replace(POLICY, f"{POLICY}; connect-src 'self'")) for name, value in made.headers]
    return made


def sorry(language: str, title: str, detail: str, *, status: int, trace: str) -> Answer:
    """Give the page that says why not."""
    text = f'<p role="alert">{escape(detail)}</p>{_again(WORDS[language], language, "back")}<p><small>{escape(trace)}</small></p>'
    return framed(language, title, text, status=status)


def _offer(words: Said, language: str, taken: Mapping[str, Any], one: Mapping[str, Any], key: str) -> str:
    reasons = ", ".join(reason["words"] for reason in one["reasons"])
    why = f"<p><small>{escape(words['because'])}: {escape(reasons)}</small></p>"
    inner = f"<h3>{escape(one['words'])}</h3>{_paragraph(one.get('told') or '')}{why}"
    if one["kind"] not in OWN:
        return f'<section>{inner}<p><small>{escape(words["by"])}</small></p></section>'
    given = {"number": taken["number"], "code": taken["query_code"], "kind": one["kind"], "thing": one["code"] or ""}
    opposite = field.line("opposite", words["opposite"], most=40, needed=False) if one["kind"] == "dispute" else ""
    return (
        f'<section>{inner}<form method="post" action="/window/confirm" accept-charset="utf-8">'
        f"{field.hidden(language=language, key=key, **given)}{opposite}<button>{escape(words['yes'])}</button></form></section>"
    )


def _kept(words: Said, number: str, code: str) -> str:
    return (
        f'<dl><dt>{escape(words["number"])}</dt><dd>{escape(number)}</dd>'
        f'<dt>{escape(words["code"])}</dt><dd>{escape(code)}</dd></dl><p>{escape(words["keep"])}</p>'
    )


def _follow(words: Said, language: str, number: str, code: str) -> str:
    """Give the way on for who has just received both: neither needs to be typed."""
    return (
        f'<form method="post" action="/window/progress" accept-charset="utf-8">'
        f"{field.hidden(language=language, number=number, code=code)}<p>{escape(words['later'])}</p>"
        f'<button class="second">{escape(words["follow"])}</button></form>'
    )


def _similar(words: Said, language: str, taken: Mapping[str, Any], fresh: Callable[[], str]) -> str:
    if not taken["similar"]:
        return ""
    rows = "".join(_near(words, language, taken, one, fresh()) for one in taken["similar"])
    return f"<h2>{escape(words['similar'])}</h2>{rows}"


def _near(words: Said, language: str, taken: Mapping[str, Any], one: Mapping[str, Any], key: str) -> str:
    """Give an open matter nearby, with the one button that stands behind it."""
    since = f"{one['reported_on']} · {one['supporters']} {words['supporters']}"
    given = {"number": taken["number"], "code": taken["query_code"], "incident": one["id"]}
    return (
        f"<section><h3>{escape(one['kind'] or '')} {escape(one['state_words'])}</h3><p><small>{escape(since)}</small></p>"
        f'<form method="post" action="/window/support" accept-charset="utf-8">'
        f"{field.hidden(language=language, key=key, **given)}<p>{escape(words['instead'])}</p>"
        f'<button class="second">{escape(words["support"])}</button></form></section>'
    )


def _copy(words: Said, language: str, number: str, code: str) -> str:
    """Give the button behind which all that is kept in the matter comes as one file."""
    given = field.hidden(language=language, number=number, code=code)
    return (
        f'<form method="post" action="/window/copy" accept-charset="utf-8">{given}'
        f'<button class="second">{escape(words["copy"])}</button></form>'
    )


def _again(words: Said, language: str, word: str = "again") -> str:
    return f'<p><a href="/window?language={language}">{escape(words[word])}</a></p>'


def _rights(words: Said, language: str) -> str:
    """Give the way to who looked, a correction and being erased; number and code are typed there once more."""
    return f'<p><a href="/own/receipt?language={language}">{escape(words["rights"])}</a></p>'


def _leave(words: Said, language: str) -> str:
    """Give the button for who has used somebody else's device."""
    return (
        f'<form method="post" action="/window/leave" accept-charset="utf-8">{field.hidden(language=language)}'
        f"<p><small>{escape(words['shared'])}</small></p>"
        f'<button class="second">{escape(words["leave"])}</button></form>'
    )


def _paragraph(text: str) -> str:
    return f"<p>{escape(text)}</p>" if text else ""


def _top(words: Said, faults: Said) -> str:
    marked = words["wrong"] if faults.keys() - {""} else ""
    return " ".join(filter(None, (marked, faults.get("", ""))))


def _here(words: Said, typed: Said) -> str:
    """Give what a script needs to tell where the reader stands; without one there is nothing to see."""
    told = words["here_found"] if typed.get("lon") and typed.get("lat") else ""
    where = "".join(
        f'<input type="hidden" id="{name}" name="{name}" value="{escape(typed.get(name, ""))}">' for name in ("lon", "lat")
    )
    said = "".join(f' data-{name}="{escape(words[f"here_{name}"])}"' for name in ("asking", "found", "none"))
    return (
        f'{where}<button type="button" class="second" id="here" hidden{said}>{escape(words["here"])}</button>'
        f'<p id="here-told" role="status">{escape(told)}</p>'
    )


def framed(language: str, title: str, text: str, *, status: int = 200, at: str = "/window") -> Answer:
    """Give a whole page. text: HTML. at: address that shows the same in the other language."""
    other = "en" if language == "zh" else "zh"
    body = f"""<!doctype html>
<html lang="{LANGUAGES[language]}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{escape(title)}</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="/window/{STYLE}">
</head>
<body>
<main>
<p class="language"><a href="{at}?language={other}" hreflang="{LANGUAGES[other]}">{escape(WORDS[language]["other"])}</a></p>
<h1>{escape(title)}</h1>
{text}
</main>
</body>
</html>
"""
    return Answer(status, body.encode(), [*HEADERS])


@cache
def _asset(name: str) -> tuple[bytes, str]:
    body = resources.files("services.gateway").joinpath("pages", name).read_bytes()
    return body, hashlib.sha256(body).hexdigest()[:16]
