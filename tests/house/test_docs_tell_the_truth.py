"""What the guides say is what there is: settings, links, pictures, commands, files, and the compose file."""

import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from api.settings import TABLE as API
from bot.settings.values import TABLE as BOT
from content.floor import floor_text, floor_texts
from tests.fakes.practice import PHONE

GUIDE = Path("docs/guides/operators.md")
TEXTS = [Path("README.md"), Path("CHANGELOG.md"), Path("SECURITY.md"), *sorted(Path("docs").rglob("*.md"))]
SETTINGS = {setting.name: setting for setting in (*API, *BOT, PHONE)}
NAMED = re.compile(r"\b(?:API|BOT|PHONE)_[A-Z]+(?:_[A-Z]+)*\b")
ASKED = re.compile(
    r"[\"']((?:API|BOT|PHONE)_[A-Z_]+)[\"']|\benv(?:iron)?(?:\.get\(|\[)[\"'](\w+)[\"']|\bgetenv\([\"'](\w+)[\"']"
)
MAKE_RUN = [Path("tests/fakes") / name for name in ("practice.py", "line.py", "real_telegram.py")]
LINK = re.compile(r"!?\[[^\]]*\]\(([^)\s]+)\)")
COMMAND = re.compile(r"python3? -m (api|bot|content|tests\.journeys\.pictures|tests\.load)\b((?:\s+[a-z][a-z-]*\b)?)")

COMPOSE: dict[str, Any] = yaml.safe_load(Path("docker-compose.yml").read_text())
SERVICES: dict[str, dict[str, Any]] = COMPOSE["services"]
OURS = ["relay", "bot"]


def without_file(name: str) -> str:
    """Return the setting whose value NAME_FILE holds, or the name itself."""
    return name.removesuffix("_FILE") if name not in SETTINGS else name


def settings_read() -> set[str]:
    """Find every name that the programs' own code, or `make run`, asks the environment for."""
    found: set[str] = set()
    for path in [*MAKE_RUN, *(path for room in ("api", "bot", "content") for path in Path(room).rglob("*.py"))]:
        found |= {"".join(names) for names in ASKED.findall(path.read_text())}
    return {without_file(name) for name in found}


def links() -> Iterator[tuple[Path, str]]:
    """Every relative link and picture of the texts."""
    for path in TEXTS:
        for target in LINK.findall(path.read_text()):
            if not re.match(r"[a-z]+:|#", target):
                yield path, target


def anchors(text: str) -> set[str]:
    """The anchors that a page's headings make."""
    heads = re.findall(r"^#+ +(.+)$", text, re.M)
    return {re.sub(r"[^\w\- ]", "", head.lower()).replace(" ", "-") for head in heads}


def code_map() -> list[str]:
    """Every path that the code map of docs/ARCHITECTURE.md names, from the project's root."""
    paths: list[str] = []
    for line in Path("docs/ARCHITECTURE.md").read_text().splitlines():
        if not line.startswith("| `"):
            continue
        where, what, begin = (cell.strip() for cell in line.strip("|").split("|"))
        rooms = re.findall(r"`([^`]+)`", where)
        paths += rooms
        paths += [rooms[0] + name for name in re.findall(r"`([\w/.]+)`", what)]
        for name in re.findall(r"`([\w/.]+)`", begin):
            paths += [name] if name.startswith("docs/") else [room + name for room in rooms]
    return paths


def test_every_setting_that_the_code_reads_is_in_the_table() -> None:
    """No switch is hidden: what the code asks the environment for stands in the tables of --help."""
    assert settings_read() == set(SETTINGS)


def test_the_operators_guide_has_every_setting_and_no_other() -> None:
    """An operator finds each setting in the guide, and none that does nothing."""
    rows = set(re.findall(r"^\| `([A-Z]+_[A-Z_]+)` \|", GUIDE.read_text(), re.M))

    assert rows == set(SETTINGS)


@pytest.mark.parametrize("path", TEXTS, ids=str)
def test_no_text_names_a_setting_that_is_not_there(path: Path) -> None:
    """A name that was changed in the code is changed in the words about it."""
    assert {without_file(name) for name in NAMED.findall(path.read_text())} <= set(SETTINGS)


@pytest.mark.parametrize("name", [name for name, setting in SETTINGS.items() if setting.default])
def test_the_guide_says_the_default_that_holds(name: str) -> None:
    """What stands under "default" is what happens when nothing is set."""
    row = next(line for line in GUIDE.read_text().splitlines() if line.startswith(f"| `{name}` |"))

    assert SETTINGS[name].default in row.split("|")[2].replace("`", "")


@pytest.mark.parametrize(("path", "target"), list(links()), ids=str)
def test_a_link_leads_somewhere(path: Path, target: str) -> None:
    """Nobody who follows a link of ours stands before nothing."""
    name, _, anchor = target.partition("#")
    there = (path.parent / name).resolve() if name else path.resolve()

    assert there.exists(), f"{path}: {target} is not there"
    assert there.is_relative_to(Path.cwd()), f"{path}: {target} leads out of the project"
    if anchor:
        assert anchor in anchors(there.read_text()), f"{path}: {name} has no heading for #{anchor}"


def test_every_picture_is_shown_somewhere_and_is_light() -> None:
    """No picture is carried along that nobody sees, and none that a slow line waits for."""
    shown = {(path.parent / target).resolve() for path, target in links() if target.endswith(".png")}
    there = {path.resolve() for path in Path("docs").rglob("*.png")}

    assert there == shown
    assert [path.name for path in there if path.stat().st_size > 200_000] == []


def commands() -> set[str]:
    """Every command of ours that a text tells a person to run."""
    found: set[str] = set()
    for path in TEXTS:
        for program, command in COMMAND.findall(path.read_text()):
            found.add(f"{program} {command.strip()}" if program in ("api", "bot", "content") else program)
    listed = re.search(r"^Commands: (.+?)\. Each", GUIDE.read_text(), re.M | re.S)
    assert listed, f"{GUIDE}: list the commands"
    for part in listed.group(1).split(";"):
        names = re.findall(r"`([^`]+)`", part)
        program = names[0].split()[2]
        found |= {f"{program} {name.split()[-1]}" for name in names}
    return found


@pytest.mark.parametrize("command", sorted(commands()))
def test_a_command_of_the_guides_answers_help(command: str) -> None:
    """Who types what a guide says, and asks first what it does, is told."""
    program, *rest = command.split()
    if program.startswith("tests."):
        assert (
            Path(program.replace(".", "/") + ".py").exists() or Path(program.replace(".", "/"), "__main__.py").exists()
        )
        return
    done = subprocess.run(
        [sys.executable, "-m", program, *rest, "--help"], capture_output=True, text=True, timeout=30, check=False
    )

    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("usage:")


def test_the_guides_know_every_command() -> None:
    """No command is left for somebody to find by chance."""
    there = set()
    for program in ("api", "bot", "content"):
        done = subprocess.run([sys.executable, "-m", program, "--help"], capture_output=True, text=True, check=True)
        there |= {f"{program} {name}" for name in re.findall(r"^    ([a-z-]+) ", done.stdout, re.M)}

    assert there <= commands()


def test_make_has_what_the_texts_say() -> None:
    """Each `make` of a text is one of the Makefile's."""
    targets = set(re.findall(r"^([a-z-]+):", Path("Makefile").read_text(), re.M))
    said = {word for path in TEXTS for word in re.findall(r"(?:`|^)make ([a-z-]+)", path.read_text(), re.M)}

    assert {"run", "test"} <= said <= targets


@pytest.mark.parametrize("path", code_map())
def test_the_code_map_names_what_is_there(path: str) -> None:
    """Whoever begins to read where the map says finds a file there."""
    assert Path(path).exists(), f"docs/ARCHITECTURE.md names {path}"


@pytest.mark.parametrize("service", OURS)
def test_compose_sets_only_what_the_program_reads(service: str) -> None:
    """A misspelled or forgotten setting in the compose file would start something else than was meant."""
    for name, value in SERVICES[service]["environment"].items():
        assert without_file(name) in SETTINGS
        assert name.startswith("API_" if service == "relay" else "BOT_")
        setting = SETTINGS[without_file(name)]
        if name != setting.name:
            assert str(value).removeprefix("/run/secrets/") in SERVICES[service]["secrets"]


def test_compose_keeps_every_secret_in_a_file() -> None:
    """No secret stands in the environment, where a listing of processes would show it."""
    for service in OURS:
        plain = {name for name in SERVICES[service]["environment"] if name in SETTINGS and SETTINGS[name].secret}
        assert plain <= {"API_HUB_URL"}  # an address inside, without a password
    guide = GUIDE.read_text()
    for name, where in COMPOSE["secrets"].items():
        assert where == {"file": f"secrets/{name}"}
        assert where["file"] in guide
    assert "secrets/" in Path(".gitignore").read_text().splitlines()
    assert {"secrets", ".env"} <= set(Path(".dockerignore").read_text().splitlines())


@pytest.mark.parametrize("service", sorted(SERVICES))
def test_a_container_can_do_little(service: str) -> None:
    """Whoever breaks into one finds a disk that takes nothing, an account with no rights, and no way to gain any."""
    one = SERVICES[service]

    assert one["read_only"] is True
    assert one["cap_drop"] == ["ALL"]
    assert one["security_opt"] == ["no-new-privileges:true"]
    assert "configs" not in one, "Docker refuses to put a config into a container whose disk is read-only"
    if service == "proxy":
        assert one["cap_add"] == ["NET_BIND_SERVICE"]
    else:
        assert "cap_add" not in one
        assert service in OURS or one["user"] == service, "say under which account it runs"
    assert one["healthcheck"]["test"][0] in {"CMD", "CMD-SHELL"}
    assert set(one.get("secrets", [])) <= set(COMPOSE["secrets"])
    for volume in one.get("volumes", []):
        assert volume.split(":")[0] in COMPOSE["volumes"]


def test_only_the_proxy_is_open_to_the_world() -> None:
    """Databases have no way out, and nothing but TLS a way in."""
    assert [name for name, one in SERVICES.items() if "ports" in one] == ["proxy"]
    assert COMPOSE["networks"]["inside"]["internal"] is True
    assert SERVICES["postgres"]["networks"] == SERVICES["redis"]["networks"] == ["inside"]
    # Redis by itself may hear its own container only, and the relay's doorbell would stay silent; the network is its wall.
    assert SERVICES["redis"]["command"][-2:] == ["--protected-mode", "no"]
    assert SERVICES["relay"]["environment"]["API_PROXY"] == SERVICES["proxy"]["networks"]["edge"]["ipv4_address"]


@pytest.mark.parametrize("lang", sorted(floor_texts()))
def test_where_no_relay_runs_the_proxy_itself_has_the_numbers(lang: str) -> None:
    """Promise 4: its database does not start and so neither does the relay; the page for youth is our last words, letter by letter."""
    _, _, said = SERVICES["proxy"]["environment"]["CADDYFILE"].partition("handle_errors")

    assert floor_text(lang) in "\n".join(line.strip() for line in said.splitlines())


@pytest.mark.parametrize("service", OURS)
def test_health_is_asked_where_the_program_listens(service: str) -> None:
    """A check at the wrong port would call a healthy line sick, for ever."""
    environment = SERVICES[service]["environment"]
    port = str(environment["API_BIND" if service == "relay" else "BOT_BIND"]).rpartition(":")[2]

    assert f"http://127.0.0.1:{port}/health/ready" in " ".join(SERVICES[service]["healthcheck"]["test"])
    assert f"reverse_proxy {service}:{port}" in SERVICES["proxy"]["environment"]["CADDYFILE"]
    if service == "relay":
        assert SERVICES["bot"]["environment"]["BOT_RELAY_URL"] == f"http://relay:{port}"


def test_a_database_that_is_not_embedded_is_migrated_before_it_is_served() -> None:
    """On PostgreSQL the relay refuses to start behind; the compose file does not wait for somebody to read that."""
    program = shlex.split(SERVICES["relay"]["command"][-1])

    assert program[:4] == ["python", "-m", "api", "migrate"]
    assert program[-4:] == ["python", "-m", "api", "serve"]


def test_the_image_holds_what_runs_and_an_account_without_rights() -> None:
    """Migrations, content, pages and bundles are in it; it runs as nobody in particular."""
    lines = Path("Dockerfile").read_text().splitlines()
    copies = [words.split()[1:-1] for words in lines if words.startswith("COPY ") and "--from" not in words]
    copied = {one for words in copies for one in words}
    ignored = [line for line in Path(".dockerignore").read_text().splitlines() if line]

    assert {"api", "bot", "content", "requirements.lock"} <= copied
    assert "COPY --from=browser /build/vendor ./api/web/vendor" in lines
    assert "USER 10001:10001" in lines
    for needed in (
        "api/store/migrations/env.py",
        "content/release.json",
        "content/tests",
        "content/floor",
        "api/web/console",
    ):
        assert Path(needed).exists()
        assert not [one for one in ignored if needed == one or needed.startswith(f"{one}/")]
    for one in {words.split()[1] for words in lines if words.startswith("COPY api/web/p")}:
        assert Path(one).exists()


@pytest.mark.parametrize("path", ["Makefile", "Dockerfile"])
def test_what_has_to_be_built_is_built_with_what_is_pinned(path: str) -> None:
    """A package that is published as source only would make pip fetch a builder that nobody has looked at."""
    text = Path(path).read_text().replace("\\\n", " ")
    installs = [line for line in text.splitlines() if "pip install" in line and "--quiet uv" not in line]

    assert installs
    for line in installs:
        assert "--require-hashes" in line
        assert "--no-build-isolation" in line
    assert text.index("requirements-build.lock") < text.index("requirements.lock")


def test_each_decision_stands_once_in_their_list_under_its_own_title() -> None:
    """Whoever asks why finds it by what it is about."""
    records = sorted(Path("docs/decisions").glob("[0-9]*.md"))
    heads = {path.name: path.read_text().splitlines()[0] for path in records}
    listed = re.findall(r"^- \[(\d{4})\]\((.+?)\) (.+)$", Path("docs/decisions/README.md").read_text(), re.M)

    assert sorted((name, f"# {number} {title}") for number, name, title in listed) == sorted(heads.items())


def waited_for(service: str) -> dict[str, str]:
    """For what a start of this service waits, and until what is so."""
    names = SERVICES[service].get("depends_on", {})
    return {name: names[name]["condition"] if isinstance(names, dict) else "service_started" for name in names}


def test_a_relay_that_does_not_start_takes_no_crisis_number_from_a_youth() -> None:
    """One misspelled setting of the relay, or no doorbell, once left the bot and the proxy made and never started."""
    assert waited_for("bot") == {"relay": "service_started", "postgres": "service_healthy"}
    assert waited_for("proxy") == {"relay": "service_started", "bot": "service_started"}
    assert waited_for("relay")["redis"] == "service_started"


def test_no_stranger_shares_a_sender_with_a_worker() -> None:
    """Docker gives all who come by IPv6 one address: then a stranger's flood turns away whoever signs in (decision 0030)."""
    assert SERVICES["proxy"]["ports"] == ["0.0.0.0:80:80", "0.0.0.0:443:443"]
    assert "no AAAA record" in GUIDE.read_text()


def test_a_phone_is_offered_no_way_in_that_no_port_leads_to() -> None:
    """HTTP/3 comes by UDP: who is told of it and cannot have it tries it first, again and again."""
    assert not any(port.endswith("/udp") for port in SERVICES["proxy"]["ports"])
    assert re.search(r"^ *protocols h1 h2$", SERVICES["proxy"]["environment"]["CADDYFILE"], re.M)


def test_what_the_proxy_has_to_say_does_not_drown_in_its_health_checks() -> None:
    """Caddy's own door writes each request down; it is shut, and the check asks at an address that nobody else reaches."""
    caddyfile = SERVICES["proxy"]["environment"]["CADDYFILE"]
    asked = SERVICES["proxy"]["healthcheck"]["test"][-1]

    assert re.search(r"^ *admin off$", caddyfile, re.M)
    assert re.fullmatch(r"http://127\.0\.0\.1:\d+/", asked)
    assert re.search(rf"^{re.escape(asked.rstrip('/'))} {{\n  bind 127\.0\.0\.1$", caddyfile, re.M)
