"""The page of an archive: both languages in one file, no script, nothing asked of any network, small enough for any phone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from html import escape
from typing import Any

from kernel.clock import SHANGHAI
from services.gateway.rights.archive.label import CLOCKS, FIELDS, KINDS, SAID, STAGES

Item = Mapping[str, Any]
LANGUAGES = {"zh": "zh-CN", "en": "en"}
# what is said first of a thing, in this order; what else there is stands folded behind it
FIRST = ("state_words", "words", "text", "description", "matter", "claims", "address", "point", "clocks", "steps", "documents")
# of a part of a thing: what is read of it
TOLD = ("words", "told", "text")
# what somebody typed is escaped; this holds besides, where the page is opened as a file
POLICY = "script-src 'none'; object-src 'none'; base-uri 'none'; form-action 'none'; frame-src 'none'; connect-src 'none'"
STYLE = """body{font:16px/1.6 sans-serif;max-width:42rem;margin:0 auto;padding:.5rem;overflow-wrap:anywhere}
article{border:1px solid #999;border-radius:.5rem;padding:.5rem;margin:1rem 0}dt{font-weight:bold}dd{margin:0 0 .3rem 1rem}
img{max-width:100%;height:auto}summary{padding:.7rem 0}nav a{padding:.7rem;display:inline-block}"""


@dataclass(frozen=True, slots=True)
class Sent:
    """A file somebody sent. name: of it within the archive, '' where it is not in it. picture: a browser shows it."""

    id: str
    name: str
    picture: bool


def whole(copies: Mapping[str, Sequence[Item]], sent: Sequence[Sent], *, made_at: datetime, more: bool) -> str:
    """Give the page. copies: language -> things. made_at: aware. more: there are things that did not go in.

    Rule GR-479, 《个人信息保护法》 art. 45, 《网络数据安全管理条例》 art. 23: a copy somebody can read without us.
    """
    parts = "".join(_section(language, items, sent, made_at, more) for language, items in copies.items())
    links = "".join(f'<a href="#{one}" lang="{LANGUAGES[one]}">{escape(_said("title", one))}</a>' for one in copies)
    return (
        '<!doctype html>\n<html lang="zh-CN">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{POLICY}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{escape(' '.join(SAID['title']))}</title>\n<style>{STYLE}</style>\n</head>\n<body>\n"
        f"<nav>{links}</nav>\n{parts}</body>\n</html>\n"
    )


def _section(language: str, items: Sequence[Item], sent: Sequence[Sent], made_at: datetime, more: bool) -> str:
    made = made_at.astimezone(SHANGHAI).strftime("%Y-%m-%d %H:%M")
    lead = f"{_said('made', language)} {made}. {_said('kept', language)} {_said('data', language)}"
    things = "".join(_thing(language, one) for one in items)
    rest = f"<p>{escape(_said('more', language))}</p>" if more else ""
    return (
        f'<section id="{language}" lang="{LANGUAGES[language]}">\n<h1>{escape(_said("title", language))}</h1>\n'
        f"<p>{escape(lead)}</p>\n{things}{rest}{_files(language, sent)}</section>\n"
    )


def _thing(language: str, item: Item) -> str:
    """Give one thing: what it is, who I am in it, what matters of it, and the rest folded."""
    data = item["data"]
    title = " ".join(filter(None, (_word(KINDS, str(item["kind"]), language), str(item["number"] or ""))))
    who = {name: value for name, value in (item["person"] or {}).items() if value not in ("", None)}
    me = f"<h3>{escape(_said('me', language))}</h3>{_fields(who, language)}" if who else ""
    first = {name: data[name] for name in FIRST if data.get(name)}
    rest = {name: value for name, value in data.items() if name not in first}
    folded = f"<details><summary>{escape(_said('rest', language))}</summary>{_fields(rest, language)}</details>" if rest else ""
    return f"<article>\n<h2>{escape(title)}</h2>\n{me}{_fields(first, language)}{folded}</article>\n"


def _fields(values: Mapping[str, Any], language: str) -> str:
    rows = (
        f"<dt>{escape(_word(FIELDS, name, language))}</dt><dd>{_value(value, language)}</dd>"
        for name, value in values.items()
        if value not in (None, "", [], {})
    )
    return f"<dl>{''.join(rows)}</dl>"


def _value(value: Any, language: str) -> str:
    if isinstance(value, Mapping):
        return _line(value) or _limit(value, language) or _fields(value, language)
    if isinstance(value, (list, tuple)):
        return f"<ol>{''.join(f'<li>{_value(one, language)}</li>' for one in value)}</ol>"
    if isinstance(value, bool):
        return escape(_said("yes" if value else "no", language))
    return escape(_local(str(value))).replace("\n", "<br>")


def _line(value: Mapping[str, Any]) -> str:
    """Give what is told in words, a step, a limit, a document, as words with their time; its codes stand in the data."""
    said = [str(value[name]) for name in TOLD if value.get(name)]
    at = f"<small>{escape(_local(str(value['at'])))}</small> " if said and value.get("at") else ""
    return at + "<br>".join(escape(one).replace("\n", "<br>") for one in said)


def _limit(value: Mapping[str, Any], language: str) -> str:
    """Give a limit that comes without words as what has to be done and by when; how it was reckoned stands in the data."""
    if not {"stage", "due_at", "due_on"} <= value.keys():
        return ""
    until = _local(str(value["due_at"] or value["due_on"] or ""))
    state = _word(CLOCKS, str(value.get("state")), language)
    return f"{escape(_word(STAGES, str(value['stage']), language))} <small>{escape(until)}{escape(state)}</small>"


def _local(text: str) -> str:
    """Give an instant as the clock on the wall shows it; every other text as it is."""
    if not (len(text) > 18 and text[4:5] == "-" and text[10:11] == "T"):
        return text
    try:
        return datetime.fromisoformat(text).astimezone(SHANGHAI).strftime("%Y-%m-%d %H:%M")
    except ValueError:
        return text


def _files(language: str, sent: Sequence[Sent]) -> str:
    if not sent:
        return ""
    there = "".join(f"<p>{_link(one)}</p>" for one in sent if one.name)
    left = "".join(f"<li>{escape(one.id)}</li>" for one in sent if not one.name)
    missing = f"<p>{escape(_said('left', language))}</p><ul>{left}</ul>" if left else ""
    return f"<h2>{escape(_said('sent', language))}</h2>{there}{missing}"


def _link(one: Sent) -> str:
    name = escape(one.name)
    inner = f'<img src="{name}" alt="{escape(one.id)}" loading="lazy">' if one.picture else name
    return f'<a href="{name}">{inner}</a>'


def _word(words: Mapping[str, tuple[str, str]], name: str, language: str) -> str:
    return words[name][language == "en"] if name in words else name


def _said(name: str, language: str) -> str:
    return SAID[name][language == "en"]
