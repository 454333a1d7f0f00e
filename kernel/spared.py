"""Libraries that a library would use if it found them, and that no process of ours needs in its memory."""
from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def spared(*names: str) -> Iterator[None]:
    """Import what stands inside as if the packages `names` were not installed; afterwards they can be imported as ever.

    For imports a library makes if it can and does without if it cannot: `None` in `sys.modules` is Python's own word for
    "not to be had" (language reference, 5.3.1).
    """
    kept = {name: sys.modules.get(name) for name in names}
    sys.modules.update(dict.fromkeys(names))  # type: ignore[arg-type]
    try:
        yield
    finally:
        for name, module in kept.items():
            if module is None:
                del sys.modules[name]
            else:
                sys.modules[name] = module
