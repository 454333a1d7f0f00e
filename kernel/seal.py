"""Personal fields sealed at rest, found again by a keyed index, and the query codes that are never stored.

A blob is: alg (1 byte), length of the key id (1 byte), key id, nonce, ciphertext, tag. Its head and the context are
bound to the ciphertext, so a blob moved to another record or column does not open.

Where alg has its highest bit set the key is the record's own: made of the ring's key and a salt that is kept apart from the
record (`kernel.salt`). Once the salt is destroyed no copy of the blob opens any more, wherever it is.
"""
from __future__ import annotations

import hmac
import secrets
import unicodedata
from collections.abc import Mapping, Sequence
from typing import Any

from nameko.extensions import DependencyProvider

from kernel.cipher import SUITES, AesGcm, Refused, Suite
from kernel.keyring import Key, read_keys

ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"  # 32 signs: no 0 O 1 I, which people mix up on paper
ALIAS_LENGTH = 32
SALTED = 0x80  # bit of alg: sealed under a key of the record's own


class Unopenable(Exception):
    """A blob that no key here opens: a defect or damage, never a fault of the caller. code: `seal.<problem>`."""

    def __init__(self, code: str, **facts: str) -> None:
        super().__init__(code, facts)
        self.code = code
        self.facts = facts


class Sealer:
    """Seals with the first key, opens with any. Safe in threads; holds nothing but keys."""

    def __init__(self, keys: Sequence[Key], suite: Suite | None = None) -> None:
        self.suite: Suite = suite or AesGcm()
        self.keys = {key.id: key for key in keys}
        self.first = keys[0]
        self._derived: dict[tuple[str, str, str], bytes] = {}

    @property
    def head(self) -> bytes:
        """The bytes every blob sealed now begins with; a blob with another head waits to be sealed again."""
        return self._head(0)

    @property
    def salted_head(self) -> bytes:
        """The same of a blob sealed under a key of its record's own."""
        return self._head(SALTED)

    def seal(self, plain: str, context: str, salt: bytes | None = None) -> bytes:
        """Seal text. context: the one place it belongs to, `incident/<id>/reporter`; needed again to open.

        salt: of the record, 16 bytes or more; None where it has none.
        """
        nonce, head = secrets.token_bytes(self.suite.nonce_bytes), self._head(SALTED if salt else 0)
        key = self._seal_key(self.first, self.suite, salt)
        return head + nonce + self.suite.encrypt(key, nonce, plain.encode(), head + context.encode())

    def open(self, blob: bytes, context: str, salt: bytes | None = None) -> str:
        """Give back the text. salt: of the record, as it is kept; a blob sealed before there were any needs none.

        :raises Unopenable: seal.blob_malformed, seal.alg_unknown, seal.key_unknown, seal.salt_missing (destroyed),
            seal.blob_refused (changed bytes, another salt, or a context it was not sealed for)
        """
        suite, key_id, start = _read_head(bytes(blob))
        if key_id not in self.keys:
            raise Unopenable("seal.key_unknown", key=key_id)
        salted = bool(blob[0] & SALTED)
        if salted and not salt:
            raise Unopenable("seal.salt_missing", key=key_id)
        nonce, sealed = blob[start : start + suite.nonce_bytes], blob[start + suite.nonce_bytes :]
        bound, key = bytes(blob[:start]) + context.encode(), self._seal_key(self.keys[key_id], suite, salt if salted else None)
        try:
            return suite.decrypt(key, nonce, sealed, bound).decode()
        except Refused:
            raise Unopenable("seal.blob_refused", key=key_id) from None

    def seal_each(self, values: Mapping[str, str], place: str, salt: bytes | None = None) -> list[bytes | None]:
        """Seal fields as the columns they are kept in, each for the context `<place>.<field>`; what is empty stays null."""
        return [self.seal(plain, f"{place}.{field}", salt) if plain else None for field, plain in values.items()]

    def open_each(
        self, fields: Sequence[str], blobs: Sequence[bytes | memoryview | None], place: str, salt: bytes | None = None
    ) -> dict[str, str]:
        """Give back the text of the fields that are not null, by name.

        :raises Unopenable: as `open`
        """
        found = zip(fields, blobs, strict=True)
        return {field: self.open(bytes(blob), f"{place}.{field}", salt) for field, blob in found if blob is not None}

    def index(self, value: str, field: str) -> bytes:
        """Give the search index (32 bytes) to store beside a sealed value, under the first key.

        value: already in its one normal form. field: such as `reporter.phone`; equal values of two fields differ.
        A plain hash would not do: all telephone and identity numbers can be tried in minutes.
        """
        return self._mac(self.first, f"index/{field}", value)

    def indexes(self, value: str, field: str) -> list[bytes]:
        """Give the index under each live key, newest first: search with `= ANY(...)`.

        After a rotation old rows keep their old index until `tools/keys.py` seals them again; until then one value
        may stand under two indexes, so uniqueness must be asked with this list, not left to a constraint alone.
        """
        return [self._mac(key, f"index/{field}", value) for key in self.keys.values()]

    def alias(self, account: str) -> str | None:
        """Give the name (32 hex digits) that stands for an account where it must not; None for somebody without one."""
        return next(iter(self.aliases(account)), None)

    def aliases(self, account: str) -> tuple[str, ...]:
        """Give the name of an account under each live key, newest first; none for somebody without an account."""
        found = self.indexes(account, "party") if account else []
        return tuple(index.hex()[:ALIAS_LENGTH] for index in found)

    def code(self, subject_id: str) -> str:
        """Give the query code of a record: 8 signs (40 bits), derived, so that none is ever stored."""
        return self._code(self.first, subject_id)

    def code_matches(self, subject_id: str, code: str) -> bool:
        """Tell in constant time whether a code is this record's under any live key.

        Small letters, full-width signs, spaces and hyphens are forgiven. A code on paper dies with its key: keep
        the old key in the ring as long as receipts made under it are in use.
        """
        typed = _normal(code).encode()
        hits = [hmac.compare_digest(typed, self._code(key, subject_id).encode()) for key in self.keys.values()]
        return any(hits)

    def _head(self, mark: int) -> bytes:
        key_id = self.first.id.encode()
        return bytes((self.suite.alg | mark, len(key_id))) + key_id

    def _seal_key(self, key: Key, suite: Suite, salt: bytes | None) -> bytes:
        common = self._key(key, suite, "seal")
        return hmac.digest(common, bytes(salt), suite.hash)[: suite.key_bytes] if salt else common

    def _code(self, key: Key, subject_id: str) -> str:
        number = int.from_bytes(self._mac(key, "code", subject_id)[:5], "big")
        return "".join(ALPHABET[number >> shift & 31] for shift in range(35, -5, -5))

    def _mac(self, key: Key, purpose: str, value: str) -> bytes:
        return hmac.digest(self._key(key, self.suite, purpose), value.encode(), self.suite.hash)

    def _key(self, key: Key, suite: Suite, purpose: str) -> bytes:
        name = (key.id, suite.hash, purpose)
        if name not in self._derived:
            self._derived[name] = key.derive(f"linli/{suite.alg}/{purpose}", suite.hash)[: suite.key_bytes]
        return self._derived[name]


class SealProvider(DependencyProvider):
    """Gives a service its `Sealer`, with the keys of the settings."""

    def setup(self) -> None:
        """Read the keys once; a bad ring stops the process at its start."""
        self.sealer = Sealer(read_keys(self.container.config["settings"].seal_keys))

    def get_dependency(self, worker_ctx: Any) -> Sealer:
        """Give the one sealer of this process."""
        return self.sealer


def _read_head(blob: bytes) -> tuple[Suite, str, int]:
    """Give suite, key id and where the nonce starts."""
    if len(blob) < 2:
        raise Unopenable("seal.blob_malformed")
    suite = SUITES.get(blob[0] & ~SALTED)
    if suite is None:
        raise Unopenable("seal.alg_unknown", alg=str(blob[0]))
    start = 2 + blob[1]
    if len(blob) < start + suite.nonce_bytes + suite.tag_bytes:
        raise Unopenable("seal.blob_malformed")
    return suite, blob[2:start].decode("ascii", "replace"), start


def _normal(code: str) -> str:
    """Give a typed code as it was printed."""
    wide = unicodedata.normalize("NFKC", code).upper()
    return "".join(sign for sign in wide if not (sign.isspace() or unicodedata.category(sign) == "Pd"))
