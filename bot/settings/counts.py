"""Counts of what happened, for the operator: numbers only, never a word, an id or a name."""

from __future__ import annotations

from collections import Counter

COUNTS: Counter[str] = Counter()
SAYS = {
    "updates": "Updates taken in.",
    "updates_again": "Updates that had been taken in before.",
    "updates_other": "Updates of a kind that the bot does not use.",
    "updates_undecodable": "Updates that could not be decoded.",
    "updates_mended": "Answers to getUpdates that were no clean JSON, and were read all the same.",
    "updates_failed": "Updates whose step failed and were handed back to Telegram.",
    "updates_given_up": "Updates that failed too often and were let go (alarm).",
    "webhook_refused": "Webhook calls without the secret.",
    "numbers_without_database": "Times that crisis numbers were sent while the database was down.",
    "sent": "Messages sent to Telegram.",
    "sent_again": "Messages sent a second time, marked as a possible repeat.",
    "send_retries": "Sends that Telegram asked to try again later.",
    "send_refused": "Sends that Telegram refused for good.",
    "send_blocked": "Sends to somebody who blocked the bot.",
    "frames_posted": "Sealed frames accepted by the relay.",
    "frames_refused": "Sealed frames that the relay refused for good (alarm).",
    "frames_received": "Sealed frames received.",
    "frames_not_opened": "Received frames that could not be opened.",
    "seal_refused": "Times that nothing could be sealed, so nothing was sent.",
    "roster_alarms": "Rosters refused as rollback, fork, broken chain or split view (alarm).",
    "editions_taken": "Versions of the content taken over, as editors signed them.",
    "edition_alarms": "Versions refused because editors did not sign them so, or they cannot be shown (alarm).",
    "services_dropped": "Times that a crisis service dropped out, called too long ago (alarm).",
    "relay_breaks": "Times that the line to the relay broke.",
    "commits_in_doubt": "Commits whose answer was lost, so that the database was asked how they ended.",
    "faults": "Faults caught, by kind of work in the log.",
}


def count(name: str, by: int = 1) -> None:
    """Add to one count; a name outside the list is a programming error."""
    if name not in SAYS:
        raise KeyError(name)
    COUNTS[name] += by


def as_text() -> str:
    """Return all counts in the text format that Prometheus reads."""
    lines = []
    for name, says in SAYS.items():
        lines += [
            f"# HELP bot_{name}_total {says}",
            f"# TYPE bot_{name}_total counter",
            f"bot_{name}_total {COUNTS[name]}",
        ]
    return "\n".join(lines) + "\n"
