"""The relay's commands, each from settings alone, with one plain sentence when it cannot start."""

from __future__ import annotations

import argparse
import asyncio
import gc
import multiprocessing
import os
import signal
import socket
import sys
from collections.abc import Awaitable, Callable, Coroutine
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

from api.security import logs
from api.settings import TABLE, Settings, WrongSetting

if TYPE_CHECKING:
    from api.store.database import Database

COMMANDS = {
    "serve": "Run the relay. SQLite is prepared by itself; PostgreSQL needs `migrate` first.",
    "migrate": "Bring the database to the newest version. Safe to run at any time before `serve`.",
    "setup-link": "Print the link with which the founder makes the line, once.",
    "content": "Write the editors' draft into a folder (export), or make it what a folder holds (import).",
    "audit": "Check the record of who did what (verify), copy it out (export), or show its public key (key).",
}
SILENT = "The database that {} names does not answer. See that it runs, has room on its disk, and lets the relay in."


def main(arguments: list[str] | None = None) -> None:
    """Run one command; leave with 0, or with 2 and a sentence on standard error."""
    given = _parser().parse_args(arguments)
    logs.mind_threads()
    try:
        settings = Settings.read(os.environ)
        if given.command in ("audit", "content"):
            {"audit": _audit, "content": _content}[given.command](settings, given)
        else:
            {"serve": _serve, "migrate": _migrate, "setup-link": _setup_link}[given.command](settings)
    except WrongSetting as wrong:
        _stop(str(wrong))
    except KeyboardInterrupt:
        sys.exit(130)


def _parser() -> argparse.ArgumentParser:
    """Describe the commands and every setting."""
    settings = "\n".join(
        f"  {setting.name}{' or ' + setting.name + '_FILE' if setting.secret else ''}\n"
        f"      {setting.says} Default: {setting.default or 'unset'}"
        for setting in TABLE
    )
    parser = argparse.ArgumentParser(
        "python -m api",
        description="The relay: passes sealed messages on, and can open none of them.",
        epilog=f"settings (environment; each may come from a file that NAME_FILE names):\n{settings}",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    several = parser.add_subparsers(dest="command", required=True, metavar="command")
    for name, says in COMMANDS.items():
        one = several.add_parser(
            name,
            help=says,
            description=says,
            epilog=parser.epilog,
            formatter_class=argparse.RawDescriptionHelpFormatter,
        )
        if name == "content":
            one.add_argument("what", choices=("export", "import"), help="what to do with the draft")
            one.add_argument("folder", type=Path, help="a folder like content/")
            one.add_argument("--version", type=int, metavar="N", help="export this version instead of the draft")
        if name == "audit":
            one.add_argument("what", choices=("verify", "export", "key"), help="what to do with the record")
            one.add_argument("--file", type=Path, help="check this exported file, not the database; needs --key")
            one.add_argument("--key", help="the public key to check against (default: this relay's own)")
            one.add_argument(
                "--restored", type=int, action="append", default=[], metavar="ROW", help="a restored backup explains it"
            )
    return parser


def _serve(settings: Settings) -> None:
    """Run the relay until it is asked to stop."""
    gc.disable()  # What the start makes stays: to look through it for what does not would double the time it takes.
    listening = _listen(settings)
    prepared = _prepare(settings) if settings.embedded else lambda: None

    # Imported here: the other commands start faster without them, and the database is prepared meanwhile.
    import uvicorn

    from api.app import create_app
    from api.live.wire import Wire
    from api.protocol.limits import MAX_SOCKET_MESSAGE

    logs.set_up()
    prepared()
    app = create_app(settings)
    config = uvicorn.Config(
        app,
        loop="uvloop",
        http="httptools",
        ws=Wire,
        ws_max_size=MAX_SOCKET_MESSAGE,
        ws_per_message_deflate=False,  # Sealed messages do not get smaller.
        ws_ping_interval=None,
        lifespan="off",
        log_config=None,
        access_log=False,
        server_header=False,
        # Whoever sits at a device whose clock is wrong is told so by this one.
        date_header=True,
        proxy_headers=True,
        forwarded_allow_ips=settings.proxies,
        timeout_graceful_shutdown=5,
    )
    server = uvicorn.Server(config)

    def asked_to_stop(*_: object) -> None:
        if not server.started:  # Later the server hears it too, and goes in good order.
            sys.exit(0)

    for one in (signal.SIGINT, signal.SIGTERM):
        signal.signal(one, asked_to_stop)

    async def run() -> None:
        async with app.router.lifespan_context(app):
            gc.freeze()
            gc.enable()
            print(f"The relay is ready: {settings.origin}", flush=True)
            await server.serve([listening])

    _run(run(), config.get_loop_factory())


def _prepare(settings: Settings) -> Callable[[], None]:
    """Begin to bring the embedded database to the newest version; return what waits until it is there.

    A child does it: it works while the parent gets ready, and what it takes is not carried along for months.
    """
    child = multiprocessing.get_context("fork").Process(target=lambda: _run(_with_database(settings, prepare=True)))
    child.start()

    def wait() -> None:
        child.join()
        if child.exitcode:
            sys.exit(2)  # The child has said why.

    return wait


def _listen(settings: Settings) -> socket.socket:
    """Take the address that API_BIND names."""
    host, port = settings.bind
    try:
        family, _, _, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)[0]
        listening = socket.create_server(address[:2], family=family, backlog=2048)
    except OSError:
        _stop(
            f"API_BIND names {host}:{port}, which cannot be listened on: is another program there? The relay did not start."
        )
    listening.set_inheritable(True)
    return listening


def _migrate(settings: Settings) -> None:
    """Bring the database to the newest version."""
    _run(_with_database(settings, prepare=True))
    print("The database is at the newest version.")


def _setup_link(settings: Settings) -> None:
    """Print the set-up link, or say that the line is already made."""
    from api.staff import devices

    token = _run(_with_database(settings, prepare=settings.embedded, then=devices.setup_token))
    if token:
        print(f"{settings.origin}/setup#{token}")
    else:
        print("The line is already made. Workers join by a link from the coordinator's console.")


def _audit(settings: Settings, given: argparse.Namespace) -> None:
    """Check, copy or show; leave with 1 when the record is not whole."""
    from api.staff import audit_commands
    from api.store.audit_key import AuditKey, WrongKey, open_audit_key
    from api.store.database import Unavailable

    async def key() -> AuditKey:
        try:
            return await open_audit_key(settings.data_dir, settings.lockbox_url)
        except WrongKey as wrong:
            _stop(str(wrong))
        except Unavailable:
            _stop(SILENT.format("API_LOCKBOX_URL"))

    async def verify(database: Database) -> str:
        return str(await audit_commands.verify(database, await key(), given.restored, given.key))

    async def export(database: Database) -> str:
        await audit_commands.export(database)
        return "0"

    if given.what == "key":
        print(_run(key()).public.hex())
    elif given.what == "export":
        _run(_with_database(settings, prepare=False, then=export))
    elif given.file is not None:
        sys.exit(audit_commands.verify_file(given.file, given.key or _run(key()).public.hex()))
    else:
        sys.exit(int(_run(_with_database(settings, prepare=False, then=verify))))


def _content(settings: Settings, given: argparse.Namespace) -> None:
    """Write the draft into a folder, or a folder into the draft; leave with 1 when nothing was done."""
    from api.studio import porting

    async def port(database: Database) -> str:
        if given.what == "export":
            return await porting.export(database, given.folder, given.version)
        return await porting.take_in(database, given.folder)

    try:
        print(_run(_with_database(settings, prepare=settings.embedded, then=port)))
    except porting.NotPorted as why:
        print(why, file=sys.stderr)
        sys.exit(1)


async def _with_database(
    settings: Settings, prepare: bool, then: Callable[[Database], Awaitable[str | None]] | None = None
) -> str | None:
    """Open the database, prepare it if asked, do one thing with it, close it."""
    from api.store.database import Database
    from api.store.migrate import behind, migrate

    database = Database(settings.database_url)
    try:
        if prepare:
            await migrate(database)
        elif await behind(database):
            _stop("The database is older than this relay. Run: python -m api migrate")
        return await then(database) if then else None
    finally:
        await database.close()


def _run(work: Coroutine[Any, Any, Any], loop: Callable[[], asyncio.AbstractEventLoop] | None = None) -> Any:
    """Run something to its end; a database or a room that cannot be opened ends it with one sentence."""
    from api.store.database import Unavailable, WrongDatabaseURL

    try:
        with asyncio.Runner(loop_factory=loop) as runner:
            return runner.run(work)
    except Unavailable:
        _stop(SILENT.format("API_DATABASE_URL"))
    except (WrongDatabaseURL, WrongSetting) as wrong:
        _stop(str(wrong))


def _stop(sentence: str) -> NoReturn:
    """Leave with one sentence."""
    print(sentence, file=sys.stderr, flush=True)
    sys.exit(2)
