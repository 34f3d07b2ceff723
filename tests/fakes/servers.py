"""Real PostgreSQL and Redis servers of a test's own: private, on free loopback ports, ended by their own ids."""

from __future__ import annotations

import asyncio
import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path
from uuid import uuid4

import asyncpg


class NotInstalled(Exception):
    """A server that the tests need is not on this machine; the message says what to install."""


def free_port() -> int:
    """Return a loopback port that nothing listens on at this moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def postgres_program(name: str) -> str:
    """Find one of PostgreSQL's own programs, the newest that is installed."""
    found = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"), key=lambda path: int(path.parts[4].split(".")[0]))
    program = str(found[-1]) if found else shutil.which(name)
    if not program:
        raise NotInstalled("PostgreSQL is not installed. Debian: apt-get install postgresql")
    return program


def postgres_answers(url: str, query: str) -> str:
    """Return what a database answers to a query, as words."""
    command = [postgres_program("psql"), "-tA", url.replace("+asyncpg", ""), "-c", query]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


# TRUNCATE costs a file or more for each table, so only those with rows are; sequences begin anew in any case.
# Nothing else empties the record of the studio: as a replica one passes by the triggers that keep it.
_EMPTY = """
SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid();
DO $$ DECLARE one text; filled boolean; BEGIN
  PERFORM set_config('session_replication_role', 'replica', true);
  FOR one IN SELECT format('%I', tablename) FROM pg_tables WHERE schemaname = 'public' AND tablename <> 'alembic_version' LOOP
    EXECUTE format('SELECT EXISTS (SELECT FROM %s)', one) INTO filled;
    IF filled THEN EXECUTE format('TRUNCATE %s CASCADE', one); END IF;
  END LOOP;
  FOR one IN SELECT format('%I', sequencename) FROM pg_sequences WHERE last_value IS NOT NULL LOOP
    EXECUTE format('ALTER SEQUENCE %s RESTART', one);
  END LOOP;
END $$"""
_SHAPE = """
SELECT md5(concat(
  (SELECT string_agg(concat(c.relname, a.attname, a.atttypid, a.attnotnull), ',' ORDER BY c.relname, a.attnum)
   FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid WHERE c.relnamespace = 'public'::regnamespace AND a.attnum > 0),
  (SELECT string_agg(pg_get_constraintdef(oid), ',' ORDER BY conrelid::regclass::text, conname) FROM pg_constraint
   WHERE connamespace = 'public'::regnamespace),
  (SELECT string_agg(concat(tgname, tgenabled), ',' ORDER BY tgrelid::regclass::text, tgname) FROM pg_trigger),
  (SELECT string_agg(array_to_string(setconfig, ','), ',') FROM pg_db_role_setting)))"""


@dataclass
class Postgres:
    """A private PostgreSQL cluster in a folder of its own.

    With `durable` off it does not wait for the disk: quicker, and it still survives every end but the machine's own.
    """

    folder: Path = field(default_factory=lambda: Path(tempfile.mkdtemp(prefix="ql-pg-")))
    port: int = field(default_factory=free_port)
    durable: bool = True
    process: subprocess.Popen[bytes] | None = None

    @property
    def _as_its_own(self) -> list[str]:
        """PostgreSQL refuses to run as root: then it runs as the account that Debian made for it."""
        if os.geteuid() != 0:
            return []
        try:
            account = pwd.getpwnam("postgres")
        except KeyError:
            raise NotInstalled("There is no account `postgres`. Debian: apt-get install postgresql") from None
        return ["setpriv", f"--reuid={account.pw_uid}", f"--regid={account.pw_gid}", "--clear-groups"]

    def make(self) -> None:
        """Make the cluster; everybody on this machine's loopback is let in."""
        if os.geteuid() == 0:
            shutil.chown(self.folder, "postgres")
        command = [*self._as_its_own, postgres_program("initdb"), "-D", str(self.folder / "data"), "-U", "quietline"]
        command += ["--auth=trust", "--encoding=UTF8", "--locale=C", "--no-instructions"]
        subprocess.run(command, check=True, capture_output=True, cwd=self.folder)

    def start(self) -> None:
        """Start the server and wait until it lets somebody in."""
        command = [*self._as_its_own, postgres_program("postgres"), "-D", str(self.folder / "data")]
        settings = {
            "port": self.port,
            "listen_addresses": "127.0.0.1",
            "unix_socket_directories": self.folder,
            "max_connections": 200,
            "shared_buffers": "64MB",
            "jit": "off",
            "fsync": "on" if self.durable else "off",
            "full_page_writes": "on" if self.durable else "off",
        }
        command += [word for name, value in settings.items() for word in ("-c", f"{name}={value}")]
        with (self.folder / "log").open("ab") as log:
            self.process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=log, stderr=log, cwd=self.folder)
        deadline = time.monotonic() + 30
        ready = [postgres_program("pg_isready"), "-q", "-h", "127.0.0.1", "-p", str(self.port)]
        while subprocess.run(ready, check=False, capture_output=True).returncode:
            if self.process.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError(f"PostgreSQL did not start: {(self.folder / 'log').read_text()[-2000:]}")
            time.sleep(0.02)

    def url(self, database: str = "postgres") -> str:
        """Return the address of one of its databases, as the relay's settings take it."""
        return f"postgresql+asyncpg://quietline@127.0.0.1:{self.port}/{database}"

    async def new_database(self, like: str | None = None) -> str:
        """Make an empty database, or a copy of one that nobody is connected to, and return its address."""
        name = f"t{uuid4().hex}"
        template = like.rpartition("/")[2] if like else "template0"
        await self._run(f"CREATE DATABASE {name} TEMPLATE {template} STRATEGY wal_log")
        return self.url(name)

    async def drop_database(self, url: str) -> None:
        """Drop a database, whoever is still connected."""
        await self._run(f"DROP DATABASE {url.rpartition('/')[2]} WITH (FORCE)")

    async def emptied(self, url: str) -> str:
        """Cut whoever is still connected, take every row out, and return a mark of what tables and indexes it has now."""
        connection = await asyncpg.connect(url.replace("+asyncpg", ""))
        try:
            await connection.execute(_EMPTY)
            return str(await connection.fetchval(_SHAPE))
        finally:
            await connection.close()

    async def _run(self, statement: str) -> None:
        connection = await asyncpg.connect(self.url().replace("+asyncpg", ""))
        try:
            await connection.execute(statement)
        finally:
            await connection.close()

    def named_database(self, name: str) -> str:
        """Make an empty database of this name, and return its address."""
        where = ["-h", "127.0.0.1", "-p", str(self.port), "-U", "quietline"]
        subprocess.run([postgres_program("createdb"), *where, name], check=True)
        return self.url(name)

    def stop(self, how: signal.Signals = signal.SIGINT) -> None:
        """End the server: connections are cut (SIGINT), or all at once as by a power cut (SIGQUIT)."""
        if self.process is not None:
            self.process.send_signal(how)
            self.process.wait(30)
            self.process = None

    def remove(self) -> None:
        """End it and take its folder away."""
        self.stop()
        shutil.rmtree(self.folder, ignore_errors=True)


@dataclass
class RedisServer:
    """A private Redis server that keeps nothing."""

    port: int = field(default_factory=free_port)
    process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        """Its address, as the relay's settings take it."""
        return f"redis://127.0.0.1:{self.port}/0"

    def start(self) -> None:
        """Start it and wait until it listens."""
        program = shutil.which("redis-server")
        if not program:
            raise NotInstalled("Redis is not installed. Debian: apt-get install redis-server")
        command = [program, "--port", str(self.port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no"]
        self.process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL)
        deadline = time.monotonic() + 10
        while not self._listens():
            if self.process.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError("Redis did not start.")
            time.sleep(0.02)

    def _listens(self) -> bool:
        try:
            socket.create_connection(("127.0.0.1", self.port), 1).close()
        except OSError:
            return False
        return True

    def stop(self) -> None:
        """End it."""
        if self.process is not None:
            self.process.terminate()
            self.process.wait(10)
            self.process = None


class MovableClock:
    """A clock that moves when a test moves it."""

    def __init__(self, now: int = 1_790_000_000_000) -> None:
        """Stand still at this time."""
        self._now = now
        self._steady = 1_000_000

    def now(self) -> int:
        """Return the time of day, Unix milliseconds."""
        return self._now

    def steady(self) -> int:
        """Return milliseconds that never leap."""
        return self._steady

    def forward(self, milliseconds: int) -> None:
        """Let time pass."""
        self._now += milliseconds
        self._steady += milliseconds

    def leap(self, milliseconds: int) -> None:
        """Let somebody set the time of day, forward or back; no time passes."""
        self._now += milliseconds


async def until(promise: object, seconds: float = 5) -> None:
    """Wait until a callable is true (it may be a coroutine function); fail when it never is."""
    async with asyncio.timeout(seconds):
        while True:
            answer = promise()  # type: ignore[operator]
            if asyncio.iscoroutine(answer):
                answer = await answer
            if answer:
                return
            await asyncio.sleep(0.01)
