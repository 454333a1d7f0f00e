"""What the petition service's own settings must be, tried before it starts: `kernel.setting_check`."""
from __future__ import annotations

from collections.abc import Mapping

from kernel.setting_check import Reader
from services.petition.service.window.lexicon import told_of

READERS: Mapping[str, Reader] = {"window": lambda told: told_of(told.window)}
