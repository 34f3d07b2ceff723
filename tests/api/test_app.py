"""The relay as a whole: what it answers when all is well, when something is gone, and how it starts and stops."""

from __future__ import annotations

import asyncio
import os
import re
import resource
import signal
import socket
import subprocess
import sys
from pathlib import Path
from typing import Any

import httpx
import pytest

from api.errors import REFUSALS, Refused
from tests.api.relay import Relay, empty_relay, relay

__all__ = ["empty_relay", "relay"]


# What a sentence of ours asks for; "by itself" where nobody needs to do anything.
ASKS = (
    "ask change check choose compare copy go hand let list load look make open point press publish put reload remove say "
    "send set somebody talk tell try unlock wait"
)
TO_DO = re.compile(rf"(^|[.:;,] |\b(or|and) )({ASKS.replace(' ', '|')})\b|by itself\.$", re.IGNORECASE)


@pytest.mark.parametrize("code", sorted(REFUSALS))
def test_every_refusal_says_what_to_do_in_plain_words(code: str) -> None:
    """Short, without jargon, and never without what whoever reads it can do now."""
    status, _ = REFUSALS[code]
    facts = {
        "duty": "backup",
        "hours": "3 hours",
        "load": 2,
        "most": 2,
        "seconds": 3,
        "service": "khp",
        "why": "it has expired",
    }
    says = Refused(code, label="Sam", at=0, **facts).says

    assert 400 <= status < 600
    assert says[0].isupper() and "{" not in says and len(says) < 160
    assert TO_DO.search(says), "say what to do"
    assert not [word for word in ("HTTP", "JSON", "null", "exception", "ticket", "user") if word in says]


def test_a_claim_that_came_second_names_who_was_quicker() -> None:
    """With the time, and the zone named."""
    refused = Refused("claimed", by="AAAA", label="Sam {x}", at=1_795_000_000_000)

    assert refused.answer() == {
        "code": "claimed",
        "says": "Sam {x} claimed this conversation at 11:06 UTC. Go back to waiting and take another one.",
        "by": "AAAA",
        "label": "Sam {x}",
        "at": 1_795_000_000_000,
    }


async def test_health_says_that_mail_can_be_taken(empty_relay: Relay) -> None:
    """Also before the line is made."""
    live, ready = [await empty_relay.client.get(f"/health/{one}") for one in ("live", "ready")]

    assert (live.json(), ready.json()) == ({"ok": True}, {"ok": True})


async def test_health_says_when_the_database_is_gone(relay: Relay, monkeypatch: pytest.MonkeyPatch) -> None:
    """The process lives, and takes no mail."""
    from contextlib import asynccontextmanager

    from api.store.database import Unavailable

    @asynccontextmanager
    async def gone() -> Any:
        raise Unavailable("OperationalError")
        yield

    database = relay.app.state.database
    relay.app.state.database = type("Gone", (), {"reading": staticmethod(gone), "writing": staticmethod(gone)})()
    live, ready = [await relay.client.get(f"/health/{one}") for one in ("live", "ready")]
    line = await relay.client.get("/api/line")
    page = await relay.client.get("/console")
    relay.app.state.database = database

    assert (live.status_code, ready.status_code, line.status_code, page.status_code) == (200, 503, 503, 200)
    assert line.json()["says"].startswith("The line cannot store anything at the moment. Nothing was lost.")


async def test_there_is_no_page_about_the_relay_itself(relay: Relay) -> None:
    """Nothing to read for whoever looks for a way in; no redirect either."""
    paths = ["/docs", "/redoc", "/openapi.json", "/api/line/", "/health", "/web/", "/console/", "/.env", "/api"]

    answers = [await relay.client.get(path) for path in paths]

    assert {(answer.status_code, answer.json()["code"]) for answer in answers} == {(404, "not-found")}


async def test_the_console_opens_at_its_three_addresses(relay: Relay) -> None:
    """With its policy, and never from a cache without asking."""
    for path in ("/console", "/setup", "/join"):
        answer = await relay.client.get(path)

        assert (answer.status_code, answer.headers["content-type"]) == (200, "text/html; charset=utf-8")
        assert "trusted-types quietline-worker" in answer.headers["content-security-policy"]
        assert answer.headers["cache-control"] == "no-cache"


async def test_the_studio_opens_at_its_own_address(relay: Relay) -> None:
    """With a policy of its own, and kept by no cache: the name in its policy is for one answer."""
    answer = await relay.client.get("/studio")

    assert (answer.status_code, answer.headers["content-type"]) == (200, "text/html; charset=utf-8")
    assert "'nonce-" in answer.headers["content-security-policy"]
    assert answer.headers["cache-control"] == "no-store"


async def test_an_answer_of_the_api_is_kept_nowhere(relay: Relay) -> None:
    """Not in a browser's cache, and not by a proxy."""
    answer = await relay.client.get("/api/me", headers=await relay.coordinator())

    assert (answer.status_code, answer.headers["cache-control"]) == (200, "no-store")


class Served:
    """`python -m api serve` in a process of its own."""

    def __init__(self, folder: Path, **settings: str) -> None:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}"
        self.environ = {
            **{name: value for name, value in os.environ.items() if not name.startswith("API_")},
            "API_DATA_DIR": str(folder),
            "API_BIND": f"127.0.0.1:{self.port}",
            "API_ORIGIN": f"http://localhost:{self.port}",
            **settings,
        }

    def run(self, *command: str) -> subprocess.CompletedProcess[str]:
        """Run a command to its end."""
        return subprocess.run(
            [sys.executable, "-m", "api", *command], env=self.environ, capture_output=True, text=True, check=False
        )

    def start(self) -> subprocess.Popen[str]:
        """Start it and wait until it says that it is ready."""
        process = subprocess.Popen(
            [sys.executable, "-m", "api", "serve"],
            env=self.environ,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        assert process.stdout is not None
        assert process.stdout.readline() == f"The relay is ready: http://localhost:{self.port}\n"
        return process

    def stop(self, process: subprocess.Popen[str], how: signal.Signals = signal.SIGTERM) -> tuple[int, str]:
        """Ask it to stop; return its exit code and what else it said."""
        process.send_signal(how)
        said, _ = process.communicate(timeout=20)
        return process.returncode, said


@pytest.fixture
def served(tmp_path: Path) -> Served:
    """A relay that is not started yet."""
    return Served(tmp_path / "var")


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGINT])
def test_the_relay_starts_from_nothing_and_stops_in_good_order(served: Served, how: signal.Signals) -> None:
    """An empty folder is prepared; it says where it is, and that is all it says."""
    process = served.start()
    ready = httpx.get(f"{served.url}/health/ready")

    assert (ready.status_code, served.stop(process, how)) == (200, (0, ""))


def test_whoever_opens_the_console_by_number_is_led_to_its_name(served: Served) -> None:
    """Passkeys refuse 127.0.0.1."""
    process = served.start()
    by_number = httpx.get(f"{served.url}/setup")
    by_name = httpx.get(f"http://localhost:{served.port}/setup")
    served.stop(process)

    assert (by_number.status_code, by_number.headers["location"]) == (307, f"http://localhost:{served.port}/setup")
    assert by_name.status_code == 200


def test_the_set_up_link_is_printed_until_the_line_is_made(served: Served) -> None:
    """Before `serve`, or beside it; each one takes the place of the last."""
    before = served.run("setup-link")
    process = served.start()
    beside = served.run("setup-link")
    served.stop(process)

    for done in (before, beside):
        assert done.returncode == 0, done.stderr
        assert (
            done.stdout.startswith(f"http://localhost:{served.port}/setup#")
            and len(done.stdout.split("#")[1].strip()) == 43
        )
    assert before.stdout != beside.stdout


async def test_a_line_that_is_made_has_no_set_up_link(relay: Relay, tmp_path: Path) -> None:
    """The command says so in a sentence, and leaves in peace."""
    url = relay.app.state.settings.database_url
    other = Served(tmp_path / "var", API_DATABASE_URL=url)

    done = await asyncio.to_thread(other.run, "setup-link")

    assert (done.returncode, done.stdout) == (
        0,
        "The line is already made. Workers join by a link from the coordinator's console.\n",
    )


def test_migrate_may_be_run_at_any_time(served: Served) -> None:
    """Twice is once."""
    done = [served.run("migrate") for _ in range(2)]

    assert [(one.returncode, one.stdout) for one in done] == [(0, "The database is at the newest version.\n")] * 2


def test_an_address_that_is_taken_stops_the_start_with_a_sentence(served: Served) -> None:
    """Two relays on one port are a mistake that an operator can read about."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", served.port))
        taken.listen()
        done = served.run("serve")

    assert done.returncode == 2
    assert done.stderr == (
        f"API_BIND names 127.0.0.1:{served.port}, which cannot be listened on: is another program there? "
        "The relay did not start.\n"
    )


def test_a_database_that_does_not_answer_stops_the_start_with_a_sentence(tmp_path: Path) -> None:
    """Without a trace, and without its password."""
    served = Served(tmp_path / "var", API_DATABASE_URL="postgresql://relay:secret@127.0.0.1:9/quietline")

    for command in ("serve", "migrate", "setup-link"):
        done = served.run(command)
        assert (done.returncode, done.stderr.count("\n")) == (2, 1), done.stderr
        assert done.stderr.startswith("The database that API_DATABASE_URL names does not answer.")
        assert "secret" not in done.stderr


def test_a_disk_without_room_is_not_taken_for_a_database_that_does_not_run(tmp_path: Path) -> None:
    """SQLite is no program that could be looked for: what keeps it from opening is the disk it lies on."""
    served = Served(tmp_path / "var")
    limit = 1 << 16  # bytes that a file may have

    done = subprocess.run(
        [sys.executable, "-m", "api", "migrate"],
        env=served.environ,
        capture_output=True,
        text=True,
        check=False,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit)),
    )

    assert (done.returncode, done.stderr.count("\n")) == (2, 1), done.stderr
    assert "has room on its disk" in done.stderr


def test_a_lockbox_that_does_not_answer_is_named_by_the_commands_that_ask_it(tmp_path: Path) -> None:
    """The record's key rests there: whoever looks for the fault is sent to it, and not to a database that is well."""
    served = Served(tmp_path / "var", API_LOCKBOX_URL="postgresql://relay:secret@127.0.0.1:9/lockbox")
    served.run("migrate")

    for what in ("key", "verify"):
        done = served.run("audit", what)
        assert (done.returncode, done.stderr) == (
            2,
            "The database that API_LOCKBOX_URL names does not answer. See that it runs, has room on its disk, and lets the relay in.\n",
        )


def test_metrics_are_served_at_their_own_address_without_naming_anybody(tmp_path: Path) -> None:
    """Counts, no labels; and not beside the line."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    served = Served(tmp_path / "var", API_METRICS_BIND=f"127.0.0.1:{port}")
    process = served.start()
    beside = httpx.get(f"{served.url}/metrics")
    text = httpx.get(f"http://127.0.0.1:{port}/metrics").text

    assert served.stop(process) == (0, "")
    assert "quietline_relay_requests_total 1.0" in text.splitlines() and "{" not in text
    assert beside.status_code == 404


def test_senders_behind_our_proxy_are_told_apart_and_others_cannot_pretend(served: Served) -> None:
    """Else one flood behind the proxy would be everybody's flood (A10)."""
    process = served.start()
    origin = {"origin": f"http://localhost:{served.port}"}

    def ask(client: httpx.Client, **headers: str) -> int:
        return client.post("/api/signin/challenge", json={}, headers={**origin, **headers}).status_code

    with httpx.Client(base_url=served.url) as client:
        apart = {ask(client, **{"x-forwarded-for": f"203.0.113.{number}"}) for number in range(200)}
        flood = {ask(client, **{"x-forwarded-for": "198.51.100.1"}) for _ in range(200)}
        pretending = {ask(client, **{"x-forwarded-for": f"192.0.2.{number}, 198.51.100.1"}) for number in range(20)}
    served.stop(process)

    assert (apart, flood) == ({200}, {200, 429})
    assert 429 in pretending


@pytest.fixture(scope="module")
def loaded() -> set[str]:
    """Every module that a relay has read when it begins."""
    asked = "import sys, api.app, api.cli; print(*sys.modules)"
    return set(subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True).stdout.split())


def test_p10_the_relay_never_loads_telegrams_library(loaded: set[str]) -> None:
    """P10: it would cost 175 MB and seconds, and the relay has nothing to say to Telegram."""
    assert loaded & {"aiogram", "aiohttp", "bot"} == set()


def test_a_relay_begins_without_what_only_editors_or_postgresql_need(loaded: set[str]) -> None:
    """YAML, the rules of content and PostgreSQL's dialect weigh 4 MiB together; they come when somebody needs them."""
    assert "content.reading" in loaded
    assert loaded & {"yaml", "content.whole", "content.compile", "sqlalchemy.dialects.postgresql"} == set()
