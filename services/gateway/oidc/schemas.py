"""What is said on the way to a provider and back."""

from __future__ import annotations

from marshmallow import EXCLUDE

from kernel.wire import Flag, Pattern, Rows, Schema, Text

PROVIDER = "[a-z0-9-]{1,32}"
# a path of ours: never `//host` or `/\\host`, which browsers read as another site
PATH = r"/(?![/\\])[A-Za-z0-9/_.~?=&%+-]{0,300}"


class ListProviders(Schema):
    """Ask by which providers one may sign in."""


class BeginOidc(Schema):
    """Go to a provider. to: path to come back to."""

    provider = Pattern(PROVIDER, required=True)
    to = Pattern(PATH, load_default="/sign-in")


class ReturnOidc(Schema):
    """Come back from a provider, with what it adds to the address; what we do not know of it is passed over."""

    class Meta:
        unknown = EXCLUDE

    provider = Pattern(PROVIDER, required=True)


class HearLogout(Schema):
    """A provider tells that somebody has signed out; the body is a form with `logout_token`."""

    provider = Pattern(PROVIDER, required=True)


class ProviderRow(Schema):
    """One provider. path: where a browser goes to sign in."""

    id = Text(most=32)
    name = Text(most=80)
    path = Text(most=64)


class ProvidersView(Schema):
    """All providers of this deployment. phone: whether residents may sign in by a code sent to their telephone."""

    items = Rows(ProviderRow)
    phone = Flag()


class LeftView(Schema):
    """The session has ended here. location: where to go to end it at the provider too, null where there is none."""

    location = Text(most=2000, allow_none=True)
