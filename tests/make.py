"""What tests of several services build with."""
from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from kernel.errors import Failure


@contextmanager
def refused(kind: type[Failure], code: str) -> Iterator[pytest.ExceptionInfo[Failure]]:
    """Expect a failure of this class with this code; it is given for a look at its facts."""
    with pytest.raises(kind) as caught:
        yield caught
    assert caught.value.code == code
