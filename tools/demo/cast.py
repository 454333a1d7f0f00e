"""Who plays: the sample district's accounts, each signed in once for each thread that plays."""
from __future__ import annotations

import csv
import threading
from pathlib import Path

from tools.client import Client, sign_in


class Cast:
    """Clients by account, from the district's accounts file. Tokens are shared, connections belong to a thread."""

    def __init__(self, base: str, folder: Path, password: str) -> None:
        self.base = base
        self._password = password
        with (folder / "accounts.csv").open(encoding="utf-8") as file:
            rows = list(csv.DictReader(file))
        self._officers = {row["unit"]: row["login"] for row in rows if row["role"] == "officer"}
        self.units = frozenset(self._officers)
        self.residents = [row["login"] for row in rows if row["role"] == "resident"]
        self._workers = {row["area"]: row["login"] for row in rows if row["role"] == "grid_worker"}
        self._tokens: dict[str, str] = {}
        self._mine = threading.local()
        self._signing = threading.Lock()

    def officer(self, unit: str) -> Client:
        """Give the officer of a unit."""
        return self.of(self._officers[unit])

    def worker(self, community: str) -> Client:
        """Give a grid worker of a community: nobody else reaches what lies there."""
        return self.of(self._workers[community])

    def of(self, login: str) -> Client:
        """Give the client of an account, on a connection of this thread."""
        mine: dict[str, Client] = self._mine.__dict__.setdefault("clients", {})
        if login not in mine:
            mine[login] = Client(self.base, token=self._token(login))
        return mine[login]

    def nobody(self) -> Client:
        """Give a client without an account, on a connection of this thread."""
        mine: dict[str, Client] = self._mine.__dict__.setdefault("clients", {})
        return mine.setdefault("", Client(self.base))

    def _token(self, login: str) -> str:
        with self._signing:
            if login not in self._tokens:
                self._tokens[login] = sign_in(self.base, login, self._password)
        return self._tokens[login]
