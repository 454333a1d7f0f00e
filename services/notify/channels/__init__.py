"""One provider each, with its protocol and its table of codes. `CHANNELS` is the registry."""
from __future__ import annotations

from services.notify.channels import log
from services.notify.channels.channel import Channel

CHANNELS: dict[str, Channel] = {"log": log.LogChannel()}
