"""Sends an alert as a mail, through the operator's own mail server."""

from __future__ import annotations

import asyncio
import smtplib
import ssl
from email.message import EmailMessage
from email.utils import formatdate
from urllib.parse import unquote, urlsplit

from api.oncall.paging.alerts import SAYS
from api.oncall.paging.outside import Failed

PATIENCE = 10  # seconds
HERE = ("localhost", "127.0.0.1", "::1")


async def send(server: str, sender: str, to: str, alert_id: str) -> None:
    """Hand a mail to the server; raise Failed when it does not take it. The same alert keeps its Message-ID."""
    letter = EmailMessage()
    letter["Subject"] = SAYS
    letter["From"] = sender
    letter["To"] = to
    letter["Date"] = formatdate(usegmt=True)
    letter["Message-ID"] = f"<{alert_id}@{sender.rpartition('@')[2]}>"
    letter["Auto-Submitted"] = "auto-generated"
    letter.set_content(f"{SAYS}\n")
    try:
        await asyncio.to_thread(_hand_over, server, sender, to, letter)
    except smtplib.SMTPRecipientsRefused:
        raise Failed("The mail server does not take mail for this address.") from None
    except smtplib.SMTPResponseException as error:
        raise Failed(f"The mail server answered {error.smtp_code}.") from None
    except (smtplib.SMTPException, OSError) as error:  # a certificate that does not fit is an OSError
        raise Failed("The mail server could not be reached, or does not prove who it is.") from error


def _hand_over(server: str, sender: str, to: str, letter: EmailMessage) -> None:
    """Speak with the server in a thread; nothing leaves this machine without TLS."""
    parts = urlsplit(server)
    host = parts.hostname or ""
    if parts.scheme == "smtps":
        talk: smtplib.SMTP = smtplib.SMTP_SSL(
            host, parts.port or 465, timeout=PATIENCE, context=ssl.create_default_context()
        )
    else:
        talk = smtplib.SMTP(host, parts.port or 587, timeout=PATIENCE)
    with talk:
        if parts.scheme == "smtp" and host not in HERE:
            talk.starttls(context=ssl.create_default_context())
        if parts.username:
            talk.login(unquote(parts.username), unquote(parts.password or ""))
        talk.send_message(letter, sender, [to])
