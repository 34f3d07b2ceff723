"""Stands between the bot and its relay, as whoever has stolen the relay would: hands everything on, and may lie about the content.

The bot is given this address in `BOT_RELAY_URL`. Whatever is no question for the published content goes through untouched,
the bot's socket too, which can be cut so that the bot comes back and asks anew.
"""

from __future__ import annotations

import contextlib
import http.client
import socket
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

EDITION = "/api/content/edition"
# These belong to one connection, not to what is said over it.
OWN = ("connection", "keep-alive", "transfer-encoding", "content-length")


class GoBetween(ThreadingHTTPServer):
    """A way to the relay, on a port of its own."""

    daemon_threads = True

    def __init__(self) -> None:
        """Take a port; `leads_to` says where the relay is before anybody asks."""
        super().__init__(("127.0.0.1", 0), _Asked)
        self.url = f"http://127.0.0.1:{self.server_port}"
        self.relay: tuple[str, int] = ("127.0.0.1", 0)
        self.lie: bytes | None = None
        self._lines: list[socket.socket] = []

    def says(self, lie: bytes | None) -> None:
        """From now on answer this when somebody asks for the content (None: what the relay has), and let the bot come back and ask."""
        self.lie = lie
        lines, self._lines = self._lines, []
        for line in lines:
            with contextlib.suppress(OSError):
                line.shutdown(socket.SHUT_RDWR)

    def hold(self, line: socket.socket) -> None:
        """Remember a line that stays open."""
        self._lines.append(line)


class _Asked(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: GoBetween

    def handle_one_request(self) -> None:
        """Answer one request; whoever asked may be gone already."""
        with contextlib.suppress(ConnectionError):
            super().handle_one_request()

    def _hand_on(self) -> None:
        if self.headers.get("Upgrade"):
            return self._tunnel()
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        if self.path == EDITION and self.server.lie is not None:
            return self._answer(200, [("Content-Type", "application/json")], self.server.lie)
        relay = http.client.HTTPConnection(*self.server.relay, timeout=60)
        try:
            relay.request(self.command, self.path, body or None, dict(self.headers))
            got = relay.getresponse()
            return self._answer(got.status, got.getheaders(), got.read())
        except OSError:
            return self._answer(502, [], b"")
        finally:
            relay.close()

    do_GET = do_POST = do_PUT = do_DELETE = _hand_on

    def _answer(self, status: int, headers: list[tuple[str, str]], body: bytes) -> None:
        self.send_response_only(status)
        for name, value in headers:
            if name.lower() not in OWN:
                self.send_header(name, value)
        if status != 304:
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def _tunnel(self) -> None:
        """Carry the bytes of a socket both ways until one side ends."""
        self.close_connection = True
        try:
            relay = socket.create_connection(self.server.relay)
        except OSError:
            return
        with relay:
            self.server.hold(self.connection)
            asked = [self.requestline, *(f"{name}: {value}" for name, value in self.headers.items())]
            relay.sendall("".join(f"{line}\r\n" for line in [*asked, ""]).encode())
            back = threading.Thread(target=_pump, args=(relay, self.connection), daemon=True)
            back.start()
            _pump(self.connection, relay)
            back.join()

    def log_message(self, *_: object) -> None:
        """Nothing is written down."""


def _pump(one: socket.socket, other: socket.socket) -> None:
    with contextlib.suppress(OSError):
        while data := one.recv(1 << 16):
            other.sendall(data)
    for line in (one, other):
        with contextlib.suppress(OSError):
            line.shutdown(socket.SHUT_RDWR)


@contextlib.contextmanager
def go_between() -> Iterator[GoBetween]:
    """Stand there for as long as the block lasts."""
    with GoBetween() as made:
        serving = threading.Thread(target=made.serve_forever, daemon=True)
        serving.start()
        try:
            yield made
        finally:
            made.shutdown()
            serving.join()
