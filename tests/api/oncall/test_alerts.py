"""An alert reaches a closed browser, a mailbox and a phone gateway, and says one thing to all of them."""

from __future__ import annotations

import asyncio
import email

import pytest
from cryptography.hazmat.primitives.asymmetric import ec

from api.oncall.paging.alerts import SAYS
from api.oncall.paging.push import open_push_key
from api.oncall.paging.sending import Sending
from api.protocol.base64url import b64u
from api.protocol.limits import MINUTE
from api.store import tables
from tests.api.conversations.line import Person
from tests.api.oncall.calling import Calling
from tests.api.oncall.sent import KEY, Sent
from tests.fakes.outside import Browser, House, raw, signed_by


def test_the_browser_of_these_tests_opens_the_example_of_the_standard() -> None:
    """RFC 8291, section 5 and appendix A: if it can open that, it can judge what we send."""
    key = ec.derive_private_key(
        int.from_bytes(raw("q1dXpw3UpT5VOmu_cf_v6ih07Aems3njxI-JWgLcM94"), "big"), ec.SECP256R1()
    )
    browser = Browser(key, raw("BTBZMqHH6r4Tts7J_aSIgg"))
    body = raw(
        "DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A_"
        "yl95bQpu6cVPTpK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qulcy4a-fN"
    )

    assert browser.open(body) == b"When I grow up, I want to be a watermelon"


async def test_push_reaches_a_closed_browser_sealed_and_signed(sent: Sent, push_service: House) -> None:
    """The push service sees who sends and how urgent it is; only the browser can open what it says."""
    line, browser = sent.calling.line, Browser()
    way = (await sent.order(line.sam, **browser.order(f"{push_service.url}/send/abc"))).json()["id"]

    assert await sent.test(line.sam, way) == {"arrived": True, "says": None}

    (taken,) = push_service.taken
    key, claims = signed_by(taken.headers["Authorization"])
    assert browser.open(taken.body) == SAYS.encode() == b"Desk needs you"
    assert (taken.headers["Topic"], taken.headers["Urgency"], taken.headers["TTL"]) == ("desk", "high", "60")
    assert (claims["aud"], claims["sub"]) == (push_service.url, "https://desk.example.ca")
    assert key == (await sent.ways(line.sam))["push_key"]
    assert b"desk" not in taken.body.lower()


async def test_a_mail_says_one_thing_and_is_the_same_mail_when_it_comes_twice(sent: Sent) -> None:
    """Subject and text are the three words; the Message-ID is the alert's, so a mail program shows a repeat once."""
    line = sent.calling.line
    way = (await sent.order(line.sam, channel="mail", to="sam@example.ca")).json()["id"]

    assert await sent.test(line.sam, way) == {"arrived": True, "says": None}

    (letter,) = sent.post.letters
    held = email.message_from_bytes(letter.content)
    assert (letter.mail_from, letter.rcpt_tos) == ("desk@example.ca", ["sam@example.ca"])
    assert (held["Subject"], held.get_payload().strip()) == (SAYS, SAYS)
    assert held["Message-ID"].endswith("@example.ca>") and held["Auto-Submitted"] == "auto-generated"


async def test_a_mail_server_that_cannot_prove_who_it_is_gets_nothing(
    sent: Sent, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Neither the password nor the address goes to whoever sits in between."""
    monkeypatch.delenv("SSL_CERT_FILE")
    way = (await sent.order(sent.calling.line.sam, channel="mail", to="sam@example.ca")).json()["id"]

    says = (await sent.test(sent.calling.line.sam, way))["says"]

    assert says == "The mail server could not be reached, or does not prove who it is."
    assert sent.post.letters == []


async def test_a_gateway_knows_us_by_the_signature(sent: Sent, gateway: House) -> None:
    """HMAC-SHA256 over the time and the body; a letter changed in the body, and it does not fit any more."""
    line = sent.calling.line
    way = (await sent.order(line.sam, channel="hook", to="+1 (807) 555-0100")).json()["id"]

    assert await sent.test(line.sam, way) == {"arrived": True, "says": None}

    (taken,) = gateway.taken
    assert taken.body == b'{"to":"+18075550100","text":"Desk needs you"}'
    assert gateway.knows(KEY, taken)
    taken.body += b" "
    assert not gateway.knows(KEY, taken)


async def test_a_test_says_what_went_wrong(sent: Sent, push_service: House, gateway: House) -> None:
    """Nobody finds out at night that their way never worked."""
    line = sent.calling.line
    ways = [
        (await sent.order(line.sam, **Browser().order(f"{push_service.url}/x"))).json()["id"],
        (await sent.order(line.sam, channel="mail", to="sam@example.ca")).json()["id"],
        (await sent.order(line.sam, channel="hook", to="+18075550100")).json()["id"],
    ]
    push_service.status, gateway.status, sent.post.refuses = 410, 302, True

    says = [(await sent.test(line.sam, way))["says"] for way in ways]

    assert says == [
        "This browser no longer takes alerts. Remove it here and add it again.",
        "The mail server does not take mail for this address.",
        "The phone gateway answered 302.",
    ]
    assert all(one["failed_at"] and not one["proven_at"] for one in (await sent.ways(line.sam))["items"])


async def test_a_way_that_is_asked_for_twice_at_once_is_there_once(sent: Sent) -> None:
    """A press whose answer was late, and the press after it: no phone rings twice for one alert."""
    sam = sent.calling.line.sam
    number = {"channel": "hook", "to": "+18075550100"}
    answers = await asyncio.gather(*(sent.order(sam, **number) for _ in range(6)))
    ways = (await sent.ways(sam))["items"]

    assert [one["id"] for one in ways] == list({answer.json()["id"] for answer in answers})
    assert len(ways) == 1


async def test_each_way_follows_the_one_before_and_a_failure_brings_the_next_forward(
    sent: Sent, push_service: House, gateway: House
) -> None:
    """First the browser, fifteen seconds later the phone; when the browser cannot be reached, the phone at once."""
    line = sent.calling.line
    await sent.order(line.sam, **Browser().order(f"{push_service.url}/x"))
    await sent.order(line.sam, channel="hook", to="+18075550100")
    await sent.wake(line.sam)
    await sent.go()
    assert (len(push_service.taken), len(gateway.taken)) == (1, 0)
    await sent.go(15)
    assert (len(push_service.taken), len(gateway.taken)) == (1, 1)

    push_service.status = 503
    await sent.go(60)
    await sent.wake(line.sam)
    await sent.go()
    await sent.go(1)

    assert (len(push_service.taken), len(gateway.taken)) == (2, 2)


async def test_what_fails_is_tried_again_until_it_is_of_no_use(sent: Sent, gateway: House) -> None:
    """With growing pauses, as the same alert; after its time it is given up, and counted."""
    line, counts = sent.calling.line, sent.calling.state.counts.held
    await sent.order(line.sam, channel="hook", to="+18075550100")
    gateway.status = 500
    await sent.wake(line.sam)
    for _ in range(2 * 62):
        await sent.go(30)

    assert await sent.waiting() == 0
    assert counts["alerts_given_up"] == 1
    assert 50 <= counts["alerts_failed"] == len(gateway.taken) <= 70
    assert len({one.headers["Quietline-Id"] for one in gateway.taken}) == 1


async def test_a_relay_killed_while_it_sends_leaves_the_alert_to_the_next(sent: Sent, gateway: House) -> None:
    """At least once: the alert was put off, not taken out, before it was sent."""
    line = sent.calling.line
    await sent.order(line.sam, channel="hook", to="+18075550100")
    await sent.wake(line.sam)
    await sent.sending.look()
    await sent.sending.stop()  # cut off in the middle of sending

    other = Sending(
        sent.calling.state.database,
        sent.calling.state.lockbox,
        sent.sending.channels,
        sent.calling.clock,
        sent.calling.state.counts,
    )
    sent.calling.clock.forward(MINUTE)
    await other.look()
    await other.settled()

    assert len({one.headers["Quietline-Id"] for one in gateway.taken}) == 1
    assert await sent.waiting() == 0


async def test_many_who_wait_are_one_alert_in_a_moment(sent: Sent, gateway: House) -> None:
    """Ten youths in ten seconds do not ring a worker's phone ten times."""
    line = sent.calling.line
    await sent.order(line.sam, channel="hook", to="+18075550100")
    for _ in range(10):
        await line.opened()
        await sent.calling.look(1)
        await sent.go()

    assert len(gateway.taken) == 1
    await sent.go(15)
    assert len(gateway.taken) == 2


async def test_who_has_answered_is_not_woken_by_the_next_way(sent: Sent, push_service: House, gateway: House) -> None:
    """The browser woke them, they said "I have it": the phone stays silent. A call for help is sent all the same."""
    line = sent.calling.line
    await sent.order(line.sam, **Browser().order(f"{push_service.url}/x"))
    await sent.order(line.sam, channel="hook", to="+18075550100")
    waiting = await line.opened()
    await sent.calling.look()
    await sent.go()
    assert await sent.calling.says(line.sam, waiting, "have") == 204
    await sent.go(15)
    assert (len(push_service.taken), len(gateway.taken), await sent.waiting()) == (1, 0, 0)

    await sent.wake(line.sam)
    await sent.go(15)

    assert (len(push_service.taken), len(gateway.taken)) == (2, 1)


async def test_an_address_is_no_use_to_a_database_thief_nor_after_its_worker_has_left(sent: Sent) -> None:
    """It is wrapped under a key outside the database; the key is destroyed with the way, and when the device is dropped."""
    line = sent.calling.line
    for person in (line.sam, line.ash):
        await sent.order(person, channel="mail", to="sam@example.ca")
    rows = await sent.calling.rows(tables.alert_orders)
    assert len(rows) == 2 and all(b"example" not in bytes(row.wrapped) for row in rows)

    staying = [phone for phone in sent.calling.relay.phones if phone.id != line.ash.id]
    assert (await sent.calling.relay.put_roster(*staying)).status_code == 200
    await sent.sending.forget_those_who_left()
    mine = (await sent.ways(line.sam))["items"][0]["id"]
    path = f"/api/alerts/{mine}"
    assert (await sent.calling.relay.client.delete(path, headers=line.sam.headers)).status_code == 204

    assert await sent.calling.rows(tables.alert_orders) == []
    assert [await sent.calling.state.lockbox.find(row.id) for row in rows] == [None, None]


async def test_ways_are_ordered_and_are_nobody_elses(sent: Sent) -> None:
    """A worker puts the phone first; a colleague cannot see, test, move or remove it."""
    line, client = sent.calling.line, sent.calling.relay.client
    first = (await sent.order(line.sam, channel="mail", to="sam@example.ca")).json()["id"]
    second = (await sent.order(line.sam, channel="hook", to="+18075550100")).json()["id"]
    assert (await sent.order(line.sam, channel="mail", to="sam@example.ca")).json()["id"] == first

    async def place(person: Person, *ids: str) -> int:
        return (await client.put("/api/alerts", json={"ids": ids}, headers=person.headers)).status_code

    assert await place(line.sam, second, first) == 204
    assert [one["to"] for one in (await sent.ways(line.sam))["items"]] == ["+18075550100", "sam@example.ca"]
    assert [await place(line.ash, second, first), await place(line.sam, first, first)] == [404, 404]
    assert await sent.test(line.ash, first) == 404
    assert (await client.delete(f"/api/alerts/{first}", headers=line.ash.headers)).status_code == 404
    assert (await sent.ways(line.ash))["items"] == []


@pytest.mark.parametrize(
    "way",
    [
        {"channel": "mail", "to": "sam@example.ca\r\nBcc: all@example.ca"},
        {"channel": "mail", "to": "sam"},
        {"channel": "mail", "to": "sám@example.ca"},
        {"channel": "hook", "to": "911"},
        {"channel": "hook", "to": "807 555 0100"},
        {"channel": "push", "endpoint": "https://push.example.com/x", "p256dh": "AAAA", "auth": "AAAA"},
        {"channel": "push", "endpoint": "ftp://push.example.com/x"},
    ],
)
async def test_an_address_that_nothing_can_be_sent_to_is_refused_with_a_sentence(
    sent: Sent, way: dict[str, str]
) -> None:
    """A mail header in an address, a number without its country, keys that are none."""
    if way.get("endpoint", "").startswith("ftp"):
        way = Browser().order(way["endpoint"])
    answer = await sent.order(sent.calling.line.sam, **way)

    assert (answer.status_code, answer.json()["code"]) == (422, "address")
    assert await sent.calling.rows(tables.alert_orders) == []


async def test_six_ways_are_enough(sent: Sent) -> None:
    """More would only make the night louder."""
    sam = sent.calling.line.sam
    for number in range(6):
        assert (await sent.order(sam, channel="hook", to=f"+1807555010{number}")).status_code == 201

    answer = await sent.order(sam, channel="hook", to="+18075550109")

    assert answer.json()["code"] == "ways-full"


async def test_the_push_key_is_the_same_after_every_start_and_on_every_replica(calling: Calling) -> None:
    """It is made by the lockbox; a browser that ordered once need not order again."""
    first, second = await open_push_key(calling.state.lockbox), await open_push_key(calling.state.lockbox)

    assert first.public == second.public == calling.state.sending.channels.push_key
    assert b64u(raw(first.public)) == first.public


async def test_a_colleague_who_is_offered_a_talk_is_really_woken(sent: Sent, gateway: House) -> None:
    """Nobody waits in the line for it: it is no call that an answer or a claim would hold back."""
    line, conversation = sent.calling.line, await sent.calling.line.opened()
    await sent.order(line.ash, channel="hook", to="+18075550100")
    await line.on_call(line.sam, line.ash)
    assert (await line.sam.do(conversation, "claim")).status_code == 200
    await sent.calling.look()

    assert (await line.sam.do(conversation, "offer", device=b64u(line.ash.id))).status_code == 200
    await sent.go()

    assert len(gateway.taken) == 1
