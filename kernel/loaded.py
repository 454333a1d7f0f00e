"""What a file brought, as the audit knows it: one row for each load that wrote something, whichever loader it came by."""
from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from pathlib import Path

from kernel import audit
from kernel.call import Call
from kernel.db import Tx

VERSION = 1  # a load is no record that changes


def digest(paths: Iterable[Path]) -> str:
    """Give one hash, 64 hexadecimal digits, over the contents of files in their order."""
    whole = hashlib.sha256()
    for path in paths:
        with path.open("rb") as file:
            whole.update(hashlib.file_digest(file, "sha256").digest())
    return whole.hexdigest()


def tell(tx: Tx, what: str, *, digest: str, counts: Mapping[str, int]) -> None:
    """Queue the audit row of a load, in the transaction that writes what it brings.

    what: its name, e.g. 'premises'. digest: of the files, '' where rows came from no file. counts: what it did, by word.
    Of two loads of one kind at once one fails with audit.record_busy (Unavailable) and may be repeated.
    """
    audit.append(
        tx, Call().system(), act="load", kind="load", subject=f"load:{what}", version=VERSION,
        detail={"digest": digest, **counts},
    )  # fmt: skip
