"""A resident with a cheap telephone and no script signs in, sees how far it is and who looked, and has another number."""
from __future__ import annotations

import re
from http.client import HTTPConnection
from urllib.parse import urlencode, urlsplit

import pytest

from tests.journey.wait import until

NUMBER, OTHER, WORDS = "13866607788", "15977708899", "东门铁艺栏杆断了一截"
FORM = {"Content-Type": "application/x-www-form-urlencoded", "Accept-Language": "en"}


class Browser:
    """A browser without a script: it follows links, sends forms as their pages have them, and keeps cookies by path."""

    def __init__(self, base):
        self.place, self.jar = urlsplit(base).netloc, {}

    def ask(self, verb, path, fields=None):
        cookies = "; ".join(f"{name}={value}" for name, (value, at) in self.jar.items() if path.startswith(at))
        line = HTTPConnection(self.place, timeout=20)
        line.request(verb, path, urlencode(fields) if fields is not None else None, {**FORM, "Cookie": cookies})
        answer = line.getresponse()
        body = answer.read().decode()
        for one in answer.headers.get_all("Set-Cookie") or ():
            name, value, at = re.match(r"([^=]*)=([^;]*);.*?Path=([^;]*)", one).groups()
            self.jar[name] = (value, at)
        line.close()
        return answer.status, answer.headers, body

    def page(self, path):
        status, _, body = self.ask("GET", path)
        assert status == 200, body
        return body

    def send(self, page, action, **fields):
        """Send a form of a page, and give the page it leads to."""
        form = re.search(rf'<form method="post" action="{action}".*?</form>', self.page(page), re.DOTALL)[0]
        hidden = dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', form))
        status, headers, body = self.ask("POST", action, {**hidden, **fields})
        assert status == 303, body
        return self.page(headers["Location"])


@pytest.fixture
def browser(people):
    return Browser(people.base)


def texted(stack, number):
    """Give the code that came to a number; it is read once."""
    file = stack.home / "texts" / f"{number}.txt"
    words = until(lambda: file.read_text() if file.exists() else "")
    file.unlink()
    return re.search(r"\d{6}", words)[0]


def test_gr_488_without_a_script_all_of_it_is_reached_and_done(stack, people, browser):
    browser.send("/own", "/own/code", phone=NUMBER)
    home = browser.send("/own", "/own/enter", code=texted(stack, NUMBER))
    assert "138****7788" in home
    assert "Sign out" in home

    guard = re.search(r'name="guard" value="([^"]*)"', home)[1]
    reported = signed_report(browser, guard)
    home = browser.page("/own")
    assert reported in home
    assert WORDS in home
    looks = browser.page(re.search(r'href="(/own/looks/incident/[^"?]*)', home)[1])
    assert "Who looked" in looks
    assert "濮阳样例" in browser.send("/own", "/own/correct", name="濮阳样例", phone=NUMBER)

    browser.send("/own/phone", "/own/phone/code", phone=OTHER)
    assert "159****8899" in browser.send("/own/phone", "/own/phone", code=texted(stack, OTHER))
    asked = browser.send("/own/erasure", "/own/erase", sure="1")
    request, code = re.findall(r"<dd>([^<]*)</dd>", asked)[:2]
    assert "Sign in by telephone" in browser.send("/own", "/own/leave")
    assert "received" in browser.send("/own/erasure", "/own/erasure/follow", request=request, code=code)


def signed_report(browser, guard):
    """Report something from the session, as a page with a script would, and give its number."""
    line = HTTPConnection(browser.place, timeout=20)
    cookies = "; ".join(f"{name}={value}" for name, (value, at) in browser.jar.items() if at == "/")
    headers = {"Content-Type": "application/json", "Cookie": cookies, "X-CSRF-Token": guard, "Idempotency-Key": guard[:36]}
    body = f'{{"description": "{WORDS}", "address": "琉璃巷九号", "reporter": {{"name": "濮阳错名", "phone": "{NUMBER}"}}}}'
    line.request("POST", "/api/v1/incidents", body.encode(), headers)
    answer = line.getresponse()
    told = answer.read().decode()
    line.close()
    assert answer.status == 201, told
    return re.search(r'"number":"([^"]*)"', told)[1]
