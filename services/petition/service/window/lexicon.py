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


def told_of(path: str) -> Lexicon:
    """Give the words of a deployment's own file, those that ship for ''.

    :raises ValueError: for a kind, a weight or a limit that there is not, and for what is no TOML
    :raises OSError: for a file that cannot be read
    """
    return read(tomllib.loads(Path(path).read_text(encoding="utf-8"))) if path else shipped()


class LexiconProvider(DependencyProvider):
    """Gives the service its Lexicon."""

    def setup(self) -> None:
        """Read the file; a bad one stops the process at its start.

        :raises ValueError: for a kind, a weight or a limit that there is not
        """
        self.lexicon = told_of(self.container.config["settings"].window)

    def get_dependency(self, worker_ctx: Any) -> Lexicon:
        """Give the words."""
        return self.lexicon
