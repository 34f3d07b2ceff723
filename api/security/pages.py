"""The pages and modules of api/web, under the policy that each needs; nothing else of that folder.

What is reviewed is what runs: files are served as they lie there, and read again when they change. A page is asked for
each time, and names its files under the hash of them all (`/web/~HASH/...`): what a browser has fetched under that name it
keeps and never asks for again, and a fix, which changes the hash, reaches every worker with the next page.
"""

from __future__ import annotations

import gzip
import hashlib
import os
import re
import secrets
from dataclasses import dataclass
from pathlib import Path

from starlette.requests import Request
from starlette.responses import Response

from api.errors import Refused
from api.security.headers import page_policy

WEB = Path(__file__).resolve().parent.parent / "web"
KINDS = {
    ".html": "text/html; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
    ".woff2": "font/woff2",
    ".webmanifest": "application/manifest+json",
    ".mp3": "audio/mpeg",
    ".wav": "audio/wav",
}
PACKED = {KINDS[ending] for ending in (".html", ".css", ".js", ".svg", ".webmanifest")}
ROOMS = ("console", "studio", "doors", "chat", "parts", "sealing", "flow", "vendor")
# A room of the browser, then plain names: no dotfile, no step upwards, no package folder can be written this way.
NAME = re.compile(rf"(?:{'|'.join(ROOMS)})(?:/[A-Za-z0-9_-]+)*/[A-Za-z0-9_-]+(?:\.[A-Za-z0-9_-]+)*(\.[a-z0-9]+)")
# The same under the hash of all files, as pages name them.
OF_ALL = re.compile(r"~([0-9a-f]{16})/(.+)")
KEPT = "public, max-age=31536000, immutable"
CONSOLE = "console/index.html"
STUDIO = "studio/index.html"
# Where the studio's page holds the nonce of this answer.
NONCE = b"{style-nonce}"
NEUTRAL = b"""<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>Welcome</title>
<link rel="icon" href="data:,">
<p>Welcome.</p>
<p><a href="/console">Sign in</a></p>
</html>
"""


@dataclass(frozen=True, slots=True)
class Held:
    """A file in memory, as it was at a moment."""

    stamp: tuple[int, int]
    kind: str
    etag: str
    body: bytes
    packed: bytes | None


class Pages:
    """The files of api/web that a browser may have."""

    def __init__(self, origin: str, folder: Path = WEB) -> None:
        """Take the line's origin, which the pages' policy names, and the folder."""
        self.folder = folder
        self.origin = origin
        self.policy = page_policy(origin)
        self.console_policy = page_policy(origin, worker=True)
        self.held: dict[str, Held] = {}
        self.stamps: dict[str, tuple[int, int]] = {}
        self.edition, self.etags = "", dict[str, str]()

    def neutral(self) -> Response:
        """Return the front page: it says nothing about what this is."""
        return Response(NEUTRAL, media_type="text/html", headers={"content-security-policy": self.policy})

    def studio(self) -> Response:
        """Return the studio's page, with a style nonce of its own: no cache keeps it, so page and policy belong together."""
        nonce = secrets.token_urlsafe(18)
        policy = page_policy(self.origin, style_nonce=nonce)
        body = self._page(STUDIO).body.replace(NONCE, nonce.encode())
        return Response(body, media_type="text/html", headers={"content-security-policy": policy})

    def answer(self, name: str, request: Request) -> Response:
        """Return a file, or 304 when the browser has it already; Refused not-found for everything else."""
        edition, name = match.groups() if (match := OF_ALL.fullmatch(name)) else ("", name)
        page = name == CONSOLE
        held = self._page(name) if page else self._hold(name)
        same = edition == self.edition and self.etags.get(name) == held.etag
        headers = {"cache-control": KEPT if same else "no-cache", "etag": held.etag, "vary": "accept-encoding"}
        if held.kind.startswith("text/html"):
            headers["content-security-policy"] = self.console_policy if page else self.policy
        if held.etag in request.headers.get("if-none-match", ""):
            return Response(status_code=304, headers=headers)
        body = held.body
        if held.packed is not None and "gzip" in request.headers.get("accept-encoding", ""):
            body, headers["content-encoding"] = held.packed, "gzip"
        return Response(body, headers={**headers, "content-type": held.kind})

    def _page(self, name: str) -> Held:
        """Return a page that names its files under the hash of them all, as they are now."""
        stamps = {
            path.relative_to(self.folder).as_posix(): _stamp(path.stat())
            for room in ROOMS
            for path in (self.folder / room).rglob("*.*")
            if path.is_file()
        }
        if stamps != self.stamps:
            self.etags = {file: _etag((self.folder / file).read_bytes()) for file in sorted(stamps)}
            self.edition, self.stamps = hashlib.sha256(repr(self.etags).encode()).hexdigest()[:16], stamps
        held = self._hold(name)
        return _held(held.stamp, held.kind, held.body.replace(b'="/web/', f'="/web/~{self.edition}/'.encode()))

    def _hold(self, name: str) -> Held:
        """Return a file as it is now, from memory when it has not changed."""
        match = NAME.fullmatch(name)
        kind = KINDS.get(match[1]) if match and len(name) <= 200 else None
        if match is None or kind is None:
            raise Refused("not-found")
        path = self.folder / name
        try:
            if path.resolve() != path or not path.is_file():
                raise Refused("not-found")
            stamp = _stamp(path.stat())
            held = self.held.get(name)
            if held is not None and held.stamp == stamp:
                return held
            body = path.read_bytes()
        except OSError:
            raise Refused("not-found") from None
        self.held[name] = _held(stamp, kind, body)
        return self.held[name]


def _stamp(now: os.stat_result) -> tuple[int, int]:
    return now.st_mtime_ns, now.st_size


def _etag(body: bytes) -> str:
    return f'"{hashlib.sha256(body).hexdigest()[:32]}"'


def _held(stamp: tuple[int, int], kind: str, body: bytes) -> Held:
    packed = gzip.compress(body, 6, mtime=0) if kind in PACKED and len(body) > 1024 else None
    return Held(stamp, kind, _etag(body), body, packed)
