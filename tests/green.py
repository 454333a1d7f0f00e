"""Makes every wait of a test process yield to its greenlets, as in a service: `pytest -p tests.green`.

A plugin given by -p is imported before any conftest or test, so that nothing keeps an unpatched socket or lock.
"""
import warnings

# eventlet says at import that it is in maintenance mode: known, and the reason why few files import it
warnings.filterwarnings("ignore", message=r"\s*Eventlet is deprecated", category=Warning)

import eventlet  # noqa: E402

eventlet.monkey_patch()

from kernel import green  # noqa: E402

green.install()
