"""Which network addresses may be dialled: those of the public internet only.

I/O: none itself; ``socket_factory`` opens the sockets of the fetcher.

The list is ours because ``ipaddress.is_global`` changes between versions of Python. Sources: the IANA registries of
special-purpose IPv4 and IPv6 addresses (RFC 6890 and what updates it).
"""

from __future__ import annotations

import socket
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address
from typing import Any

_REFUSED_4 = tuple(
    IPv4Network(network)
    for network in (
        "0.0.0.0/8",  # this network
        "10.0.0.0/8",  # private
        "100.64.0.0/10",  # carriers' own
        "127.0.0.0/8",  # loopback
        "169.254.0.0/16",  # link local, and the metadata of cloud machines
        "172.16.0.0/12",  # private
        "192.0.0.0/24",  # protocol assignments
        "192.0.2.0/24",  # documentation
        "192.88.99.0/24",  # 6to4 relays
        "192.168.0.0/16",  # private
        "198.18.0.0/15",  # benchmarks
        "198.51.100.0/24",  # documentation
        "203.0.113.0/24",  # documentation
        "224.0.0.0/4",  # multicast
        "240.0.0.0/4",  # reserved, and broadcast
    )
)
_GLOBAL_6 = IPv6Network("2000::/3")
_REFUSED_6 = (
    IPv6Network("2001::/23"),  # protocol assignments: Teredo, ORCHID, benchmarks
    IPv6Network("2001:db8::/32"),  # documentation
    IPv6Network("3fff::/20"),  # documentation
)
_6TO4 = IPv6Network("2002::/16")
_NAT64 = IPv6Network("64:ff9b::/96")


class AddressRefused(OSError):
    """The name resolved to an address that is not of the public internet."""


def is_global(address: str) -> bool:
    """Whether an IP address is of the public internet. IPv4 inside IPv6 (mapped, 6to4, NAT64) is judged as IPv4.

    Teredo is refused as a whole. What is no address is not global.
    """
    try:
        ip = ip_address(address.partition("%")[0])
    except ValueError:
        return False
    inner = _embedded(ip) if isinstance(ip, IPv6Address) else ip
    if inner is not None:
        return not any(inner in network for network in _REFUSED_4)
    return ip in _GLOBAL_6 and not any(ip in network for network in _REFUSED_6)


def global_socket(info: tuple[Any, ...]) -> socket.socket:
    """A socket for one resolved address, as ``getaddrinfo`` gives it. Raises AddressRefused before anything is dialled.

    It sees the very address that is connected to: literals, redirects and names that change their mind alike.
    """
    family, kind, protocol, _, address = info
    if not is_global(address[0]):
        raise AddressRefused("not an address of the public internet")
    return socket.socket(family, kind, protocol)


def _embedded(ip: IPv6Address) -> IPv4Address | None:
    if ip in _NAT64:
        return IPv4Address(int(ip) & 0xFFFF_FFFF)
    return ip.ipv4_mapped or (ip.sixtofour if ip in _6TO4 else None)
