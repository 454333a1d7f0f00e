"""What is said of passwords, second factors and one-time links."""

from __future__ import annotations

from kernel.wire import INTEGER_MAX, Choice, Exact, Flag, Id, Instant, Integer, Many, Pattern, Schema, Text
from services.gateway.credential.factor import CODES
from services.gateway.credential.password import MOST
from services.gateway.credential.strength import MOST as STRONGEST
from services.gateway.http.route import ROLES
from services.gateway.session.opening import FACTORS
from services.gateway.session.store import BEARER, KINDS

CODE = 32


class SignIn(Schema):
    """Sign in. code: of the second factor, or a recovery code. kind: `cookie` for a page, which then has no token."""

    login = Exact(most=64, required=True)
    password = Exact(most=MOST, required=True)
    code = Exact(most=CODE, load_default=None, allow_none=True)
    kind = Choice(*KINDS, load_default=BEARER)


class UseLink(Schema):
    """Set a password by a one-time link and sign in. code: of the second factor, where the account has one."""

    link = Pattern("[A-Za-z0-9_-]{43}", required=True)
    password = Exact(most=MOST, required=True)
    code = Exact(most=CODE, load_default=None, allow_none=True)
    kind = Choice(*KINDS, load_default=BEARER)


class ChangePassword(Schema):
    """Set another password. old: the present one."""

    old = Exact(most=MOST, required=True)
    password = Exact(most=MOST, required=True)


class WeighPassword(Schema):
    """Ask how easily a password would be guessed. login: of the account, where it is known."""

    password = Exact(most=MOST, required=True)
    login = Exact(most=64, load_default=None, allow_none=True)


class StrengthView(Schema):
    """How easily it is guessed. score: 0 at once, 4 not in practice. enough: it would be taken."""

    score = Integer(0, STRONGEST)
    enough = Flag()


class BeginFactor(Schema):
    """Ask for a secret for an authenticator."""

    password = Exact(most=MOST, required=True)


class ConfirmFactor(Schema):
    """Send back the first code of the authenticator."""

    code = Pattern("[0-9]{6}", required=True)
    kind = Choice(*KINDS, load_default=BEARER)


class RenewCodes(Schema):
    """Ask for new recovery codes."""

    password = Exact(most=MOST, required=True)
    code = Exact(most=CODE, required=True)


class TokenView(Schema):
    """A session. token: to send as `Authorization: Bearer`, null for a page, which has a cookie.

    second_factor: `wanted` where nothing else may be done before one is set up.
    """

    token = Text(most=2048, allow_none=True)
    token_type = Choice("Bearer")
    expires_at = Instant()
    account = Id()
    role = Choice(*ROLES)
    second_factor = Choice(*FACTORS)


class ConfirmedView(TokenView):
    """A new session, and recovery codes shown this once."""

    recovery_codes = Many(Text(most=CODE), most=CODES)


class CodesView(Schema):
    """Recovery codes, shown this once; each opens once."""

    recovery_codes = Many(Text(most=CODE), most=CODES)


class SecretView(Schema):
    """A secret for an authenticator, shown this once. uri: otpauth. svg: the same as a QR code."""

    secret = Text(most=64)
    uri = Text(most=512)
    svg = Text(most=100_000)


class EndedView(Schema):
    """How many other sessions have ended."""

    ended = Integer(0, INTEGER_MAX)
