"""An empty page in a real Chromium, and a server that gives it the browser's ends and their cases, and nothing else."""

import http.server
import threading
from functools import partial
from pathlib import Path

import pytest
from playwright.sync_api import sync_playwright

from tests.fakes.chromium import CHROMIUM, FLAGS

PROJECT = Path(__file__).parents[2]
OPEN_ROOMS = ("/api/web/flow/", "/api/web/sealing/", "/api/web/vendor/", "/tests/vectors/")


class Room(http.server.SimpleHTTPRequestHandler):
    """An empty page and the folders that it may import from."""

    def do_GET(self):
        if self.path.startswith(OPEN_ROOMS):
            super().do_GET()
            return
        page = b"<!doctype html><title>Vectors</title>"
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.send_header("Content-Length", str(len(page)))
        self.end_headers()
        self.wfile.write(page)

    def log_message(self, *_):
        """Silence: a test says what went wrong by itself."""


@pytest.fixture(scope="module")
def browser():
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def origin():
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), partial(Room, directory=str(PROJECT)))
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://localhost:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def page(browser, origin):
    page = browser.new_page()
    page.goto(origin)
    yield page
    page.close()
