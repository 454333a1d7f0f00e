"""What every answer of the front door carries, whatever it is and whoever asked."""

from __future__ import annotations

EXACT = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
}
# neither tells another site anything; forms of the own pages need the second, to say that they come from here
REFERRERS = ("no-referrer", "same-origin")
# the page of the one window alone may ask where its reader stands, and nobody in a frame of it
OFF = ("camera=()", "geolocation=(", "microphone=()")
# what two readers could take for two things, where it stood twice
ONCE = (
    *EXACT, "Referrer-Policy", "Content-Security-Policy", "Cache-Control", "Content-Type", "Strict-Transport-Security", "ETag",
)  # fmt: skip
PUBLIC = ("no-cache", "max-age=86400")


def lacking(headers, *, personal=False, tls=False, asking=True):
    """Give what is wrong with the headers of one answer.

    personal: somebody was signed in. tls: they came by it. asking: it may be a page that asks where one stands.
    """
    given = dict(headers)
    names = [name for name, _ in headers]
    policy = given.get("Content-Security-Policy", "")
    wrong = [name for name, value in EXACT.items() if given.get(name) != value]
    wrong += ["Referrer-Policy"] if given.get("Referrer-Policy") not in REFERRERS else []
    wrong += [f"{name} twice" for name in ONCE if names.count(name) > 1]
    wrong += [f"policy: {policy!r}"] if not _strict(policy) else []
    wrong += [one for one in OFF if one not in given.get("Permissions-Policy", "")]
    wrong += ["asks where one stands"] if not asking and "geolocation=(self)" in given.get("Permissions-Policy", "") else []
    wrong += ["tells what it runs on"] if {"Server", "X-Powered-By", "Via"} & set(names) else []
    wrong += ["lets other sites in"] if any(name.startswith("Access-Control") for name in names) else []
    wrong += ["no HSTS"] if tls and "max-age=31536000" not in given.get("Strict-Transport-Security", "") else []
    wrong += ["HSTS in the open"] if not tls and "Strict-Transport-Security" in given else []
    wrong += [f"kept: {given.get('Cache-Control')!r}"] if personal and not _unshared(given.get("Cache-Control", "")) else []
    wrong += ["text without a character set"] if _bare_text(given.get("Content-Type", "")) else []
    return wrong


def _strict(policy):
    return (
        policy.startswith(("default-src 'none'", "default-src 'self'"))
        and "frame-ancestors 'none'" in policy
        and "unsafe" not in policy
        and "http" not in policy
    )


def _unshared(cache):
    """Tell whether no cache between two people keeps it, and none at all what may be somebody's."""
    return cache == "" or "no-store" in cache or "private" in cache


def _bare_text(kind):
    return kind.startswith("text/") and kind != "text/event-stream" and "charset=utf-8" not in kind
