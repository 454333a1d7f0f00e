"""An OpenID Connect provider as a process of its own: `python -m tests.integration.gateway.provider HOME`.

Its port comes to stand in HOME/port.

It is oidc-provider-mock, whose consent form, codes and tokens are those of Authlib, with Authlib's own check of PKCE
switched on. HOME/key.pem signs, and may be changed while it runs. HOME/forge.json, where it stands, spoils each token
before it leaves: {"claims": {...}, "drop": [...], "how": "none" | "HS256" | "stranger"}. HOME/asked is a line for each
request it was sent.
"""

from __future__ import annotations

import os
import socket
import sys
from pathlib import Path

import jwt
import orjson
import uvicorn
from authlib.oauth2.rfc7636 import CodeChallenge
from joserfc.jwk import RSAKey
from oidc_provider_mock import _app

from tests.integration.gateway.forge import ALGORITHM, forged, kid_of

HOME = Path(sys.argv[1])


class Kept(_app.Storage):
    """Signs with the key that stands in the file now."""

    @property
    def jwk(self):
        pem = (HOME / "key.pem").read_bytes()
        return RSAKey.import_key(pem, {"kid": kid_of(pem), "use": "sig", "alg": ALGORITHM})

    @jwk.setter
    def jwk(self, value):
        """Pass over the key that the provider would make by itself."""


class Challenge(CodeChallenge):
    """Authlib's check, remembering challenges by code, since the records of this provider have no place for them."""

    SUPPORTED_CODE_CHALLENGE_METHOD = ["S256"]
    kept = {}

    def validate_code_challenge(self, grant, redirect_uri):
        super().validate_code_challenge(grant, redirect_uri)
        if not grant.request.payload.data.get("code_challenge"):
            raise _app.authlib.oauth2.rfc6749.errors.InvalidRequestError("Missing 'code_challenge'")

    def get_authorization_code_challenge(self, authorization_code):
        return self.kept[authorization_code.code]

    def get_authorization_code_challenge_method(self, authorization_code):
        return "S256"


class Grant(_app.AuthorizationCodeGrant):
    def save_authorization_code(self, code, request):
        Challenge.kept[code] = request.payload.data["code_challenge"]
        super().save_authorization_code(code, request)


class OpenIDCode(_app.OpenIDCode):
    def __call__(self, grant):
        super().__call__(grant)
        Challenge(required=True)(grant)

    def get_jwt_config(self, grant, client=None):
        key = _app.storage.jwk
        return {**super().get_jwt_config(grant, client), "key": key.as_dict(private=True), "kid": key.kid}

    def encode_id_token(self, token, request):
        genuine = super().encode_id_token(token, request)
        pem, spoil = (HOME / "key.pem").read_bytes(), HOME / "forge.json"
        given = orjson.loads(spoil.read_bytes()) if spoil.exists() else {}
        claims = {**jwt.decode(genuine, options={"verify_signature": False}), **given.get("claims", {})}
        left = {name: value for name, value in claims.items() if name not in given.get("drop", ())}
        return forged(left, pem, given.get("how"))


def main():
    os.environ["AUTHLIB_INSECURE_TRANSPORT"] = "1"
    _app.Storage, _app.AuthorizationCodeGrant, _app.OpenIDCode = Kept, Grant, OpenIDCode
    made = _app.app(require_client_registration=True, require_nonce=True)

    @made.before_request
    def note():
        with (HOME / "asked").open("a") as file:
            file.write(f"{_app.flask.request.path}\n")

    listening = socket.create_server(("127.0.0.1", int(sys.argv[2]) if len(sys.argv) > 2 else 0))
    (HOME / "port.new").write_text(str(listening.getsockname()[1]))
    (HOME / "port.new").rename(HOME / "port")
    uvicorn.Server(uvicorn.Config(made, interface="wsgi", log_config=None)).run(sockets=[listening])


if __name__ == "__main__":
    main()
