"""From which address a request comes: the peer's own, or the one that a proxy we trust has seen."""
from __future__ import annotations

from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network

Address = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network


class Proxies:
    """The networks whose word about an address is taken. networks: comma separated, as in LINLI_PROXIES; '' for none.

    :raises ValueError: at the start, naming what is no network
    """

    def __init__(self, networks: str = ""):
        self._networks: list[Network] = [ip_network(part.strip()) for part in networks.split(",") if part.strip()]

    def client(self, peer: str, forwarded: str) -> str:
        """Give the address to count by.

        peer: of the connection. forwarded: X-Forwarded-For, to which each proxy has added at the right whom it saw.

        Read from the right, for as long as the one who tells is trusted: what stands further left a stranger may have
        written. What is no address ends the reading, and the last proxy stands for whoever is behind it.
        """
        if not self._networks:
            return peer
        seen = _address(peer)
        for text in reversed(forwarded.split(",")):
            told = _address(text.strip())
            if seen is None or told is None or not self._trusts(seen):
                break
            seen = told
        return peer if seen is None else str(seen)

    def scheme(self, peer: str, forwarded: str) -> str:
        """Give how the client came, 'http' or 'https'. forwarded: X-Forwarded-Proto, believed of a trusted peer only."""
        if not self._networks:
            return "http"
        near = _address(peer)
        trusted = near is not None and self._trusts(near)
        return "https" if trusted and forwarded.strip().lower() == "https" else "http"

    def _trusts(self, address: Address) -> bool:
        return any(address in network for network in self._networks)


def _address(text: str) -> Address | None:
    """Read an address; an IPv4 one written as IPv6, as a socket for both gives it, is the IPv4 one."""
    try:
        found = ip_address(text)
    except ValueError:
        return None
    return getattr(found, "ipv4_mapped", None) or found
