"""The secrets of one stack, made once and kept in a directory that only its owner reads."""
from __future__ import annotations

import secrets
from collections.abc import Callable
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from kernel.keyring import make_key
from tools.child import keep


def _token_key() -> str:
    return Ed25519PrivateKey.generate().private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()


class Secrets:
    """Gives each secret of a directory, making it the first time it is asked for."""

    def __init__(self, home: Path) -> None:
        self.home = home

    def password(self, of: str) -> str:
        """Give a password: 24 characters that need no quoting in an address or a shell."""
        return self._kept(f"{of}.password", lambda: secrets.token_hex(12)).read_text()

    def seal_keys(self) -> Path:
        """Give the file with the keys that seal personal fields."""
        return self._kept("seal_keys", lambda: str(make_key("k1")))

    def token_key(self) -> Path:
        """Give the file with the key that signs tokens, PEM."""
        return self._kept("token_key.pem", _token_key)

    def _kept(self, name: str, make: Callable[[], str]) -> Path:
        path = self.home / name
        if not path.exists():
            self.home.mkdir(parents=True, exist_ok=True, mode=0o700)
            keep(path, make())
        return path
