"""What every channel is: it takes words for an audience and gives a receipt, or says why not."""
from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol


class NotSent(Exception):
    """The provider did not take the message; the text is a stable reason without anything personal."""


@dataclass(frozen=True, slots=True)
class Message:
    """One message. id: of the delivery, the same on every try, so that a provider can tell repetitions."""

    id: str
    audience: str
    template: str
    title: str
    text: str


class Channel(Protocol):
    """One way to people. `send` may wait for the network, at most `limit` seconds."""

    limit: float

    def send(self, message: Message) -> str:
        """Send, and give the provider's receipt.

        :raises NotSent: when it was not taken; it will be tried again
        """
        ...
