"""A process that does nothing but seal: `python sealing_process.py DATABASE_URL`; SIGTERM ends it."""
import eventlet

eventlet.monkey_patch()

import signal  # noqa: E402
import sys  # noqa: E402

from kernel import logs  # noqa: E402
from kernel.audit_seal import AuditSealer  # noqa: E402
from kernel.keyring import make_key  # noqa: E402
from kernel.run import container  # noqa: E402
from kernel.settings import Settings  # noqa: E402


class Service:
    name = "grid"
    sealing = AuditSealer()


logs.start("grid")
running = container(Service, Settings(amqp_url="", database_url=sys.argv[1], district="210203", seal_keys=str(make_key("k1"))))
signal.signal(signal.SIGTERM, lambda *_: eventlet.spawn_n(running.stop))
running.start()
running.wait()
