"""An alert goes only where an operator meant it to go: never into our own network, never a way that is not set up."""

from __future__ import annotations

from typing import Any

import pytest

from api.oncall.paging.resolving import PublicOnly, is_public
from tests.api.oncall.calling import Calling
from tests.fakes.outside import Browser


@pytest.mark.parametrize(
    "endpoint",
    [
        "http://push.example.com/x",
        "https://127.0.0.1/x",
        "https://[::1]/x",
        "https://10.0.0.8/x",
        "https://0x7f.1/x",
        "https://2130706433/x",
        "https://localhost/x",
        "https://push.example.com:8443/x",
        "https://desk:pass@push.example.com/x",
        "https://push.example.com@127.0.0.1/x",
    ],
)
async def test_a_push_address_cannot_make_the_relay_call_on_its_neighbours(calling: Calling, endpoint: str) -> None:
    """Only https, only names, only the usual port: on a real line an address of our own network is refused at once."""
    way = Browser().order(endpoint)
    answer = await calling.relay.client.post("/api/alerts", json=way, headers=calling.line.sam.headers)

    assert (answer.status_code, answer.json()["code"]) == (422, "address")


async def test_a_name_that_leads_into_our_own_network_leads_nowhere(calling: Calling) -> None:
    """The name is looked up when the alert is sent, and the connection goes to what was looked up: no second look to fool."""

    class Liar:
        async def resolve(self, host: str, port: int = 0, family: Any = 0) -> list[dict[str, Any]]:
            return [{"host": "93.184.216.34"}, {"host": "10.1.2.3"}]

    with pytest.raises(OSError, match="not a public address"):
        await PublicOnly(Liar()).resolve("push.example.com")  # type: ignore[arg-type]
    addresses = ("10.1.2.3", "127.0.0.1", "169.254.169.254", "::1", "::ffff:10.0.0.1", "fe80::1%eth0", "224.0.0.1")
    assert [is_public(one) for one in addresses] == [False] * len(addresses)
    assert is_public("93.184.216.34")


@pytest.mark.parametrize(
    "inside", ["64:ff9b::a01:203", "2002:a01:203::1", "64:ff9b:1::a01:203", "::a01:203", "fec0::1"]
)
def test_a_name_that_leads_into_our_own_network_through_a_translator_leads_nowhere(inside: str) -> None:
    """An address of IPv6 that stands for 10.1.2.3 is 10.1.2.3."""
    assert not is_public(inside)


@pytest.mark.parametrize(
    "outside", ["64:ff9b::5db8:d822", "2002:5db8:d822::1", "2606:2800:220:1::1", "::ffff:93.184.216.34"]
)
def test_a_push_service_is_reached_from_a_network_that_has_only_ipv6(outside: str) -> None:
    """There every house of IPv4 has such an address: whoever sits behind it must still be woken."""
    assert is_public(outside)


async def test_a_line_without_mail_says_so(calling: Calling) -> None:
    """A way that the operator has not set up is not offered, and refused with what to do."""
    client, headers = calling.relay.client, calling.line.sam.headers

    offered = (await client.get("/api/alerts", headers=headers)).json()["channels"]
    answer = await client.post("/api/alerts", json={"channel": "mail", "to": "sam@example.ca"}, headers=headers)

    assert offered == ["push"]
    assert (answer.status_code, answer.json()["code"]) == (409, "no-channel")
