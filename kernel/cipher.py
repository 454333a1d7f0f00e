"""Suites of ciphers: what a blob's first byte means, and the only file that calls the cipher library."""
from __future__ import annotations

from typing import Protocol

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM


class Refused(Exception):
    """The tag does not fit: another key, another context, or changed bytes."""


class Suite(Protocol):
    """An authenticated cipher and the hash that goes with it.

    alg: 1..255, written into every blob and never given a second meaning. hash: a name `hashlib.new` knows.
    A second suite (SM4 with SM3, where the law of commercial cryptography asks for it) is one more class and one
    more entry of SUITES: blobs of both open side by side, so it can be brought in as a key is rotated.
    """

    alg: int
    hash: str
    key_bytes: int
    nonce_bytes: int
    tag_bytes: int

    def encrypt(self, key: bytes, nonce: bytes, plain: bytes, bound: bytes) -> bytes:
        """Give ciphertext followed by its tag; `bound` is authenticated, not contained."""

    def decrypt(self, key: bytes, nonce: bytes, sealed: bytes, bound: bytes) -> bytes:
        """Give the plain bytes.

        :raises Refused: the tag does not fit
        """


class AesGcm:
    """AES-256-GCM (NIST SP 800-38D) with SHA-256."""

    alg = 1
    hash = "sha256"
    key_bytes = 32
    nonce_bytes = 12
    tag_bytes = 16

    def encrypt(self, key: bytes, nonce: bytes, plain: bytes, bound: bytes) -> bytes:
        """Give ciphertext followed by its tag."""
        return AESGCM(key).encrypt(nonce, plain, bound)

    def decrypt(self, key: bytes, nonce: bytes, sealed: bytes, bound: bytes) -> bytes:
        """Give the plain bytes.

        :raises Refused: the tag does not fit
        """
        try:
            return AESGCM(key).decrypt(nonce, sealed, bound)
        except InvalidTag:
            raise Refused from None


SUITES: dict[int, Suite] = {suite.alg: suite for suite in (AesGcm(),)}
