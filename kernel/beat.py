"""What a service process does again and again by itself, beside the calls it serves."""
from __future__ import annotations

import threading

from nameko.extensions import DependencyProvider


class Beat(DependencyProvider):
    """Calls `beat` while the service runs, in every replica; a kind of it is declared on a service.

    label: of its thread. lead: seconds before the first beat. What `beat` raises ends the process, so it catches what the
    process can live with, and logs that under a name of its own.
    """

    label = "beat"
    lead = 0.0

    def setup(self) -> None:
        self._leaving = threading.Event()

    def start(self) -> None:
        self.container.spawn_managed_thread(self._run, identifier=self.label)

    def stop(self) -> None:
        self._leaving.set()

    def beat(self) -> float:
        """Do it once and give the seconds until the next time."""
        raise NotImplementedError

    def _run(self) -> None:
        if self.lead:
            self._leaving.wait(self.lead)
        while not self._leaving.is_set():
            self._leaving.wait(self.beat())
