"""Houses outside of ours: a push service with a browser behind it, a phone gateway, and a mail server."""

from __future__ import annotations

import asyncio
import base64
import hashlib
import hmac
import ipaddress
import json
import os
import ssl
import threading
import warnings
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from aiohttp import web
from aiosmtpd.smtp import SMTP, AuthResult
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat

POINT = (Encoding.X962, PublicFormat.UncompressedPoint)


def b64(raw: bytes) -> str:
    """Write base64url without padding."""
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def raw(text: str) -> bytes:
    """Read base64url without padding."""
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


class Browser:
    """A browser that ordered push: it holds the keys, and opens what comes (RFC 8291, written from its text)."""

    def __init__(self, key: ec.EllipticCurvePrivateKey | None = None, auth: bytes | None = None) -> None:
        """Make the keys."""
        self.key = key or ec.generate_private_key(ec.SECP256R1())
        self.auth = auth or os.urandom(16)
        self.point = self.key.public_key().public_bytes(*POINT)

    def order(self, endpoint: str) -> dict[str, str]:
        """Return what the page hands to the relay."""
        return {"channel": "push", "endpoint": endpoint, "p256dh": b64(self.point), "auth": b64(self.auth)}

    def open(self, body: bytes) -> bytes:
        """Open one message (sections 3.3, 3.4; RFC 8188 section 2.1)."""
        salt, size, length = body[:16], int.from_bytes(body[16:20], "big"), body[20]
        sender, sealed = body[21 : 21 + length], body[21 + length :]
        assert len(sealed) <= size
        shared = self.key.exchange(ec.ECDH(), ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), sender))
        both = b"WebPush: info\0" + self.point + sender
        secret = HKDF(SHA256(), 32, self.auth, both).derive(shared)
        key = HKDF(SHA256(), 16, salt, b"Content-Encoding: aes128gcm\0").derive(secret)
        nonce = HKDF(SHA256(), 12, salt, b"Content-Encoding: nonce\0").derive(secret)
        plain = AESGCM(key).decrypt(nonce, sealed, None).rstrip(b"\0")
        assert plain[-1:] == b"\2"
        return plain[:-1]


def signed_by(header: str) -> tuple[str, dict[str, Any]]:
    """Check a sender's signature (RFC 8292) and return its public key and what it claims."""
    scheme, _, rest = header.partition(" ")
    parts = dict(part.strip().split("=", 1) for part in rest.split(","))
    head, claims, signature = parts["t"].split(".")
    both = raw(signature + "")
    dss = encode_dss_signature(int.from_bytes(both[:32], "big"), int.from_bytes(both[32:], "big"))
    key = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), raw(parts["k"]))
    key.verify(dss, f"{head}.{claims}".encode(), ec.ECDSA(SHA256()))
    assert scheme == "vapid"
    return parts["k"], json.loads(raw(claims))


@dataclass
class Taken:
    """One request that a house took."""

    path: str
    headers: dict[str, str]
    body: bytes


@dataclass
class House:
    """A server that answers every POST with the status that the test chose."""

    url: str = ""
    status: int = 201
    taken: list[Taken] = field(default_factory=list)

    async def _take(self, request: web.Request) -> web.Response:
        self.taken.append(Taken(request.path, dict(request.headers), await request.read()))
        return web.Response(status=self.status, headers={"Location": "http://127.0.0.1:1/elsewhere"})

    def knows(self, key: str, taken: Taken) -> bool:
        """Say whether a request is signed under this key, as the operator's guide describes it to a gateway."""
        signed = taken.headers["Quietline-Timestamp"].encode() + b"." + taken.body
        made = hmac.new(key.encode(), signed, hashlib.sha256).hexdigest()
        return hmac.compare_digest(made, taken.headers["Quietline-Signature"])


@asynccontextmanager
async def house() -> AsyncIterator[House]:
    """Open a server of this kind on a free port."""
    held = House()
    app = web.Application()
    app.router.add_post("/{path:.*}", held._take)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    held.url = f"http://127.0.0.1:{runner.addresses[0][1]}"
    yield held
    await runner.cleanup()


class Post:
    """A mail server (aiosmtpd) that keeps what it takes, wants a password, and can refuse a recipient."""

    def __init__(self, password: str) -> None:
        """Take the password that it wants."""
        self.letters: list[Any] = []
        self.refuses = False
        self.address = ""
        self._password = password

    async def handle_RCPT(self, server: Any, session: Any, envelope: Any, address: str, options: Any) -> str:
        """Take a recipient, or not."""
        if self.refuses:
            return "550 no such box"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        """Keep a letter."""
        self.letters.append(envelope)
        return "250 kept"

    def knows(self, server: Any, session: Any, envelope: Any, mechanism: str, data: Any) -> AuthResult:
        """Say whether a password is the right one."""
        return AuthResult(success=data.password == self._password.encode())


@asynccontextmanager
async def post_office(password: str, folder: Path) -> AsyncIterator[Post]:
    """Open a mail server on a free port, with TLS from the first byte; its certificate stands in `folder`/mail.pem."""
    held = Post(password)
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    tls.load_cert_chain(_certificate(folder / "mail.pem"))
    loop = asyncio.get_running_loop()

    def talk() -> SMTP:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # it does not see that TLS is there already
            return SMTP(
                held,
                hostname="127.0.0.1",
                loop=loop,
                authenticator=held.knows,
                auth_required=True,
                auth_require_tls=False,
            )

    server = await loop.create_server(talk, "127.0.0.1", 0, ssl=tls)
    held.address = f"127.0.0.1:{server.sockets[0].getsockname()[1]}"
    yield held
    server.close()
    await server.wait_closed()


@contextmanager
def outside_here(folder: Path) -> Iterator[tuple[House, Post]]:
    """Open a push service and a mail server for a story that runs in browsers and waits for no loop of its own."""
    loop, doors = asyncio.new_event_loop(), AsyncExitStack()
    thread = threading.Thread(target=loop.run_forever)
    thread.start()

    async def both() -> tuple[House, Post]:
        push = await doors.enter_async_context(house())
        return push, await doors.enter_async_context(post_office("p:w", folder))

    try:
        yield asyncio.run_coroutine_threadsafe(both(), loop).result(30)
    finally:
        asyncio.run_coroutine_threadsafe(doors.aclose(), loop).result(30)
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()


def _certificate(path: Path) -> Path:
    """Make a certificate for this machine, with its key, that is its own authority."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "mail of a test")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, SHA256())
    )
    private = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    path.write_bytes(private + made.public_bytes(Encoding.PEM))
    return path
