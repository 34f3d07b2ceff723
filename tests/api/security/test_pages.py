"""Pages come under their policy, and nothing else of the folder can be had."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from starlette.requests import Request

from api.errors import Refused
from api.security.pages import WEB, Pages

ORIGIN = "https://desk.example.ca"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A small web folder, with things in it that nobody may have."""
    web = tmp_path / "web"
    files = {
        "console/index.html": "<!doctype html>",
        "studio/index.html": '<!doctype html><meta name="style-nonce" content="{style-nonce}">' + " " * 2000,
        "doors/door.js": "export {}",
        "console/app.js": "export const a = 1;\n" * 200,
        "console/console.css": "p { margin: 0 }",
        "console/ring.wav": "RIFF",
        "console/.secret.js": "secret",
        "console/notes.md": "secret",
        "vendor/preact.js": "export {}",
        "vendor/preact.d.ts": "secret",
        "node_modules/preact/index.js": "secret",
        "package.json": "secret",
        "bundle-vendor.mjs": "secret",
        "other/app.js": "secret",
    }
    for name, text in files.items():
        (web / name).parent.mkdir(parents=True, exist_ok=True)
        (web / name).write_text(text)
    (tmp_path / "outside.js").write_text("secret")
    (web / "console" / "link.js").symlink_to(tmp_path / "outside.js")
    return web


def asking(**headers: str) -> Request:
    """A request with these headers."""
    pairs = [(name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()]
    return Request({"type": "http", "headers": pairs})


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("console/index.html", "text/html; charset=utf-8"),
        ("console/app.js", "text/javascript; charset=utf-8"),
        ("console/console.css", "text/css; charset=utf-8"),
        ("console/ring.wav", "audio/wav"),
        ("doors/door.js", "text/javascript; charset=utf-8"),
        ("vendor/preact.js", "text/javascript; charset=utf-8"),
    ],
)
def test_a_file_comes_with_its_kind(folder: Path, name: str, kind: str) -> None:
    """Browsers run a module only if it says that it is one."""
    answer = Pages(ORIGIN, folder).answer(name, asking())

    assert kind == answer.headers["content-type"]
    assert (folder / name).read_bytes() == answer.body


@pytest.mark.parametrize(
    "name",
    [
        "",
        "console",
        "console/",
        "console/.secret.js",
        "console/notes.md",
        "console/../package.json",
        "console/..%2fpackage.json",
        "console//app.js",
        "../outside.js",
        "/etc/passwd",
        "console/link.js",
        "console/none.js",
        "vendor/preact.d.ts",
        "node_modules/preact/index.js",
        "package.json",
        "bundle-vendor.mjs",
        "other/app.js",
        "console/app.js\0.html",
        "console/" + "a" * 5000 + ".js",
    ],
)
def test_nothing_else_can_be_had(folder: Path, name: str) -> None:
    """Dotfiles, packages, steps upwards and links out are all simply not there."""
    with pytest.raises(Refused) as refused:
        Pages(ORIGIN, folder).answer(name, asking())

    assert refused.value.code == "not-found"


def test_a_page_may_load_our_modules_and_nothing_else(folder: Path) -> None:
    """No inline script, no foreign address, no markup from text, no frame, no form (A9)."""
    policy = Pages(ORIGIN, folder).answer("console/index.html", asking()).headers["content-security-policy"]

    rules = dict(rule.split(" ", 1) for rule in policy.split("; "))
    assert {"default-src", "base-uri", "form-action", "frame-ancestors"} == {
        name for name, to in rules.items() if to == "'none'"
    } - {"trusted-types"}
    assert "'self'" == rules["script-src"] == rules["style-src"]
    assert rules["connect-src"] == "'self' wss://desk.example.ca"
    assert rules["require-trusted-types-for"] == "'script'"
    assert "unsafe" not in policy


def test_only_the_console_may_name_its_background_worker_and_nothing_may_build_markup(folder: Path) -> None:
    """One Trusted Types policy on one page, for one constant address; no other page has any."""
    pages = Pages(ORIGIN, folder)
    (folder / "chat").mkdir()
    (folder / "chat/index.html").write_text("<!doctype html>")

    def types(policy: str) -> str:
        return dict(rule.split(" ", 1) for rule in policy.split("; "))["trusted-types"]

    assert types(pages.answer("console/index.html", asking()).headers["content-security-policy"]) == "quietline-worker"
    assert types(pages.answer("chat/index.html", asking()).headers["content-security-policy"]) == "'none'"
    assert types(pages.neutral().headers["content-security-policy"]) == "'none'"


def test_the_studio_may_write_one_style_sheet_under_a_name_that_is_new_each_time(folder: Path) -> None:
    """Its text editor brings its own sheet (0066); scripts get no such leave, and no cache may part page and policy."""
    pages = Pages(ORIGIN, folder)
    first, second = pages.studio(), pages.studio()
    rules = [
        dict(rule.split(" ", 1) for rule in one.headers["content-security-policy"].split("; "))
        for one in (first, second)
    ]
    nonces = [one["style-src"].removeprefix("'self' 'nonce-").removesuffix("'") for one in rules]

    assert [f'content="{nonce}"'.encode() in one.body for nonce, one in zip(nonces, (first, second), strict=True)] == [
        True,
        True,
    ]
    assert (len(nonces[0]) >= 22, nonces[0] != nonces[1]) == (True, True)
    assert (rules[0]["script-src"], rules[0]["trusted-types"]) == ("'self'", "'none'")
    assert "cache-control" not in first.headers  # So the relay's own "no-store" stands.


def test_a_browser_asks_each_time_and_loads_only_what_changed(folder: Path) -> None:
    """What no page names, like the background worker, is kept under no hash."""
    pages = Pages(ORIGIN, folder)
    first = pages.answer("console/app.js", asking())
    again = pages.answer("console/app.js", asking(if_none_match=first.headers["etag"]))
    (folder / "console/app.js").write_text("export const fixed = 1;")
    fixed = pages.answer("console/app.js", asking(if_none_match=first.headers["etag"]))

    assert (first.headers["cache-control"], again.status_code, again.body) == ("no-cache", 304, b"")
    assert (fixed.status_code, fixed.body) == (200, b"export const fixed = 1;")


def test_what_a_page_names_is_kept_for_good_and_a_fix_reaches_the_next_page(folder: Path) -> None:
    """On one bar of signal a second opening asks for the page alone. An older page's files are never kept as what they are not."""
    pages = Pages(ORIGIN, folder)
    (folder / "console/index.html").write_text('<script type="module" src="/web/console/app.js"></script>')

    def named() -> str:
        page = bytes(pages.answer("console/index.html", asking()).body).decode()
        return str(re.findall('src="/web/(.+?)"', page)[0])

    first = named()
    fetched = pages.answer(first, asking())
    (folder / "console/app.js").write_text("export const fixed = 1;")
    late = pages.answer(first, asking())
    second = named()
    fixed = pages.answer(second, asking())
    other = pages.answer(first, asking())

    assert "immutable" in fetched.headers["cache-control"] and "immutable" in fixed.headers["cache-control"]
    assert (first != second, fixed.body) == (True, b"export const fixed = 1;")
    assert (late.headers["cache-control"], other.headers["cache-control"]) == ("no-cache", "no-cache")
    for nonsense in ("~0123456789abcdef/../secret.py", "~/console/app.js", f"{first}/", f"~0123456789abcdef/{first}"):
        with pytest.raises(Refused):
            pages.answer(nonsense, asking())


def test_a_slow_network_gets_less(folder: Path) -> None:
    """Modules are packed for a browser that can unpack them."""
    plain = Pages(ORIGIN, folder).answer("console/app.js", asking())
    packed = Pages(ORIGIN, folder).answer("console/app.js", asking(accept_encoding="gzip, br"))

    assert packed.headers["content-encoding"] == "gzip" and "content-encoding" not in plain.headers
    assert len(packed.body) < len(plain.body) / 5


def test_the_front_page_says_nothing() -> None:
    """Whoever finds the address learns nothing from it (promise 8)."""
    text = bytes(Pages(ORIGIN).neutral().body).decode().lower()

    assert not [word for word in ("quietline", "help", "support", "crisis", "youth", "line ") if word in text]


def test_the_shipped_console_page_holds_no_inline_script_or_style() -> None:
    """It would not run under its own policy."""
    text = (WEB / "console" / "index.html").read_text().lower()

    assert "style=" not in text and "<style" not in text and " onclick" not in text
    assert text.count("<script") == text.count(" src=")
