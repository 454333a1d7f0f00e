"""Starts one service as one process, and ends it so that what it has begun is finished: `python -m kernel.run grid`."""
from __future__ import annotations

import os
import warnings

os.environ["EVENTLET_NO_GREENDNS"] = "yes"  # asked when eventlet is imported; kernel/names.py has the reason
warnings.filterwarnings("ignore", message=r"\s*Eventlet is deprecated")

import eventlet  # noqa: E402

eventlet.monkey_patch()  # before anything else is imported, psycopg2 included

import gc  # noqa: E402
import importlib.util  # noqa: E402
import pkgutil  # noqa: E402
import signal  # noqa: E402
from collections.abc import Mapping  # noqa: E402

import click  # noqa: E402
from nameko.containers import ServiceContainer  # noqa: E402

from kernel import defect, green, heap, logs, names  # noqa: E402
from kernel.health import Health  # noqa: E402
from kernel.setting_check import Reader, check  # noqa: E402
from kernel.settings import SettingRefused, Settings  # noqa: E402

green.install()
names.install()
log = logs.get(__name__)
SERVICES = frozenset(one.name for one in pkgutil.iter_modules(importlib.import_module("services").__path__))
SETTLED = 2.0  # seconds after the start when what lives for ever is taken out of garbage collection


def container(service: type, settings: Settings) -> ServiceContainer:
    """Give the container of a service class, not yet started."""
    config = {
        "settings": settings,
        "AMQP_URI": settings.amqp_url,
        "HEARTBEAT": 10,
        "max_workers": settings.workers,
        "serializer": "json",
    }
    return ServiceContainer(service, config)


@click.command()
@click.argument("name")
def main(name: str) -> None:
    """Run the service NAME until it is told to stop. Exit 0 after a stop, 1 when a setting is bad or a part of it died."""
    logs.start(name)
    heap.settle()
    service = importlib.import_module(f"services.{name}.service").Service
    try:
        settings = Settings.read()
        check(settings, readers=readers_of(name), rules=service.upkeep.rules, services=SERVICES)
        running = container(service, settings)
        for sign in (signal.SIGTERM, signal.SIGINT):
            signal.signal(sign, lambda *_: eventlet.spawn_n(stop, running, settings.drain))
        running.start()
        eventlet.spawn_after(SETTLED, gc.freeze)
        log.info("process_started", workers=settings.workers)
        running.wait()
    except SettingRefused as refused:
        log.error("setting_refused", setting=refused.variable)
        raise click.ClickException(str(refused)) from None  # on standard error: what was told is for people, not for the log
    except Exception as error:  # left to the interpreter, its text would be printed, and that may be somebody's name
        defect.tell("process_died", name, error)
        raise SystemExit(1) from None
    log.info("process_stopped")


def readers_of(name: str) -> Mapping[str, Reader]:
    """Give what reads the settings that are a service's own: READERS of its module `setting`, where it has one."""
    module = f"services.{name}.setting"
    return dict(importlib.import_module(module).READERS) if importlib.util.find_spec(module) else {}


def stop(running: ServiceContainer, drain: float) -> None:
    """Stop taking work, finish what is begun, and give up after `drain` seconds: what is left is done again."""
    log.info("process_draining", seconds=drain)
    for part in running.dependencies:
        if isinstance(part, Health):
            part.leaving = True
    with eventlet.Timeout(drain, False):
        running.stop()
        return
    log.error("process_drain_overrun", seconds=drain)
    running.kill()


if __name__ == "__main__":
    main()
