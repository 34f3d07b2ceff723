"""Which job runs how often, and which function it is."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from api.conversations import claims, retention
from api.conversations.desk import Desk
from api.conversations.mailbox import Mailbox
from api.conversations.packets import handing
from api.conversations.team import joining, muting
from api.jobs import queries
from api.jobs.clock import Job
from api.protocol.limits import HERE_WITHIN, HOUR, MINUTE, SECOND
from api.store.clock import Trust


def jobs(mail: Mailbox, desk: Desk, others: Sequence[Job] = ()) -> list[Job]:
    """Return the relay's jobs; `others` are those of other rooms."""

    began = mail.clock.steady()

    async def lapse() -> None:
        await desk.note_presence()  # nobody who is connected here is taken for gone, whatever the clock did
        if mail.clock.steady() - began >= HERE_WITHIN:  # after our own absence every desk needs a moment to come back
            await claims.lapse(mail)
        await joining.expire(mail)
        await muting.expire(mail)

    return [
        Job("lapse", 10 * SECOND, lapse),
        Job("close idle", 5 * MINUTE, partial(retention.close_idle, mail)),
        Job("purge", MINUTE, partial(retention.purge_due, mail)),
        Job("destroy packets", MINUTE, partial(handing.expire, mail)),
        Job("purge again", HOUR, partial(retention.purge_again, mail)),
        Job("round times", HOUR, partial(retention.round_times, mail)),
        Job("forget", 6 * HOUR, partial(retention.forget, mail)),
        Job("forget pauses", HOUR, partial(muting.forget, mail)),
        *others,
    ]


async def begin(mail: Mailbox) -> None:
    """Do what must be done before any mail is taken: trust the clock as far as it may be, purge again, and what is lost."""
    async with mail.database.reading() as connection:
        last = await queries.last_run(connection)
    mail.trust = Trust(mail.clock, last)
    await retention.purge_again(mail)
    await retention.purge_lost(mail)
