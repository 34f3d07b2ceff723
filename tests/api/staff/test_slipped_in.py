"""Whoever can write to the relay's database still lets nobody in."""

from __future__ import annotations

import pytest
from sqlalchemy import text

from tests.api.founder import Phone
from tests.api.relay import ORIGIN, Relay, empty_relay, relay

__all__ = ["empty_relay", "relay"]


async def write(relay: Relay, statement: str, **values: object) -> None:
    """Change the database behind the relay's back."""
    async with relay.app.state.database.writing() as connection:
        await connection.execute(text(statement), values)


async def slips_in(relay: Relay, rogue: Phone) -> None:
    """Put a supervisor's row into the table of devices."""
    row = "INSERT INTO devices (id, ed_pub, role, circle, label) VALUES (:id, :pub, 'supervisor', 0, 'Night desk')"
    await write(relay, row, id=rogue.id, pub=rogue.pub)


async def test_h18_a_row_in_the_table_of_devices_lets_nobody_in(relay: Relay) -> None:
    """The signed roster says who may come in; the table is only its index."""
    rogue = Phone("Night desk", "supervisor")
    await slips_in(relay, rogue)

    answer = await rogue.sign_in(relay.client, ORIGIN)

    assert (answer.status_code, answer.json()["code"]) == (401, "not-on-roster")


@pytest.mark.parametrize("change", ["role = 'supervisor'", "circle = 3", "label = 'Somebody else'"])
async def test_h18_a_row_that_says_more_than_was_signed_lets_nobody_in(relay: Relay, change: str) -> None:
    """A worker whose row was changed is not let in as something else."""
    sam = relay.phones[0]
    assert (await sam.sign_in(relay.client, ORIGIN)).status_code == 200
    await write(relay, f"UPDATE devices SET {change} WHERE id = :id", id=sam.id)

    assert (await sam.sign_in(relay.client, ORIGIN)).json()["code"] == "not-on-roster"


async def test_h18_a_roster_that_no_coordinator_signed_lets_nobody_in(relay: Relay) -> None:
    """A forged document beside the forged row changes nothing."""
    rogue, forger = Phone("Night desk", "supervisor"), Phone("Forger")
    document = relay.founder.roster(*relay.phones, rogue, signed_by=[forger.key])
    await write(relay, "UPDATE documents SET document = :document WHERE kind = 'roster'", document=document)
    await slips_in(relay, rogue)

    assert (await rogue.sign_in(relay.client, ORIGIN)).json()["code"] == "not-on-roster"


async def test_h18_a_list_signed_with_a_key_that_was_taken_out_lets_nobody_in(relay: Relay) -> None:
    """Also not when somebody writes it straight into the database, with a signature that once counted."""
    stolen, kept, rogue = relay.founder.admin, Phone("Kept").key, Phone("Night desk", "supervisor")
    assert (await relay.put_root(2, [kept])).status_code == 200
    document = relay.founder.roster(*relay.phones, rogue, signed_by=[stolen])
    await write(relay, "UPDATE documents SET document = :document WHERE kind = 'roster'", document=document)
    await slips_in(relay, rogue)

    assert (await rogue.sign_in(relay.client, ORIGIN)).json()["code"] == "not-on-roster"
