"""Two ways of talking that the bench measures: in lockstep, and at a steady rate.

A pair is a sender's socket and a reader's socket on one conversation. A message counts when the reader has it, and the server
sends it to readers only after the commit: sent -> durable -> seen.
"""

from __future__ import annotations

import asyncio
import os
import statistics
import struct
import time
from collections.abc import Callable
from dataclasses import dataclass

from tests.load.sockets import Socket

TICK = 0.002  # seconds between two looks at what is due, at a steady rate
BODY = 272 + 64  # a padded short message and its signature


def frame(conversation: bytes, sender: bytes, seq: int) -> bytes:
    """Make a MSG frame with a well-formed header; the relay checks no signature (the ends do)."""
    header = b"QLN1" + struct.pack(">BBH", 2, 0, 0) + conversation + sender + bytes(16)
    header += struct.pack(">IQ", seq, time.time_ns() // 1_000_000) + os.urandom(16) + bytes(32)
    return header + os.urandom(BODY)


@dataclass
class Pair:
    """One conversation between two sockets."""

    conversation: bytes
    sender: bytes
    write: Socket
    read: Socket


@dataclass
class Talk:
    """What was measured: messages a second, and each message's milliseconds from sent to seen."""

    rate: float
    milliseconds: list[float]

    @property
    def p50(self) -> float:
        """The median."""
        return statistics.median(self.milliseconds)

    @property
    def p99(self) -> float:
        """Ninety-nine of a hundred were at least as fast."""
        return sorted(self.milliseconds)[int(len(self.milliseconds) * 0.99)]


def is_frame(message: bytes) -> bool:
    """Tell a delivered frame from the answers and events around it."""
    return message[:1] == b"\3"


async def in_lockstep(pairs: list[Pair], each: int) -> Talk:
    """Let every pair send its next message when its last one was seen, `each` times."""
    done = asyncio.Event()
    left = len(pairs)
    milliseconds: list[float] = []

    def talker(pair: Pair) -> Callable[[], None]:
        frames = [frame(pair.conversation, pair.sender, seq) for seq in range(1, each + 1)]
        sent_at = 0.0
        number = 0

        def send() -> None:
            nonlocal sent_at, number
            sent_at = time.perf_counter()
            pair.write.send(b"\1" + number.to_bytes(4, "big") + frames[number])
            number += 1

        def seen(message: bytes) -> None:
            nonlocal left
            if not is_frame(message):
                return
            milliseconds.append((time.perf_counter() - sent_at) * 1000)
            if number < each:
                send()
                return
            left -= 1
            if left == 0:
                done.set()

        pair.read.receive = seen
        return send

    starters = [talker(pair) for pair in pairs]
    begun = time.perf_counter()
    for start in starters:
        start()
    await asyncio.wait_for(done.wait(), 120)
    return Talk(len(pairs) * each / (time.perf_counter() - begun), milliseconds)


async def steadily(pairs: list[Pair], rate: int, seconds: float) -> Talk:
    """Send `rate` messages a second, whether or not earlier ones were seen."""
    total = int(rate * seconds)
    sent: dict[bytes, float] = {}
    milliseconds: list[float] = []
    done = asyncio.Event()

    def seen(message: bytes) -> None:
        if is_frame(message):
            milliseconds.append((time.perf_counter() - sent[message[17 + 68 : 17 + 84]]) * 1000)
            if len(milliseconds) == total:
                done.set()

    for pair in pairs:
        pair.read.receive = seen
    begun = time.perf_counter()
    gone = 0
    while gone < total:
        # Whatever is due in this tick goes out, spread over the conversations; how late a timer fires is not measured.
        due = min(total, int((time.perf_counter() - begun) * rate) + 1)
        for number in range(gone, due):
            pair = pairs[number % len(pairs)]
            message = frame(pair.conversation, pair.sender, number + 1)
            sent[message[68:84]] = time.perf_counter()
            pair.write.send(b"\1" + number.to_bytes(4, "big") + message)
        gone = due
        await asyncio.sleep(TICK)
    await asyncio.wait_for(done.wait(), 60)
    return Talk(total / (time.perf_counter() - begun), milliseconds)
