"""What is said when somebody signs in by telephone."""

from __future__ import annotations

from kernel.wire import Choice, Integer, Pattern, Schema, Text
from services.gateway.session.store import BEARER, KINDS

MOST = 32  # signs of a number as people type it


class SendCode(Schema):
    """Have a code sent to a mobile number of the mainland, as typed: `138 0000 0000`, `+86 138-0000-0000`."""

    phone = Text(most=MOST, required=True)


class CodeSentView(Schema):
    """A code is under way, whether or not the number has an account.

    seconds: that it is good. again: seconds until another may be asked for.
    """

    seconds = Integer(1, 3600)
    again = Integer(1, 3600)


class SendChangeCode(SendCode):
    """Have a code sent to the number that is to open the own account from now on."""


class ChangePhone(Schema):
    """Let another number open the own account, by the code that came to it."""

    phone = Text(most=MOST, required=True)
    code = Pattern("[0-9]{6}", required=True)


class SignInByCode(Schema):
    """Sign in by the code that came. kind: `cookie` for a page, which then has no token."""

    phone = Text(most=MOST, required=True)
    code = Pattern("[0-9]{6}", required=True)
    kind = Choice(*KINDS, load_default=BEARER)
