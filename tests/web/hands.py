"""The same people with a keyboard alone: they go by Tab, and see at every stop where they are."""

from __future__ import annotations

import contextlib
import re
from dataclasses import dataclass, field
from typing import Any

from playwright.sync_api import Locator, TimeoutError, expect

from tests.web.people import Person

MOST_STOPS = 150
# Where the focus is: nowhere; on something that only the page gives it to, as on a heading; or on a stop: whether a ring is drawn around it, whether it can be seen, whether we have been there before.
STOP = """() => {
  const here = document.activeElement;
  if (!here || here === document.body) return null;
  if (here.tabIndex < 0) return { name: here.outerHTML.slice(0, 160), passed: true };
  const shape = here.closest('.choice') ?? here;
  const { outlineStyle, outlineWidth } = getComputedStyle(shape);
  const box = shape.getBoundingClientRect();
  const [left, right] = [Math.max(0, box.left), Math.min(innerWidth, box.right)];
  const [top, bottom] = [Math.max(0, box.top), Math.min(innerHeight, box.bottom)];
  const lies = ([x, y]) => shape.contains(document.elementFromPoint(left + (right - left) * x, top + (bottom - top) * y));
  const before = (globalThis.walked ??= []).indexOf(here);
  const again = before >= 0 && before < walked.length - 1;
  if (before < 0) walked.push(here);
  return {
    name: here.outerHTML.slice(0, 160), again, ring: outlineStyle !== 'none' && parseFloat(outlineWidth) >= 2,
    seen: right > left && bottom > top && [[.5, .5], [.02, .5], [.98, .5], [.5, .02], [.5, .98]].some(lies),
  };
}"""
# What can be used with a mouse and was not passed on the way; of a group of radio buttons one is a stop, arrows do the rest.
MISSED = """() => [...(document.querySelector('dialog:modal') ?? document).querySelectorAll('a[href], button, input, select, textarea, [tabindex]')]
  .filter((one) => one.tabIndex >= 0 && !one.disabled && !one.closest('[inert]') && one.checkVisibility())
  .filter((one) => !walked.some((was) => was === one || (one.type === 'radio' && was.type === 'radio' && was.name === one.name)))
  .map((one) => one.outerHTML.slice(0, 160))"""
IS_HERE = "(one) => one === document.activeElement || (one.type === 'radio' && document.activeElement.type === 'radio' && one.name === document.activeElement.name)"


@dataclass
class Hands(Person):
    """Somebody without a mouse; on which screens every page is walked, where that is not the one in front."""

    screens: list[Any] = field(default_factory=list)

    def press(self, name: str) -> None:
        """Go to the button of this name, and press Enter."""
        button = self.page.get_by_role("button", name=name, exact=True)
        # One that is still at work takes no press, and shows it.
        expect(button).not_to_have_attribute("aria-busy", "true")
        self.goes_to(button)
        self.page.keyboard.press("Enter")

    def fills(self, label: str, words: str) -> None:
        """Go to the field of this label, and write; many lines are pasted, as anybody would (typed, a file of them takes a minute)."""
        self.goes_to(self.page.get_by_label(label, exact=True))
        self.page.keyboard.press("ControlOrMeta+A")
        if "\n" not in words:
            self.page.keyboard.insert_text(words)
            return
        self.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
        self.page.evaluate("(words) => navigator.clipboard.writeText(words)", words)
        self.page.keyboard.press("ControlOrMeta+V")

    def picks(self, name: str) -> None:
        """Go to the group, and take the arrows until this one is chosen."""
        wanted = self.page.get_by_role("radio", name=name)
        self.goes_to(wanted)
        for _ in range(MOST_STOPS):
            if wanted.is_checked():
                break
            self.page.keyboard.press("ArrowDown")
        self.is_somewhere_seen()

    def selects(self, label: str, option: str) -> None:
        """Go to the list of this label, and type what the option begins with."""
        wanted = self.page.get_by_label(label)
        self.goes_to(wanted)
        self.page.keyboard.type(option)
        expect(wanted.locator("option:checked")).to_have_text(re.compile(f"^{option}"))

    def ticks(self, label: str) -> None:
        """Go to the box of this label, and press Space."""
        wanted = self.page.get_by_role("checkbox", name=label)
        self.goes_to(wanted)
        self.page.keyboard.press("Space")
        expect(wanted).to_be_checked()

    def looks_at(self, view: str) -> None:
        """Change to Desk, People or This device; the focus comes along, and everything there can be reached."""
        super().looks_at(view)
        expect(self.page.locator("#main")).to_be_focused()
        self.walks()

    def sees(self, title: str) -> None:
        """Wait for a page: it begins at its heading, and everything on it can be reached."""
        super().sees(title)
        expect(self.page.get_by_role("heading", name=title, level=1)).to_be_focused()
        self.walks()

    def is_asked(self, title: str) -> None:
        """Wait for a dialog: it takes the focus, and everything in it can be reached."""
        asked = self.page.get_by_role("dialog", name=title)
        expect(asked.locator("*:focus")).to_have_count(1)
        self.walks()

    def goes_to(self, where: Locator) -> None:
        """Press Tab until it has the focus."""
        where.wait_for()
        for _ in range(MOST_STOPS):
            if where.evaluate(IS_HERE):
                break
            self.page.keyboard.press("Tab")
        else:
            raise AssertionError(f"Tab never comes to {where}")
        self.is_somewhere_seen()

    def is_somewhere_seen(self) -> None:
        """The focus is on something, and shows once what moves has come to rest."""
        with contextlib.suppress(TimeoutError):
            self.page.wait_for_function(f"() => {{ const stop = ({STOP})(); return stop?.ring && stop.seen; }}")
        stop = self.page.evaluate(STOP)
        assert stop and not stop.get("passed") and stop["ring"] and stop["seen"], stop

    def keeps_the_focus(self) -> None:
        """What was pressed may be gone; the focus is still on something, so that Tab goes on from there."""
        expect(self.page.locator("*:focus")).to_have_count(1)

    def walks(self) -> None:
        """Go around with Tab: every stop shows, nothing that can be used is left out, and nothing holds on to the focus.

        What came onto the page meanwhile, as a call does, is met on a second round, and so is what it moved out of sight.
        """
        for screen in self.screens or [self.page.viewport_size]:
            self.page.set_viewport_size(screen)
            missed, unseen, way = self._goes_around()
            if missed or unseen:
                missed, unseen, way = self._goes_around()

            assert (missed, unseen) == ([], []), (screen, "the way was", way)

    def _goes_around(self) -> tuple[list[str], list[Any], list[str]]:
        """Press Tab once around; return what was passed over, at which stops nothing showed, and the way."""
        self.page.evaluate("globalThis.walked = []")
        unseen: list[Any] = []
        ends = passed = 0
        outside = 0
        way: list[str] = []
        for _ in range(MOST_STOPS):
            self.page.keyboard.press("Tab")
            stop = self.page.evaluate(STOP)
            way.append(stop["name"] if stop else "outside")
            outside = 0 if stop else outside + 1
            ends += outside == 1  # the browser's own bar may take more than one press
            passed += bool(stop and stop.get("passed"))
            if ends == 2 or outside == 4 or passed == 3 or (stop and stop.get("again")):
                break
            if stop and not stop.get("passed") and not (stop["ring"] and stop["seen"]):
                unseen.append(stop)
        else:
            raise AssertionError("Tab does not come round.")

        missed: list[str] = self.page.evaluate(MISSED)
        return missed, unseen, way
