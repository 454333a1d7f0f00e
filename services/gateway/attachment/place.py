"""Where a bucket is, as the setting says it."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import parse_qsl, urlsplit

FORM = "s3://bucket/prefix?endpoint=https://host:port&region=name"


@dataclass(frozen=True, slots=True)
class Place:
    """Where a bucket is. prefix: '' or ending with a slash. endpoint: host and port. secure: by TLS."""

    bucket: str
    prefix: str
    endpoint: str
    secure: bool
    region: str

    @staticmethod
    def read(address: str) -> Place:
        """Read `LINLI_ATTACHMENTS`.

        :raises ValueError: naming the form it has
        """
        parts = urlsplit(address)
        given = dict(parse_qsl(parts.query))
        endpoint = urlsplit(given.pop("endpoint", ""))
        region = given.pop("region", "us-east-1")
        whole = parts.scheme == "s3" and parts.netloc and endpoint.netloc and endpoint.scheme in ("http", "https")
        if not whole or given or "@" in address:
            raise ValueError(f"LINLI_ATTACHMENTS is {FORM}; keys stand in AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, not in it")
        prefix = parts.path.strip("/")
        return Place(parts.netloc, f"{prefix}/" if prefix else "", endpoint.netloc, endpoint.scheme == "https", region)
