"""Content kept in a bucket that speaks S3: the same promises as a folder's, for replicas that share no disk."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryFile
from typing import BinaryIO

from eventlet.patcher import original
from minio import Minio
from minio.credentials import AWSConfigProvider, ChainedProvider, EnvAWSProvider
from minio.error import MinioException, S3Error
from urllib3 import PoolManager, Retry, Timeout
from urllib3.exceptions import HTTPError

from kernel.clock import new_id
from kernel.errors import Unavailable
from services.gateway.attachment.folder import DIGEST, FORGOTTEN_SECONDS, PIECE
from services.gateway.attachment.place import Place

# within the time a file has to be written down; a second try is the sender's
TIMEOUT, RETRIES = Timeout(connect=2.0, read=15.0), Retry(total=1, backoff_factor=0.1)
GONE = frozenset({"NoSuchKey", "NoSuchObject"})


class Bucket:
    """One bucket, or what is below a prefix of it. incoming: a folder of this process's own for what is being received.

    Rule GR-422, design: where files are kept is the operator's choice, and changes nothing of what is promised about them.

    Its calls are made in threads beside the hub, and what keeps connections open must not be shared between those.
    """

    def __init__(self, place: Place, incoming: Path):
        self.place, self.incoming = place, incoming
        self.incoming.mkdir(parents=True, exist_ok=True)
        self._clients: dict[int, Minio] = {}

    @staticmethod
    def of(address: str, files: Path, below: str = "") -> Bucket:
        """Give the bucket of an address, once it is there. files: folder to receive into. below: part of it, '' for the whole.

        :raises ValueError: at the start: no address, no such bucket, no access, nobody answers
        """
        place = Place.read(address)
        made = Bucket(replace(place, prefix=f"{place.prefix}{below}/") if below else place, files / "incoming")
        made.check()
        return made

    def check(self) -> None:
        """Refuse to start without a bucket: what would be sent could not be kept.

        :raises ValueError:
        """
        try:
            there = self._client.bucket_exists(self.place.bucket)
        except (MinioException, HTTPError, ValueError, OSError) as error:
            what = f"{self.place.endpoint} refuses or does not answer"
            raise ValueError(f"LINLI_ATTACHMENTS: {what}: {type(error).__name__}") from error
        if not there:
            raise ValueError(f"LINLI_ATTACHMENTS: there is no bucket {self.place.bucket!r} at {self.place.endpoint}")

    def fresh(self) -> Path:
        """Give a name for a file that is being written."""
        return self.incoming / new_id()

    def put(self, digest: str, ready: Path) -> None:
        """Keep a file: an object is there whole or not at all."""
        self._put(self._name(digest), ready)

    def open(self, digest: str) -> BinaryIO:
        """Give the content to read, fetched whole before its first byte is given on.

        :raises FileNotFoundError:
        """
        found: BinaryIO = TemporaryFile(dir=self.incoming)  # noqa: SIM115 - whoever reads it closes it
        try:
            self._copy(self._name(digest), found)
            found.seek(0)
        except BaseException:
            found.close()
            raise
        return found

    def delete(self, digest: str) -> None:
        """Let content go."""
        self._remove(self._name(digest))

    def old(self, shard: int, *, seconds: float) -> Iterator[str]:
        """Give the digests of one of the 256 parts whose objects have not been written for so long."""
        for name in self._older(f"{shard:02x}/", seconds):
            digest = name.rpartition("/")[2]
            if DIGEST.fullmatch(digest):
                yield digest

    def sweep(self, *, seconds: float) -> int:
        """Delete what was being written so long ago that its writer is gone, and give how many."""
        until = time.time() - seconds
        left = [file for file in self.incoming.iterdir() if _written(file) < until]
        for file in left:
            file.unlink(missing_ok=True)
        forgotten = list(self._older("uploads/", FORGOTTEN_SECONDS))
        for name in forgotten:
            self._remove(name)
        return len(left) + len(forgotten)

    def put_part(self, upload: str, name: str, ready: Path) -> None:
        """Keep a part of an upload."""
        self._put(self._part(upload, name), ready)

    def join(self, upload: str, names: list[str], into: Path) -> None:
        """Write parts one behind the other into a new file."""
        with into.open("xb") as whole:
            for name in names:
                self._copy(self._part(upload, name), whole)

    def drop_parts(self, upload: str) -> None:
        """Delete all parts of an upload."""
        for name in list(self._older(f"uploads/{upload}/", None)):
            self._remove(name)

    @property
    def _client(self) -> Minio:
        thread = original("_thread").get_ident()
        if thread not in self._clients:
            place = self.place
            self._clients[thread] = Minio(
                place.endpoint,
                credentials=ChainedProvider([EnvAWSProvider(), AWSConfigProvider()]),
                secure=place.secure,
                region=place.region,
                http_client=PoolManager(timeout=TIMEOUT, retries=RETRIES, maxsize=4),
            )
        return self._clients[thread]

    def _name(self, digest: str) -> str:
        if not DIGEST.fullmatch(digest):
            raise ValueError("no digest")
        return f"{self.place.prefix}{digest[:2]}/{digest}"

    def _part(self, upload: str, name: str) -> str:
        return f"{self.place.prefix}uploads/{upload}/{name}"

    def _put(self, name: str, ready: Path) -> None:
        with _told():
            # one piece after the other: what sends them side by side brings threads of its own
            self._client.fput_object(self.place.bucket, name, str(ready), num_parallel_uploads=1)
        ready.unlink(missing_ok=True)

    def _copy(self, name: str, into: BinaryIO) -> None:
        with _told():
            answer = self._client.get_object(self.place.bucket, name)
            try:
                for piece in answer.stream(PIECE):
                    into.write(piece)
            finally:
                answer.close()
                answer.release_conn()

    def _remove(self, name: str) -> None:
        with _told():
            self._client.remove_object(self.place.bucket, name)

    def _older(self, below: str, seconds: float | None) -> Iterator[str]:
        """Give what lies below a prefix; seconds: since it was written, at least, None for however young."""
        until = time.time() - (seconds or 0)
        with _told():
            for found in self._client.list_objects(self.place.bucket, f"{self.place.prefix}{below}", recursive=True):
                at = found.last_modified
                if found.object_name and at is not None and (seconds is None or at.timestamp() < until):
                    yield found.object_name


@contextmanager
def _told() -> Iterator[None]:
    """Tell what is not there from a bucket that cannot be reached.

    :raises FileNotFoundError:
    :raises Unavailable: gateway.attachments_away
    """
    try:
        yield
    except S3Error as error:
        if error.code in GONE:
            raise FileNotFoundError(error.code) from error
        raise Unavailable("gateway.attachments_away") from error
    except (MinioException, HTTPError) as error:
        raise Unavailable("gateway.attachments_away") from error


def _written(file: Path) -> float:
    try:
        return file.stat().st_mtime
    except FileNotFoundError:
        return time.time()
