"""The own pages as HTML: what matters first, everything else one link or one fold away."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from html import escape
from typing import Any

from kernel.clock import SHANGHAI
from services.gateway.http.answer import Answer
from services.gateway.resident.words import WORDS
from services.gateway.window import field
from services.gateway.window.page import framed

Order = Mapping[str, Any]
HOME = "/own"
ERASURE, RECEIPT = f"{HOME}/erasure", f"{HOME}/receipt"
# with none at all a browser would not say either from which page a form was sent
SAME = "same-origin"
MASKED = 4  # signs of a number that stay at each end are 3 and this many


class Sheet:
    """Makes the pages of one answer. guard: of the session, '' without one. told: what was just done or is wrong with it."""

    def __init__(self, language: str, guard: str = "", told: Order | None = None):
        self.language, self.guard, self.words = language, guard, WORDS[language]
        self.told = told or {}

    def page(self, title: str, text: str, *, at: str = HOME, status: int = 200) -> Answer:
        """Give a page, with what is told on top."""
        made = framed(self.language, self.words[title], self._told() + text, status=status, at=at)
        made.headers = [(name, SAME if name == "Referrer-Policy" else value) for name, value in made.headers]
        return made

    def form(self, to: str, inner: str, button: str, *, second: bool = False, **hidden: str) -> str:
        """Give a form that goes to an address of the own pages."""
        given = {"language": self.language, **({"guard": self.guard} if self.guard else {}), **hidden}
        kind = ' class="second"' if second else ""
        return (
            f'<form method="post" action="{HOME}/{to}" accept-charset="utf-8">{field.hidden(**given)}{inner}'
            f"<button{kind}>{escape(self.words[button])}</button></form>"
        )

    def link(self, to: str, word: str) -> str:
        """Give a link to an address of ours."""
        mark = "&" if "?" in to else "?"
        return f'<p><a href="{escape(to)}{mark}language={self.language}">{escape(self.words[word])}</a></p>'

    def phone(self, to: str, word: str) -> str:
        """Give the form that a number is typed into."""
        asked = field.typed("phone", self.words[word], kind="tel", most=32, fill="tel-national", value=self.told.get("typed", ""))
        return self.form(to, asked, "send")

    def code(self, to: str, button: str) -> str:
        """Give the form that the code is typed into."""
        told = f'<p role="status">{escape(self.words["sent"])}</p>'
        return told + self.form(to, field.typed("code", self.words["code"], kind="text", most=16, fill="one-time-code"), button)

    def _told(self) -> str:
        wrong, done = self.told.get("wrong"), self.told.get("done")
        if wrong:
            return f'<p class="wrong" role="alert">{escape(wrong)}</p>'
        return f'<p role="status" class="done">{escape(self.words[done])}</p>' if done else ""


def entry(sheet: Sheet, *, coded: bool) -> Answer:
    """Give the page for who is not signed in. coded: a code is under way."""
    words = sheet.words
    typed = sheet.code("enter", "go") + sheet.form("again", "", "other_number", second=True)
    asked = typed if coded else sheet.phone("code", "phone")
    rest = sheet.link("/window", "receipt") + sheet.link(RECEIPT, "by_receipt") + sheet.link("/sign-in", "by_password")
    return sheet.page("title", f"<h2>{escape(words['enter'])}</h2>{asked}{rest}")


def home(sheet: Sheet, account: Order, matters: Sequence[Order], *, following: str, keys: Sequence[str]) -> Answer:
    """Give the first page. account: as the own copy has it. following: cursor of the next page, ''. keys: one for each form."""
    words = sheet.words
    listed = "".join(_matter(sheet, one, key) for one, key in zip(matters, keys, strict=False))
    more = sheet.link(f"{HOME}?place={following}", "more") if following else ""
    who = _account(sheet, account) if account else ""
    text = (
        f"{sheet.link('/window', 'new')}<h2>{escape(words['matters'])}</h2>{listed or _p(words['none'])}{more}{who}"
        f"<h2>{escape(words['data'])}</h2><p><a href=\"/api/v1/own/archive\">{escape(words['copy'])}</a></p>"
        f"{sheet.link(HOME + '/erasure', 'erase')}{sheet.form('leave', '', 'leave', second=True)}"
    )
    return sheet.page("title", text)


def number(sheet: Sheet, phone: str, *, coded: bool) -> Answer:
    """Give the page that changes the number. phone: the present one, '' for none. coded: a code is under way."""
    words = sheet.words
    now = f"<dl><dt>{escape(words['number'])}</dt><dd>{escape(masked(phone))}</dd></dl>" if phone else _p(words["unset"])
    hint = _p(words["change_hint"])
    asked = (sheet.code("phone", "change") if coded else hint + sheet.phone("phone/code", "new_phone")) if phone else ""
    return sheet.page("change", now + asked + sheet.link(HOME, "back"), at=f"{HOME}/phone")


def erasure(sheet: Sheet, *, key: str, request: Order | None) -> Answer:
    """Give the page of requests to be erased. request: one just made or followed. key: of the form."""
    words = sheet.words
    # for the next at the same device, it shows number and code no longer
    made = _request(words, request) + sheet.form("again", "", "end", second=True) if request else ""
    ask = ""
    if sheet.guard:
        box = field.tick("sure", words["sure"], {})
        ask = _p(words["erase_hint"]) + sheet.form("erase", box, "ask", key=key)
    lines = field.line("request", words["request"], most=64) + field.line("code", words["secret"], most=32)
    follow = f"<h2>{escape(words['follow'])}</h2>{sheet.form('erasure/follow', lines, 'follow', second=True)}"
    return sheet.page("erase", made + ask + follow + sheet.link(HOME, "back"), at=f"{HOME}/erasure")


def proof(sheet: Sheet) -> Answer:
    """Ask for number and code of a receipt."""
    words = sheet.words
    lines = field.line("number", words["receipt_number"], most=64) + field.line("code", words["secret"], most=32)
    return sheet.page("receipt_title", sheet.form("receipt", lines, "go_on") + sheet.link(HOME, "back"), at=RECEIPT)


def receipt(sheet: Sheet, number: str, told: Order, *, keys: tuple[str, str]) -> Answer:
    """Give what the holder of a receipt may see and do. told: who looked. keys: of the two forms."""
    words = sheet.words
    lines = "".join(
        field.typed(name, words[label], kind="tel" if name == "phone" else "text", most=most, needed=False)
        for name, label, most in (("name", "name", 64), ("phone", "contact", 20), ("address", "address", 200))
    )
    right = sheet.form("receipt/correct", _p(words["stays"]) + lines, "correct", second=True, key=keys[0])
    away = sheet.form("receipt/erase", _p(words["erase_matter"]) + field.tick("sure", words["sure"], {}), "ask", second=True,
                      key=keys[1])  # fmt: skip
    text = (
        f"<dl><dt>{escape(words['receipt_number'])}</dt><dd>{escape(number)}</dd></dl>"
        f"<h2>{escape(words['looks_title'])}</h2>{_p(words['looks_lead'])}{_looked(words, told)}"
        f"<h2>{escape(words['correct'])}</h2>{right}<h2>{escape(words['erase'])}</h2>{away}"
        f"{sheet.form('again', '', 'end', second=True)}"
    )
    return sheet.page("receipt_title", text, at=RECEIPT)


def looks(sheet: Sheet, told: Order, at: str) -> Answer:
    """Give who looked at a matter, by office and day. told: as that act answers."""
    words = sheet.words
    return sheet.page("looks_title", _p(words["looks_lead"]) + _looked(words, told) + sheet.link(HOME, "back"), at=at)


def _looked(words: Mapping[str, str], told: Order) -> str:
    head = "".join(f'<th scope="col">{escape(words[name])}</th>' for name in ("day", "office", "purpose", "count"))
    rows = "".join(
        f"<tr><td>{one['day']}</td><td>{escape(_office(words, one))}</td><td>{escape(words[one['purpose']])}</td>"
        f"<td>{one['count']}</td></tr>" for one in told["items"]
    )  # fmt: skip
    return f"<table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>" if rows else _p(words["nobody"])


def masked(phone: str) -> str:
    """Give a number as its holder knows it again and who looks over their shoulder does not."""
    return f"{phone[:3]}****{phone[-MASKED:]}"


def _matter(sheet: Sheet, one: Order, key: str) -> str:
    words, data = sheet.words, one["data"]
    steps = data.get("steps") or []
    number = one["number"] or data.get("number") or ""
    last = _step(steps[-1]) if steps else ""
    kept = "".join(f"<li>{_step(step)}</li>" for step in steps)
    kind = escape(words[one["kind"]])
    if one["kind"] == "support":
        return f"<section><h3>{kind} <small>{escape(number)}</small></h3><p>{_day(data['at'])}</p></section>"
    look = sheet.link(f"{HOME}/looks/{one['kind']}/{data['id']}", "looks")
    inner = _words(words, data) + (f"<ol>{kept}</ol>" if kept else "") + _right(sheet, one, key)
    folded = f"<details><summary>{escape(words['details'])}</summary>{inner}</details>"
    return f"<section><h3>{kind} <small>{escape(number)}</small></h3><p>{last}</p>{folded}{look}</section>"


def _words(words: Mapping[str, str], data: Order) -> str:
    claims = " ".join(str(one.get("request") or "") for one in data.get("claims") or ())
    said = data.get("text") or data.get("description") or data.get("matter") or claims
    return f"<p>{escape(words['said'])}: {escape(str(said))}</p>" if said else ""


def _right(sheet: Sheet, one: Order, key: str) -> str:
    """Give the form that puts right who the resident is, with what is kept in it now; who may not hears it from the act."""
    person = one["person"] or {}
    kept = [name for name in ("name", "phone", "address") if name in person]
    if not kept or not one["number"]:
        return ""
    most = {"name": 64, "phone": 20, "address": 200}
    mark = key[:8]  # several such forms stand on one page
    lines = "".join(
        field.typed(name, sheet.words[name], kind="tel" if name == "phone" else "text", most=most[name],
                    value=str(person[name] or ""), id=f"{name}-{mark}", needed=False) for name in kept
    )  # fmt: skip
    hint = f"<p><small>{escape(sheet.words['empty'])}</small></p>"
    return sheet.form("correct", lines + hint, "correct", second=True, key=key, number=one["number"], shown=",".join(kept))


def _account(sheet: Sheet, account: Order) -> str:
    words, person = sheet.words, account["person"]
    phone = masked(person["phone"]) if person["phone"] else words["unset"]
    name = f"<dt>{escape(words['name'])}</dt><dd>{escape(person['name'])}</dd>" if person["name"] else ""
    change = sheet.link(f"{HOME}/phone", "change") if person["phone"] else ""
    return (
        f"<h2>{escape(words['account'])}</h2><dl>{name}<dt>{escape(words['number'])}</dt><dd>{escape(phone)}</dd></dl>{change}"
    )


def _request(words: Mapping[str, str], request: Order) -> str:
    rows: list[tuple[str, str]] = [(words["request"], request["id"]), (words["secret"], request.get("code", ""))]
    rows += [(words["state"], words[request["state"]])]
    rows += [(words["due"], _day(request["due_at"]))] if request.get("due_at") else []
    lines = "".join(f"<dt>{escape(name)}</dt><dd>{escape(value)}</dd>" for name, value in rows if value)
    why = "".join(_p(request[name]) for name in ("words", "source", "remedy") if request.get(name))
    return f"<dl>{lines}</dl>{_p(words['asked']) if request.get('code') else ''}{why}"


def _step(step: Order) -> str:
    return f"<small>{_day(step['at'])}</small> {escape(step['words'])}"


def _day(at: str) -> str:
    return datetime.fromisoformat(at).astimezone(SHANGHAI).date().isoformat()


def _office(words: Mapping[str, str], one: Order) -> str:
    return " ".join(filter(None, (one["area_name"], one["unit_name"] or one["unit"]))) or words["system"]


def _p(text: str) -> str:
    return f"<p>{escape(text)}</p>"
