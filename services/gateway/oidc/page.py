"""The two plain pages of a sign-in by a provider: on to where somebody wanted to go, or why not. No script, no style."""

from __future__ import annotations

from html import escape

from kernel.errors import Failure
from services.gateway.http import problem
from services.gateway.http.answer import GUARDS, LANGUAGES, Answer
from services.gateway.http.visit import Visit
from services.gateway.words import catalogue

HEADERS = (
    ("Content-Type", "text/html; charset=utf-8"),
    ("Cache-Control", "no-store"),
    ("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'"),
    *GUARDS,
)
SIGN_IN = "/sign-in"
ON = {"zh": ("已登录", "继续"), "en": ("Signed in", "Go on")}
BACK = {"zh": "返回登录页", "en": "Back to the sign-in page"}


def onward(visit: Visit, to: str) -> Answer:
    """Give the page that goes on by itself to a path of ours.

    A redirect would not do: the way began at another site, and a browser keeps strict cookies back until the end of it.
    """
    title, link = ON[visit.language]
    address = escape(to)
    head = f'<meta http-equiv="refresh" content="0;url={address}">'
    return Answer(200, _page(visit, title, f'<p><a href="{address}">{link}</a></p>', head), [*HEADERS])


def refused(visit: Visit, failure: Failure) -> Answer:
    """Give the page that says in plain words why not, with the trace to quote when asking for help."""
    title, detail = catalogue.say(failure.code, visit.language, failure.facts)
    trace = visit.traceparent.split("-")[1]
    text = f"<p>{escape(detail)}</p>\n<p><a href=\"{SIGN_IN}\">{BACK[visit.language]}</a></p>\n<p><small>{trace}</small></p>"
    return Answer(problem.status_of(failure), _page(visit, title, text, ""), [*HEADERS])


def _page(visit: Visit, title: str, text: str, head: str) -> bytes:
    return f"""<!doctype html>
<html lang="{LANGUAGES[visit.language]}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{escape(title)}</title>
<link rel="icon" href="data:,">
{head}
</head>
<body>
<main>
<h1>{escape(title)}</h1>
{text}
</main>
</body>
</html>
""".encode()
