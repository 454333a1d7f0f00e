"""What is compressed is given only to who can read it."""
from __future__ import annotations

import pytest

from services.gateway.http.coding import gzipped


@pytest.mark.parametrize("header", ["gzip", "GZIP", "br, gzip;q=0.1", "x-gzip", "*", "identity;q=0, *;q=0.5", "gzip ; q=1.0"])
def test_who_names_gzip_or_takes_anything_is_given_it(header: str) -> None:
    assert gzipped(header)


@pytest.mark.parametrize("header", ["", "br", "gzip;q=0", "gzip; q=0.000", "*, gzip;q=0", "*;q=0", "gzip;q=much", "gzipped"])
def test_who_refuses_it_or_does_not_name_it_is_given_the_plain_text(header: str) -> None:
    assert not gzipped(header)
