"""The pages and modules of api/web, under the policy that each needs; nothing else of that folder.

What is reviewed is what runs: files are served as they lie there, and read again when they change. A browser asks
each time and is told when nothing changed (ETag), so that a fix reaches every worker with the next page.
"""

from __future__ import annotations

import gzip
import hashlib
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
PACKED = {".html", ".css", ".js", ".svg", ".webmanifest"}
# A room of the browser, then plain names: no dotfile, no step upwards, no package folder can be written this way.
NAME = re.compile(
    r"(?:console|studio|doors|chat|parts|sealing|flow|vendor)(?:/[A-Za-z0-9_-]+)*/[A-Za-z0-9_-]+(?:\.[A-Za-z0-9_-]+)*(\.[a-z0-9]+)"
)
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

    def neutral(self) -> Response:
        """Return the front page: it says nothing about what this is."""
        return Response(NEUTRAL, media_type="text/html", headers={"content-security-policy": self.policy})

    def studio(self) -> Response:
        """Return the studio's page, with a style nonce of its own: no cache keeps it, so page and policy belong together."""
        nonce = secrets.token_urlsafe(18)
        policy = page_policy(self.origin, style_nonce=nonce)
        body = self._hold(STUDIO).body.replace(NONCE, nonce.encode())
        return Response(body, media_type="text/html", headers={"content-security-policy": policy})

    def answer(self, name: str, request: Request) -> Response:
        """Return a file, or 304 when the browser has it already; Refused not-found for everything else."""
        held = self._hold(name)
        headers = {"cache-control": "no-cache", "etag": held.etag, "vary": "accept-encoding"}
        if held.kind.startswith("text/html"):
            headers["content-security-policy"] = self.console_policy if name == CONSOLE else self.policy
        if held.etag in request.headers.get("if-none-match", ""):
            return Response(status_code=304, headers=headers)
        body = held.body
        if held.packed is not None and "gzip" in request.headers.get("accept-encoding", ""):
            body, headers["content-encoding"] = held.packed, "gzip"
        return Response(body, headers={**headers, "content-type": held.kind})

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
            now = path.stat()
            stamp = (now.st_mtime_ns, now.st_size)
            held = self.held.get(name)
            if held is not None and held.stamp == stamp:
                return held
            body = path.read_bytes()
        except OSError:
            raise Refused("not-found") from None
        packed = gzip.compress(body, 6, mtime=0) if match[1] in PACKED and len(body) > 1024 else None
        self.held[name] = Held(stamp, kind, f'"{hashlib.sha256(body).hexdigest()[:32]}"', body, packed)
        return self.held[name]
