"""How long after something bad is pasted into the studio's YAML view its line and its fix stand on the page.

A real Chromium and the relay on the same two processors. Counted in the page itself, from the paste to the words under the
editor: the editor takes the text in, waits for the hands to rest, asks the relay, and shows what it hears.
"""

from __future__ import annotations

import re
from pathlib import Path

from playwright.sync_api import sync_playwright

from content.folder import files_of
from content.library import HERE
from tests.content.test_bad_input import BAD, BOMB, LONG, MANY, ROUND
from tests.fakes.chromium import CHROMIUM, FLAGS
from tests.load.paint import founded
from tests.load.servers import relay
from tests.web.editors import Editor
from tests.web.people import DESK

MAIN = "flows/main.yaml"
FLOW = dict(files_of(HERE, []))[MAIN]
# What stands in the whole file after the paste.
PASTED = {
    "a bomb of aliases": BOMB + FLOW,
    "a tag": "x: !!python/name:os.system y\n" + FLOW,
    "an anchor": "x: &v y\n" + FLOW,
    "a key twice": "twice: 1\ntwice: 2\n" + FLOW,
    "a missing step": FLOW.replace("go: menu", "go: nowhere_at_all", 1),
    "a round of two thousand": FLOW + ROUND,
    "five thousand steps": FLOW + MANY,
    "one long word": f"{FLOW}  long:\n    say: {LONG}\n    go: menu\n",
    "a paste of a megabyte": "say: " + "x" * 1_000_000 + "\n",
}
# What the page says of it: of the four thousand findings of a round it shows a hundred.
SHOWN = {what: BAD[what][3] for what in PASTED} | {"a round of two thousand": "Lead a button to it"}
PASTES = """([text, fix]) => new Promise((done, fail) => {
  const box = document.querySelector('[aria-label="The file flows/main.yaml"]');
  const told = document.querySelector('.yaml-told');
  const held = new DataTransfer();
  held.setData('text/plain', text);
  const begun = performance.now();
  const look = new MutationObserver(() => {
    if (!told.textContent.includes(fix)) return;
    look.disconnect();
    done(performance.now() - begun);
  });
  setTimeout(() => fail(new Error(`not said within a minute: ${fix}`)), 60_000);
  look.observe(told, { subtree: true, childList: true, characterData: true });
  box.dispatchEvent(new ClipboardEvent('paste', { clipboardData: held, bubbles: true, cancelable: true }));
})"""


def measured(folder: Path, rounds: int) -> dict[str, list[float]]:
    """Paste each so many times; return milliseconds from the paste to its fix, by what was pasted."""
    spent: dict[str, list[float]] = {what: [] for what in PASTED}
    with relay(folder) as (_server, line), sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        try:
            page = browser.new_context(viewport=DESK, locale="en-CA").new_page()
            yao, coordinator = Editor(page, label="Yao"), founded(line)
            yao.joins(coordinator)
            yao.opens(coordinator)
            for number in range(rounds):
                for what, text in PASTED.items():
                    # Another text each time: the relay remembers what it has read.
                    spent[what].append(_pasted(yao, f"{text}# Round {number}\n", SHOWN[what]))
        finally:
            browser.close()
    return spent


def _pasted(yao: Editor, text: str, fix: str) -> float:
    """Put a text in the place of the whole file, and take it back when the page has said what is wrong."""
    yao.looks_at("YAML")
    yao.page.get_by_role("navigation", name="Files").get_by_role("button", name=re.compile("^main.yaml")).first.click()
    pad = yao.page.get_by_role("textbox", name=f"The file {MAIN}")
    pad.focus()
    yao.page.keyboard.press("ControlOrMeta+a")
    spent = float(yao.page.evaluate(PASTES, [text, fix]))
    yao.page.keyboard.press("ControlOrMeta+z")
    yao.sees_saved()
    return spent
