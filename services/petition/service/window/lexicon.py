"""The words of the window as a process has them: read once at its start, from the house's file or a deployment's own."""
from __future__ import annotations

import tomllib
from importlib import resources
from pathlib import Path
from typing import Any

from nameko.extensions import DependencyProvider

from services.petition.domain.window.lexicon import Lexicon, read


def shipped() -> Lexicon:
    """Give the words this house ships."""
    text = resources.files("services.petition").joinpath("service", "window", "words.toml").read_text(encoding="utf-8")
    return read(tomllib.loads(text))


class LexiconProvider(DependencyProvider):
    """Gives the service its Lexicon."""

    def setup(self) -> None:
        """Read the file; a bad one stops the process at its start.

        :raises ValueError: for a kind, a weight or a limit that there is not
        """
        own = self.container.config["settings"].window
        self.lexicon = read(tomllib.loads(Path(own).read_text(encoding="utf-8"))) if own else shipped()

    def get_dependency(self, worker_ctx: Any) -> Lexicon:
        """Give the words."""
        return self.lexicon
