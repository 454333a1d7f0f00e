"""What a test of signing in by a provider has at hand: the provider's process, its files, and somebody's browser."""

from __future__ import annotations

import re
import subprocess
import sys
from dataclasses import dataclass, field
from html import unescape
from pathlib import Path
from urllib.parse import parse_qs, urljoin, urlsplit

import orjson
import requests

from tests.integration.gateway import forge
from tests.integration.messaging.peer import until
from tests.markdown import ROOT

SETTING = """
base = "{base}"

[provider.staff]
issuer = "{issuer}"
client_id = "{client}"
client_secret = "secret"
names = {{zh = "区统一身份认证", en = "District sign-on"}}
roles = ["grid_worker", "dispatcher", "officer"]
mapping = "staff.csv"
second_factor = {{amr = ["otp"], acr = ["high"]}}

[provider.residents]
issuer = "{issuer}"
client_id = "{client}"
client_secret = "secret"
names = {{zh = "居民统一登录", en = "Residents"}}
roles = ["resident"]
mapping = "residents.csv"
"""
STAFF = """claim,value,role,unit,area
roles,desk,dispatcher,,
roles,walker,grid_worker,,
area_code,*,,,=
org_code,12210203000000001A,,centre,
"""
RESIDENTS = "claim,value,role,unit,area\nsub,*,resident,,\n"
WHO = {
    "name": "Walker One", "roles": ["walker"], "org_code": "12210203000000001A", "area_code": "210203001000",
    "amr": ["pwd", "otp"], "sid": "there-1",
}  # fmt: skip


class Provider:
    """The provider's process. home: its files. start may be called again after stop, on the same port."""

    def __init__(self, home: Path):
        self.home, self.process, self.port = home, None, 0
        self.rotate()

    def start(self):
        (self.home / "port").unlink(missing_ok=True)
        command = [sys.executable, "-m", "tests.integration.gateway.provider", str(self.home), str(self.port)]
        with (self.home / "log").open("ab") as log:
            self.process = subprocess.Popen(command, cwd=ROOT, stdout=log, stderr=log)
        until((self.home / "port").exists)
        self.port = int((self.home / "port").read_text())
        self.issuer = f"http://127.0.0.1:{self.port}"

    def stop(self):
        if self.process is not None:
            self.process.kill()
            self.process.wait()
            self.process = None

    def rotate(self):
        (self.home / "key.new").write_bytes(forge.fresh_key())
        (self.home / "key.new").rename(self.home / "key.pem")

    def forge(self, **how):
        (self.home / "forge.json").write_bytes(orjson.dumps(how))

    def register(self, *callbacks):
        got = requests.post(f"{self.issuer}/oauth2/clients", json={"redirect_uris": callbacks}, timeout=60)
        return got.json()["client_id"], got.json()["client_secret"]

    def knows(self, sub, **claims):
        assert requests.put(f"{self.issuer}/users/{sub}", json={**WHO, **claims}, timeout=60).status_code == 204

    def asked(self, path):
        return (self.home / "asked").read_text().splitlines().count(path)

    @property
    def pem(self):
        return (self.home / "key.pem").read_bytes()


@dataclass
class Browser:
    """Follows redirects and sends forms as somebody's browser does, with its cookies. base: of the front door."""

    base: str
    session: requests.Session = field(default_factory=requests.Session)
    language: str = "en"

    def get(self, address, **headers):
        return self.session.get(
            urljoin(self.base, address), allow_redirects=False, timeout=60, headers={"Accept-Language": self.language, **headers}
        )

    def set_out(self, provider="staff", to="/me"):
        """Go to the provider, and give its consent form's address."""
        got = self.get(f"/sign-in/oidc/{provider}?to={to}")
        assert got.status_code == 303, got.text
        return got.headers["Location"]

    def consent(self, address, sub):
        """Read the consent form, send it, and give where the provider sends the browser."""
        form = self.get(address)
        assert form.status_code == 200, form.text
        assert re.search(r'<form method="post"', form.text)
        got = self.session.post(address, {"sub": sub}, allow_redirects=False, timeout=60)
        assert got.status_code in (302, 303), got.text
        return got.headers["Location"]

    def come_back(self, address):
        """Open the callback as a browser does that comes over from another site."""
        return self.get(address, **{"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "navigate"})

    def sign_in(self, sub, provider="staff"):
        return self.come_back(self.consent(self.set_out(provider), sub))

    def me(self):
        return self.get("/api/v1/me")

    @property
    def cookies(self):
        return {one.name for one in self.session.cookies}


def query(address):
    return {name: value for name, (value,) in parse_qs(urlsplit(address).query).items()}


def title(page):
    return unescape(re.search(r"<h1>(.*)</h1>", page.text)[1])
