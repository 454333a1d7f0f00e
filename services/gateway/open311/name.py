"""What a matter is called to the public: its id without the hour that an id holds."""

from __future__ import annotations

import re
from uuid import UUID

from cryptography.hazmat.primitives.ciphers import Cipher, modes
from cryptography.hazmat.primitives.ciphers.algorithms import AES256

from kernel.seal import Sealer

SHAPE = re.compile("[0-9a-f]{32}")
PURPOSE = "linli/open311/name"


class Names:
    """Turns ids into public names and back, under the keys that seal; nothing of it is stored.

    Rule GR-291, domain 8.1: our ids begin with the instant they were made, which would tell the hour of a report. One block
    of AES of a value that never repeats says nothing of it, and no two matters share a name.
    """

    def __init__(self, sealer: Sealer):
        keys = [AES256(key.derive(PURPOSE, "sha256")) for key in sealer.keys.values()]
        # one block of a value of its own each time: a mode with a nonce would make names longer and no safer
        self._ciphers = [Cipher(key, modes.ECB()) for key in keys]  # noqa: S305

    def of(self, incident: str) -> str:
        """Give the public name of a matter, 32 hex digits."""
        made = self._ciphers[0].encryptor()
        return (made.update(UUID(incident).bytes) + made.finalize()).hex()

    def ids(self, name: str) -> list[str]:
        """Give the ids a name may stand for, one for each live key; none for what is no name."""
        if not SHAPE.fullmatch(name):
            return []
        opened = [cipher.decryptor().update(bytes.fromhex(name)) for cipher in self._ciphers]
        return [str(UUID(bytes=raw)) for raw in opened]
