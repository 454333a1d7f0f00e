"""Where content is kept: a file by its digest, whole or not at all, whoever else writes the same one."""

from __future__ import annotations

import errno
import hashlib
import os
import re
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, Protocol

from kernel import logs
from kernel.clock import new_id
from kernel.errors import Unavailable

DIGEST = re.compile(r"[0-9a-f]{64}")
SHARDS = 256
PIECE = 1024 * 1024
FULL = frozenset({errno.ENOSPC, errno.EDQUOT})
FORGOTTEN_SECONDS = 48 * 3600.0  # twice as long as an upload may last: no row speaks of it any more
RETRY_SECONDS = 60  # nobody makes room sooner
log = logs.get(__name__)


class Files(Protocol):
    """What keeps content, for all replicas. digest: SHA-256, 64 hex digits."""

    def fresh(self) -> Path:
        """Give a name for a file that is being written."""

    def put(self, digest: str, ready: Path) -> None:
        """Keep a file under its digest; it is durable when this returns, and `ready` is gone."""

    def open(self, digest: str) -> BinaryIO:
        """Give the content to read.

        :raises FileNotFoundError:
        """

    def delete(self, digest: str) -> None:
        """Let content go; what is not there is gone already."""

    def old(self, shard: int, *, seconds: float) -> Iterator[str]:
        """Give the digests of one of SHARDS parts whose content was not put there for so long."""

    def sweep(self, *, seconds: float) -> int:
        """Delete what was being written so long ago that its writer is gone, and give how many."""

    def put_part(self, upload: str, name: str, ready: Path) -> None:
        """Keep a part of an upload; it is durable when this returns, and `ready` is gone. upload, name: UUIDs."""

    def join(self, upload: str, names: list[str], into: Path) -> None:
        """Write parts one behind the other into a new file.

        :raises FileNotFoundError:
        """

    def drop_parts(self, upload: str) -> None:
        """Delete all parts of an upload, also those nobody has written down; what is not there is gone already."""


class Folder:
    """A folder that all replicas share. Files lie in 256 parts by their first two digits; what comes in, in `incoming`.

    The parts are made at the start: one made with its first file would have to be durable before that file is.
    """

    def __init__(self, root: Path):
        self.root = root
        self.incoming = root / "incoming"
        self.incoming.mkdir(parents=True, exist_ok=True)
        self.uploads = root / "uploads"
        self.uploads.mkdir(exist_ok=True)
        for shard in range(SHARDS):
            self._part(shard).mkdir(exist_ok=True)
        flush(root)

    def fresh(self) -> Path:
        """Give a name for a file that is being written."""
        return self.incoming / new_id()

    def put(self, digest: str, ready: Path) -> None:
        """Keep a file: flushed, then renamed, which no reader and no crash sees half done.

        Also when one of this name is there: whoever has just found it without an owner may be about to delete it.
        """
        place = self._place(digest)
        flush(ready)
        ready.rename(place)
        flush(place.parent)

    def open(self, digest: str) -> BinaryIO:
        """Give the content to read.

        :raises FileNotFoundError:
        """
        return self._place(digest).open("rb")

    def delete(self, digest: str) -> None:
        """Let content go."""
        self._place(digest).unlink(missing_ok=True)

    def old(self, shard: int, *, seconds: float) -> Iterator[str]:
        """Give the digests of one of the 256 parts whose files have not been written for so long."""
        for file in self._part(shard).iterdir():
            if DIGEST.fullmatch(file.name) and _age(file) > seconds:
                yield file.name

    def sweep(self, *, seconds: float) -> int:
        """Delete what was being written so long ago that its writer is gone, and give how many."""
        left = [file for file in self.incoming.iterdir() if _age(file) > seconds]
        for file in left:
            file.unlink(missing_ok=True)
        forgotten = [folder.name for folder in self.uploads.iterdir() if _age(folder) > FORGOTTEN_SECONDS]
        for upload in forgotten:
            self.drop_parts(upload)
        return len(left) + len(forgotten)

    def put_part(self, upload: str, name: str, ready: Path) -> None:
        """Keep a part of an upload, flushed before it has its name."""
        folder = self.uploads / upload
        if not folder.exists():
            folder.mkdir(exist_ok=True)
            flush(self.uploads)
        flush(ready)
        ready.rename(folder / name)
        flush(folder)

    def join(self, upload: str, names: list[str], into: Path) -> None:
        """Write parts one behind the other into a new file."""
        with into.open("xb") as whole:
            for name in names:
                with (self.uploads / upload / name).open("rb") as part:
                    shutil.copyfileobj(part, whole, PIECE)

    def drop_parts(self, upload: str) -> None:
        """Delete all parts of an upload."""
        shutil.rmtree(self.uploads / upload, ignore_errors=True)

    def _place(self, digest: str) -> Path:
        if not DIGEST.fullmatch(digest):
            raise ValueError("no digest")
        return self._part(int(digest[:2], 16)) / digest

    def _part(self, shard: int) -> Path:
        return self.root / f"{shard:02x}"


@contextmanager
def in_room() -> Iterator[None]:
    """Tell a disk that has no room, which is the operator's to mend, from a defect; what was kept before stays whole.

    :raises Unavailable: gateway.attachments_full
    """
    try:
        yield
    except OSError as error:
        if error.errno not in FULL:
            raise
        log.error("attachments_full")
        raise Unavailable("gateway.attachments_full", retry_after_seconds=RETRY_SECONDS) from error


def digest_of(file: Path) -> str:
    """Give the SHA-256 of a file, 64 hex digits, read piece by piece."""
    found = hashlib.sha256()
    with file.open("rb") as opened:
        while piece := opened.read(PIECE):
            found.update(piece)
    return found.hexdigest()


def flush(path: Path) -> None:
    """Make a file, or the names in a folder, durable."""
    number = os.open(path, os.O_RDONLY)
    try:
        os.fsync(number)
    finally:
        os.close(number)


def _age(file: Path) -> float:
    try:
        return time.time() - file.stat().st_mtime
    except FileNotFoundError:
        return 0.0  # another replica was quicker
