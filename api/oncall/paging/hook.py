"""Hands an alert to the operator's gateway for text messages or calls, signed so that it knows us.

POST, JSON {"to": "+18075550100", "text": "Desk needs you"}. `Quietline-Id` names the alert: sent again, it is the same one.
`Quietline-Signature` is the hex of HMAC-SHA256, under API_HOOK_KEY, over the value of `Quietline-Timestamp` (Unix seconds),
a full stop, and the body; a gateway refuses what is not signed so, or is older than five minutes.
"""

from __future__ import annotations

import hashlib
import hmac

import msgspec

from api.oncall.paging.alerts import SAYS
from api.oncall.paging.outside import Failed, Outside


async def send(outside: Outside, url: str, key: str, to: str, alert_id: str, now: int) -> None:
    """Hand it over; raise Failed when the gateway does not take it."""
    body = msgspec.json.encode({"to": to, "text": SAYS})
    at = str(now // 1000)
    headers = {
        "Content-Type": "application/json",
        "Quietline-Id": alert_id,
        "Quietline-Timestamp": at,
        "Quietline-Signature": hmac.new(key.encode(), at.encode() + b"." + body, hashlib.sha256).hexdigest(),
    }
    status = await outside.post(url, body, headers, trusted=True)
    if not 200 <= status < 300:
        raise Failed(f"The phone gateway answered {status}.")
