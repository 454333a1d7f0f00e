"""Writes docs/asyncapi.json: the events of every service, as a client of the broker finds them (AsyncAPI 3.0)."""
from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import click

from services.gateway.schemas import EVENTS as GATEWAY
from services.grid.schemas import EVENTS as GRID
from services.mediation.schemas import EVENTS as MEDIATION
from services.notify.schemas import EVENTS as NOTIFY
from services.petition.schemas import EVENTS as PETITION

ROOT = Path(__file__).resolve().parent.parent
TARGET = ROOT / "docs" / "asyncapi.json"
TOLD = {"grid": GRID, "petition": PETITION, "mediation": MEDIATION, "notify": NOTIFY, "gateway": GATEWAY}
PLAIN = {"type": ["string", "number", "boolean", "null"]}


def envelope() -> dict[str, Any]:
    """Give the JSON schema of an event, but for its name."""
    properties = {
        "id": {"type": "string", "format": "uuid", "description": "also the message_id; the same in every copy"},
        "name": {"type": "string"},
        "occurred_at": {"type": "string", "format": "date-time", "description": "UTC"},
        "district": {"type": "string", "pattern": "^[0-9]{6}$"},
        "subject": {"type": "string", "description": "id of the record"},
        "version": {"type": "integer", "minimum": 1, "description": "of the record; ignore older facts"},
        "round": {"type": "integer", "minimum": 1},
        "data": {
            "type": "object",
            "description": "ids, codes, dates and counts only; fields may be added",
            "additionalProperties": {"anyOf": [PLAIN, {"type": "array", "items": PLAIN}]},
        },
    }
    return {"type": "object", "required": list(properties), "additionalProperties": False, "properties": properties}


def document() -> dict[str, Any]:
    """Give the whole document."""
    names = [name for events in TOLD.values() for name in events]
    return {
        "asyncapi": "3.0.0",
        "info": {
            "title": "Linli events",
            "version": "1",
            "description": "Facts told after the commit of the act that made them. Each comes at least once, in any "
            "order: know copies by id, and compare versions.",
        },
        "defaultContentType": "application/json",
        "channels": {service: _channel(service, events) for service, events in TOLD.items()},
        "operations": {
            f"hear_{service}": {"action": "receive", "channel": {"$ref": f"#/channels/{service}"}} for service in TOLD
        },
        "components": {
            "schemas": {"Event": envelope()},
            "messages": {name: _message(name) for name in names},
        },
    }


def _channel(service: str, events: tuple[str, ...]) -> dict[str, Any]:
    return {
        "address": f"{service}.events",
        "description": "A topic exchange. Routing key: the event's name without its service.",
        "messages": {name: {"$ref": f"#/components/messages/{name}"} for name in events},
        "bindings": {
            "amqp": {
                "is": "routingKey",
                "exchange": {"name": f"{service}.events", "type": "topic", "durable": True, "autoDelete": False},
                "bindingVersion": "0.3.0",
            }
        },
    }


def _message(name: str) -> dict[str, Any]:
    own = {"properties": {"name": {"const": name}}}
    return {"name": name, "payload": {"allOf": [{"$ref": "#/components/schemas/Event"}, own]}}


def text() -> str:
    """Give the document as it stands in the file."""
    return json.dumps(document(), indent=1, ensure_ascii=False) + "\n"


@click.command()
def main() -> None:
    """Write docs/asyncapi.json."""
    TARGET.write_text(text(), encoding="utf-8")
    click.echo(TARGET.relative_to(ROOT))


if __name__ == "__main__":
    main()
