"""Secrets and names sent in by every door, then looked for wherever something is written down: files, tables, measures."""
from __future__ import annotations

import json
import os
import re
import urllib.request
import uuid
from contextlib import closing
from http.client import HTTPConnection
from urllib.parse import urlsplit

import pyotp
import pytest

from tests.journey.ledger import Ledger
from tests.journey.office import V1, made
from tests.journey.person import PICTURE, People, Person
from tests.journey.piece import inside
from tests.journey.wait import until

COMMUNITY = "210203013008"
NAME, PHONE, CALLER = "欧阳琥珀", "13800009341", "13900004417"
WRONG, FRESH = "a wrong secret 7f3a", "a fresh sentence 91cd"
WINDOW_NAME, WINDOW_PHONE = "司徒珊瑚", "13700002268"
# what must hold it: pages of tables, sealed; settings of the servers themselves; the texts of a trial
OWN = ("postgres/data", "rabbit/rabbitmq.conf", "rabbit/password", "texts", "secrets", "env", "files")


class Planted:
    """What was sent or given, by what it is. Nothing of it may be found anywhere."""

    def __init__(self, stack):
        self.stack, self.people = stack, People(stack.http_url, stack.password)
        self.secrets = {"name": NAME, "phone": PHONE, "caller": CALLER, "wrong password": WRONG, "new password": FRESH,
                        "name at the window": WINDOW_NAME, "phone at the window": WINDOW_PHONE}  # fmt: skip

    def as_(self, token, path):
        with closing(Person(self.stack.http_url, token)) as caller:
            return caller.ask("GET", path)

    def keep(self, what, secret):
        assert len(str(secret)) >= 6, (what, secret)
        self.secrets[what] = str(secret)
        return secret

    def all(self):
        """Go through every door, rightly and wrongly."""
        self.passwords()
        self.second_factor()
        self.link()
        self.telephone()
        self.client()
        case = self.report()
        self.desk(case)
        self.window()
        self.astray()
        self.house()
        self.people.close()

    def passwords(self):
        nobody = self.people.nobody()
        enter = f"{V1}/sessions"
        for login in ("dispatcher1", WRONG):
            assert nobody.ask("POST", enter, {"login": login, "password": WRONG}).status == 401
        line = HTTPConnection(urlsplit(self.stack.http_url).netloc, timeout=20)
        body = json.dumps({"login": "dispatcher1", "password": self.stack.password, "kind": "cookie"})
        line.request("POST", enter, body, {"Content-Type": "application/json"})
        answer = line.getresponse()
        answer.read()
        for name, value in re.findall(r"(linli[\w-]*)=([^;]+)", " ".join(answer.headers.get_all("Set-Cookie"))):
            self.keep(f"cookie {name}", value)
        line.request("GET", f"{V1}/me", headers={"Cookie": f"linli={self.secrets['cookie linli']}"})
        assert line.getresponse().status == 200
        line.close()

    def second_factor(self):
        checker = self.people["checker1"]
        self.keep("token", checker.token)
        begun = checker.ask("POST", f"{V1}/me/second-factor", {"password": self.stack.password}).body
        self.keep("secret of the second factor", begun["secret"])
        code = pyotp.TOTP(begun["secret"]).now()
        done = checker.ask("POST", f"{V1}/me/second-factor/confirm", {"code": code}).body
        self.keep("token after the second factor", done["token"])
        for at, one in enumerate(done["recovery_codes"]):
            self.keep(f"recovery code {at}", one)
        body = {"login": "checker1", "password": self.stack.password, "code": done["recovery_codes"][0]}
        assert self.people.nobody().ask("POST", f"{V1}/sessions", body).status == 201
        assert self.people.nobody().ask("POST", f"{V1}/sessions", body).status == 401

    def link(self):
        operator = self.people["operator1"]
        rows = operator.read(f"{V1}/accounts?login=leader1")["items"]
        answer = operator.post(f"{V1}/accounts/{rows[0]['id']}/link", {}, version=rows[0]["version"])
        link = self.keep("one-time link", answer.body["link"].partition("=")[2])
        body = {"link": link, "password": FRESH}
        assert [self.people.nobody().ask("POST", f"{V1}/sessions/by-link", body).status for _ in range(2)] == [201, 401]

    def telephone(self):
        nobody = self.people.nobody()
        assert nobody.ask("POST", f"{V1}/sign-in/code", {"phone": CALLER}).status == 200
        text = (self.stack.home / "texts" / f"{CALLER}.txt").read_text()
        code = self.keep("code by telephone", re.search(r"(?<!\d)\d{6}(?!\d)", text)[0])
        wrong = f"{(int(code) + 1) % 1_000_000:06}"
        for given, status in ((wrong, 401), (code, 201), (code, 401)):
            answer = nobody.ask("POST", f"{V1}/sessions/by-code", {"phone": CALLER, "code": given})
            assert answer.status == status, answer

    def client(self):
        asked = {"label": "水务巡查", "scopes": ["incidents"]}
        answer = self.people["operator1"].post(f"{V1}/clients", asked)
        if answer.status == 422:
            allowed = answer.body["facts"].get("choices") or answer.body["errors"][0]["facts"]["choices"]
            answer = self.people["operator1"].post(f"{V1}/clients", {**asked, "scopes": [allowed[0]]})
        assert answer.status == 201, answer
        key = self.keep("client key", answer.body["key"])
        for token in (key, f"{key}x"):
            self.as_(token, f"{V1}/incidents")

    def report(self):
        told = {"description": "井盖松动", "reporter": {"name": NAME, "phone": PHONE}, "point": inside(f"{COMMUNITY}005"),
                "case_type": "F0103"}  # fmt: skip
        nobody = self.people.nobody()
        case = nobody.report(**told)
        self.number = case["number"]
        code = self.keep("query code", case["code"])
        known = {"number": case["number"], "code": code}
        assert nobody.ask("POST", f"{V1}/progress", known).status == 200
        nobody.ask("POST", f"{V1}/progress", {**known, "code": "234567"})
        ticket = nobody.ask("POST", f"{V1}/attachments/ticket", known)
        if ticket.status in (200, 201):
            self.keep("upload ticket", ticket.body["ticket"])
            nobody.ask("POST", f"{V1}/attachments", raw=PICTURE, content_type="image/jpeg", upload_ticket=ticket.body["ticket"],
                       idempotency_key=str(uuid.uuid4()))  # fmt: skip
        return case

    def desk(self, case):
        desk = self.people["dispatcher1"]
        place = f"{V1}/incidents/{case['id']}/reporter"
        made(desk, f"{place}/unmask", {"reason": "contact", "words": "电话核实井盖位置"})
        assert desk.read(place)["phone"] == PHONE
        export = made(desk, f"{V1}/exports", {"list": "incidents"}, 202)
        until(lambda: desk.read(f"{V1}/exports/{export['id']}")["state"] not in ("waiting", "running"))
        assert desk.plain("GET", f"{V1}/exports/{export['id']}/file")[0] == 200

    def window(self):
        told = {"text": "楼道灯不亮", "place": {"point": inside(f"{COMMUNITY}005"), "address": "琉璃巷九号"},
                "contact": {"name": WINDOW_NAME, "phone": WINDOW_PHONE}}  # fmt: skip
        taken = made(self.people.nobody(), f"{V1}/window", told)
        self.keep("query code of the window", taken["query_code"])

    def astray(self):
        """Put secrets where they do not belong: into a path, a query, headers, a body that is none."""
        nobody, secret = self.people.nobody(), self.keep("typed into an address", "strayed-5b1e-secret")
        places = (f"/{secret}", f"{V1}/incidents?token={secret}", f"{V1}/progress?code={secret}")
        for verb, path in zip(("GET", "GET", "POST"), places, strict=True):
            assert nobody.ask(verb, path).status in (400, 401, 404, 415, 422)
        nobody.plain("POST", f"{V1}/sessions", f'{{"password": "{secret}"'.encode(), content_type="application/json")
        nobody.plain("GET", f"{V1}/me", traceparent=secret, idempotency_key=secret, cookie=f"linli={secret}")
        self.as_(secret, f"{V1}/me")

    def house(self):
        """What the house itself must not lose: passwords of its servers and accounts, and keys."""
        secrets = self.stack.secrets
        self.keep("accounts", self.stack.password)
        for service in ("grid", "gateway", "petition", "mediation", "notify"):
            self.keep(f"database password of {service}", secrets.password(service))
        self.keep("broker", urlsplit(self.stack.amqp_url).password)
        self.keep("seal key", secrets.seal_keys().read_text().strip().partition(":")[2])
        self.keep("token key", secrets.token_key().read_text().splitlines()[1])


@pytest.fixture(scope="module")
def planted(run_stack):
    with run_stack("secrets", durable=False, processes={"gateway": 2}) as stack:
        made = Planted(stack)
        made.all()
        yield made


def forms(secrets):
    """Give each secret as bytes, as it is and as JSON would escape it."""
    return {what: {one.encode(), json.dumps(one)[1:-1].encode()} for what, one in secrets.items()}


def found(secrets, where):
    """Give which secret stands where. where: name -> content."""
    looked = forms(secrets).items()
    return [(what, name) for name, content in where.items() for what, ways in looked if any(way in content for way in ways)]


def test_no_log_and_no_other_file_of_any_process_or_server_holds_a_secret_or_a_name(planted):
    home = planted.stack.home
    files = {
        name: path.read_bytes()
        for path in home.rglob("*")
        if path.is_file() and not (name := os.path.relpath(path, home)).startswith(OWN)
    }
    logs = [name for name in files if "log" in name]
    assert len(logs) >= 6, sorted(files)
    assert any(b'"event":"sign_in_refused"' in files[name] for name in logs)
    assert found(planted.secrets, files) == []


def test_no_row_of_any_table_holds_a_secret_or_a_name_in_the_open(planted):
    ledger = Ledger(planted.stack)
    tables = ledger.rows("SELECT schemaname, tablename FROM pg_tables WHERE schemaname = ANY(%s)",
                         ["grid", "gateway", "petition", "mediation", "notify"])  # fmt: skip
    assert ("gateway", "once") in tables
    assert ("notify", "inbox_dead") in tables or len(tables) > 60
    kept = {
        f"{schema}.{table}": "\n".join(row for (row,) in ledger.rows(f'SELECT t::text FROM {schema}."{table}" AS t')).encode()
        for schema, table in tables
    }
    assert found({"number": planted.number}, kept), "what does stand there is found"
    assert found(planted.secrets, kept) == []


def test_no_measure_holds_a_secret_or_a_name(planted):
    pages = {}
    for log in (planted.stack.home / "logs").glob("*.log"):
        for port in re.findall(r'"port":(\d+)[^\n]*health_listening|health_listening[^\n]*"port":(\d+)', log.read_text()):
            address = f"http://127.0.0.1:{port[0] or port[1]}"
            pages |= {f"{log.stem}{page}": _page(address + page) for page in ("/metrics", "/readyz", "/healthz")}
    assert len(pages) >= 18
    assert any(b"sign_in_refused" in page for page in pages.values())
    assert found(planted.secrets, pages) == []


def test_a_holder_is_told_of_the_link_and_of_the_password_set_by_it(planted):
    people = People(planted.stack.http_url, FRESH)
    told = until(lambda: [one for one in people["leader1"].read(f"{V1}/notices?limit=200")["items"]
                          if one["template"].startswith("credential")][1:] and True)  # fmt: skip
    assert told
    templates = [one["template"] for one in people["leader1"].read(f"{V1}/notices?limit=200")["items"]]
    assert {"credential_link", "credential_password"} <= set(templates)
    people.close()


def _page(address):
    with urllib.request.urlopen(address, timeout=10) as answer:
        return answer.read()
