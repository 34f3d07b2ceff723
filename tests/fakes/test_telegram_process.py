"""The practice Telegram as a process of its own, as `make run` starts it."""

from __future__ import annotations

import asyncio
import signal
import sys

import aiohttp

from .line import free_port


async def test_it_starts_says_where_it_is_and_ends_when_asked() -> None:
    """One line when it is ready, the phone page and the Bot API on one port, and a clean end."""
    port = free_port()
    command = ["-m", "tests.fakes.telegram", "--port", str(port), "--token", "4242:practice"]
    process = await asyncio.create_subprocess_exec(sys.executable, *command, stdout=asyncio.subprocess.PIPE)
    assert process.stdout
    said = (await asyncio.wait_for(process.stdout.readline(), 30)).decode()
    async with aiohttp.ClientSession(f"http://127.0.0.1:{port}") as client:
        async with client.get("/") as page:
            policy, words = page.headers["Content-Security-Policy"], await page.text()
        async with client.get("/page/../server.py") as elsewhere:
            missing = elsewhere.status
        async with client.get("/bot4242:practice/getMe") as answer:
            me = (await answer.json())["result"]
        async with client.get("/phone/1/live") as live:
            event = await live.content.readline()
            process.send_signal(signal.SIGTERM)
            code = await asyncio.wait_for(process.wait(), 10)

    assert said == f"The practice phone is on http://localhost:{port}/ - nothing leaves this computer.\n"
    assert "Practice phone" in words and "default-src 'none'" in policy
    assert missing == 404
    assert (me["id"], me["is_bot"], me["can_join_groups"]) == (4242, True, False)
    assert event.startswith(b'data: {"phone": 1')
    assert code == 0
