"""Whether somebody is there for a youth at this moment, read as the bot reads it."""

from __future__ import annotations

from sqlalchemy.ext.asyncio import AsyncConnection

from api.oncall import certificates, queries
from api.oncall.reachable.queries import absent
from api.protocol.roster import ROSTER_TYPE, read_envelope, read_roster
from api.staff.queries import document


async def there(connection: AsyncConnection, now: int) -> bool:
    """Say whether a worker whom no youth has to ask for is on call and not away; nobody is once the roster has expired.

    The bot checks the signatures too. A relay cannot, and its own page believes its own database.
    """
    text = await document(connection, "roster")
    if text is None:
        return False
    roster = read_roster(read_envelope(text, ROSTER_TYPE))
    if now >= roster.expires:
        return False
    gone = await absent(connection, now)
    for device, body in await queries.shift_certificates(connection, now):
        held = certificates.read(body, now)
        if held is not None and held.suite >= roster.min_suite and device not in gone:
            return True
    return False
