"""The faults that a test orders: too many requests, broken gateways, cut lines, answers that never come."""

from __future__ import annotations

from collections import defaultdict, deque
from dataclasses import dataclass

from .refusals import ErrorPage, Refusal, too_many

# Faults for "any method" spare getUpdates and the webhook's own set-up, or the bot would only lose its ears.
SPARED = {"getUpdates", "setWebhook", "deleteWebhook", "getWebhookInfo"}


@dataclass(frozen=True)
class Fault:
    """What happens to one call: refused at once, or never answered; done all the same, or not."""

    refusal: Refusal | None = None
    accepted: bool = False
    # The line is cut at once (True), or stays silent until the caller gives up (False).
    cut: bool = False


class Faults:
    """Faults in the order in which they were ordered, for each method."""

    def __init__(self) -> None:
        """Begin with none."""
        self._queues: dict[str, deque[Fault]] = defaultdict(deque)
        self._down = False

    def too_many(self, method: str, retry_after: int = 3, times: int = 1) -> None:
        """Answer 429 with retry_after, so many times."""
        self._order(method, Fault(too_many(retry_after)), times)

    def broken(self, method: str, status: int = 502, times: int = 1) -> None:
        """Answer with a server error, so many times."""
        self._order(method, Fault(Refusal(status, "Bad Gateway" if status == 502 else "Internal Server Error")), times)

    def refuse(self, method: str, code: int, description: str, times: int = 1) -> None:
        """Answer with any refusal, so many times."""
        self._order(method, Fault(Refusal(code, description)), times)

    def proxy_page(self, method: str, status: int = 502, words: str = "", times: int = 1) -> None:
        """Answer as a proxy does that has lost Telegram: with a page, not JSON; the call was not done."""
        self._order(method, Fault(ErrorPage(status, words)), times)

    def accepted_then_proxy_page(self, method: str, status: int = 502, words: str = "", times: int = 1) -> None:
        """Do the call, then answer with a page: the caller cannot know."""
        self._order(method, Fault(ErrorPage(status, words), accepted=True), times)

    def reset(self, method: str, times: int = 1) -> None:
        """Cut the line; the call was not done."""
        self._order(method, Fault(cut=True), times)

    def hang(self, method: str, times: int = 1) -> None:
        """Say nothing until the caller gives up; the call was not done."""
        self._order(method, Fault(), times)

    def accepted_then_reset(self, method: str, times: int = 1) -> None:
        """Do the call, then cut the line: the caller cannot know."""
        self._order(method, Fault(accepted=True, cut=True), times)

    def accepted_then_hang(self, method: str, times: int = 1) -> None:
        """Do the call, then say nothing until the caller gives up."""
        self._order(method, Fault(accepted=True), times)

    def down(self) -> None:
        """Answer every call with 502 until `up`."""
        self._down = True

    def up(self) -> None:
        """End what `down` began, and forget every fault not yet met."""
        self._down = False
        self._queues.clear()

    def pending(self) -> dict[str, int]:
        """Return how many faults wait, by method."""
        return {method: len(queue) for method, queue in self._queues.items() if queue}

    def take(self, method: str) -> Fault | None:
        """Return the fault that this call meets, if any."""
        if self._down:
            return Fault(Refusal(502, "Bad Gateway"))
        for name in (method, "*"):
            if (name != "*" or method not in SPARED) and self._queues.get(name):
                return self._queues[name].popleft()
        return None

    def _order(self, method: str, fault: Fault, times: int) -> None:
        self._queues[method].extend([fault] * times)
