"""Public addresses are dialled, all others refused, in whatever form they come."""

from __future__ import annotations

import socket

import pytest

from bot.fetch.address import AddressRefused, global_socket, is_global


@pytest.mark.parametrize(
    "address",
    [
        "0.0.0.0", "10.1.2.3", "100.64.0.1", "127.0.0.1", "127.255.255.254", "169.254.169.254", "172.16.0.1",
        "172.31.255.255", "192.0.0.8", "192.0.2.1", "192.88.99.1", "192.168.1.1", "198.18.0.1", "198.51.100.7",
        "203.0.113.9", "224.0.0.1", "240.0.0.1", "255.255.255.255",
        "::", "::1", "fe80::1", "fe80::1%eth0", "fc00::1", "fd12::1", "ff02::1", "fec0::1", "100::1", "2001:db8::1",
        "3fff::1", "5f00::1", "2001:10::1", "2001:20::1", "64:ff9b:1::1",
    ],
)  # fmt: skip
def test_special_addresses_are_not_global(address: str) -> None:
    assert not is_global(address)


@pytest.mark.parametrize(
    "address", ["8.8.8.8", "100.63.255.255", "100.128.0.1", "172.15.0.1", "172.32.0.1", "192.0.1.1", "198.17.0.1",
                "223.255.255.255", "2606:4700::1111", "2a00:1450:4001::200e", "2001:4860:4860::8888"],
)  # fmt: skip
def test_public_addresses_are_global(address: str) -> None:
    assert is_global(address)


@pytest.mark.parametrize(
    ("wrapped", "inner_is_global"),
    [
        ("::ffff:127.0.0.1", False), ("::ffff:8.8.8.8", True), ("::ffff:a9fe:a9fe", False),
        ("2002:7f00:1::", False), ("2002:808:808::", True), ("2002:c0a8:101::1", False),
        ("64:ff9b::7f00:1", False), ("64:ff9b::808:808", True), ("64:ff9b::a00:1", False),
        ("::127.0.0.1", False), ("::8.8.8.8", False),
        ("2001:0:4136:e378:8000:63bf:80ff:fffe", False), ("2001:0:4136:e378:8000:63bf:f7f7:f7f7", False),
    ],
)  # fmt: skip
def test_ipv4_inside_ipv6_is_judged_as_ipv4_and_teredo_refused(wrapped: str, inner_is_global: bool) -> None:
    assert is_global(wrapped) is inner_is_global


@pytest.mark.parametrize("text", ["", "localhost", "256.1.1.1", "1.2.3", "::g"])
def test_what_is_no_address_is_not_global(text: str) -> None:
    assert not is_global(text)


def test_socket_is_refused_before_it_exists() -> None:
    with pytest.raises(AddressRefused):
        global_socket((socket.AF_INET, socket.SOCK_STREAM, 0, "", ("192.168.0.1", 80)))


def test_socket_for_a_public_address_is_opened_and_not_connected() -> None:
    with global_socket((socket.AF_INET, socket.SOCK_STREAM, 0, "", ("8.8.8.8", 80))) as opened:
        assert opened.type == socket.SOCK_STREAM
