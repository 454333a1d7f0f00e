"""Takes the body of one part in: written down every megabyte, so that little is sent twice whatever breaks."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import eventlet

from kernel.errors import Invalid
from services.gateway.attachment.upload.protocol import Proof
from services.gateway.http.spool import pieces

STEP = 1024 * 1024
SECONDS = 300.0  # of one request; whoever is slower goes on with the next
Keep = Callable[[Path, int], None]


@dataclass(frozen=True, slots=True)
class Receiving:
    """What one request may bring. left: bytes until the upload is whole. fresh: names a file. keep: writes a part down."""

    left: int
    proof: Proof | None
    fresh: Callable[[], Path]
    keep: Keep

    def receive(self, environ: dict[str, Any]) -> None:
        """Take in what comes. What came before a line broke is kept, unless it was to be proven whole.

        Rule GR-418.

        :raises Invalid: gateway.body_too_large, gateway.body_malformed, gateway.body_late, gateway.upload_checksum_wrong
        """
        stream, ends, got, more = pieces(environ), time.monotonic() + SECONDS, 0, True
        while more:
            step = _Step(self.fresh(), self.proof)
            try:
                more = self._fill(step, stream, ends=ends, most=self.left - got)
                self._proven(step)
                got += self._kept(step)
            except Invalid as cut:
                if cut.code in ("gateway.body_malformed", "gateway.body_late") and self.proof is None:
                    self._kept(step)
                raise
            finally:
                step.path.unlink(missing_ok=True)
        environ["linli.read"] = True

    def _fill(self, step: _Step, stream: Iterator[bytes], *, ends: float, most: int) -> bool:
        """Write pieces until a step is full, and tell whether more may come."""
        with step.path.open("xb") as file, eventlet.Timeout(max(0.01, ends - time.monotonic()), Invalid("gateway.body_late")):
            for piece in stream:
                if step.size + len(piece) > most:
                    raise Invalid("gateway.body_too_large", most=most)
                file.write(piece)
                file.flush()
                step.add(piece)
                if step.size >= STEP and self.proof is None:
                    return True
        return False

    def _proven(self, step: _Step) -> None:
        if self.proof and step.found is not None:
            self.proof.check(step.found.digest())

    def _kept(self, step: _Step) -> int:
        if step.size:
            self.keep(step.path, step.size)
        return step.size


class _Step:
    """What is written before it is kept."""

    __slots__ = ("found", "path", "size")

    def __init__(self, path: Path, proof: Proof | None):
        self.path, self.size = path, 0
        self.found = hashlib.new(proof.algorithm, usedforsecurity=False) if proof else None

    def add(self, piece: bytes) -> None:
        self.size += len(piece)
        if self.found is not None:
            self.found.update(piece)
