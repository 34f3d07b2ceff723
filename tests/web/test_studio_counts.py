"""An editor looks at what is around the words: where people stop, at which hour, and what was found, on every screen."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest
from playwright.sync_api import Browser, Locator, expect

from api.protocol.limits import DAY
from content.counts import week_of
from content.zones import place
from tests.fakes.youth import Bot, Coordinator, now_ms
from tests.web.editors import SAVED_MS, Colleague, Editor, EditorsHands, in_the_studio
from tests.web.people import DESK, PHONE
from tests.web.planners import LINE_ZONE

# hello leads to menu and not_now: 44 and 14 at the most, so 40 stopped for certain. Of quick nobody may tell.
STEPS = {"hello": 100, "menu": 40, "not_now": 10}

MAIN, NATIONAL, REPLIES = "flows/main.yaml", "services/national.yaml", "replies/en.yaml"
FORK = """  fork:
    branch:
      - {when: {channel: [web]}, go: menu}
      - {go: not_now}
  not_now:
"""
LOST = "  lost:\n    say: Hm.\n    go: lost\n  not_now:\n"
KHP = """{how: call, to: "+18006686868"}]
  hours: {osm: "24/7", zone: America/Toronto, closed: []"""


@pytest.fixture(scope="module")
def seated(browser: Browser, coordinator: Coordinator) -> Iterator[EditorsHands]:
    """An editor who was let in once."""
    yield from in_the_studio(browser, coordinator, "Ida of the counts")


@pytest.fixture
def ida(seated: EditorsHands, coordinator: Coordinator) -> Editor:
    """Ida at the outline, with a mouse."""
    return Editor(seated.page, seated.phrase, label=seated.label).ready(coordinator)


def hand_in(bot: Bot, coordinator: Coordinator) -> None:
    """Hand in the week before last on the line's clock, rounded as the bot rounds it."""
    body = {"week": week_of(now_ms() - 14 * DAY, LINE_ZONE), "steps": STEPS}
    with coordinator.place.client(bot.token) as client:
        assert client.post("/api/studio/steps", json=body).json() == {"kept": True}


def test_the_map_says_where_people_stop_and_never_of_few(ida: Editor, bot: Bot, coordinator: Coordinator) -> None:
    """Nothing is counted at first, and it says so; then numbers stand in the picture, in the table, and are heard."""
    ida.looks_at("Map")
    about = ida.page.locator(".map-counted")
    expect(about).to_contain_text("Nothing has been counted yet.")
    expect(ida.page.get_by_role("button", name=re.compile("^hello: "))).to_be_visible()
    ida.picks("A table")
    expect(ida.page.get_by_role("columnheader", name=re.compile("^Came by"))).to_have_count(0)
    hand_in(bot, coordinator)
    ben = Colleague(coordinator, "Ben of the shades").joins()
    ben.replaces(MAIN, "  not_now:\n", LOST)
    ida.looks_at("Outline")
    ida.looks_at("Map")

    expect(about).to_contain_text("Counted in one week.")
    expect(ida.page.get_by_role("button", name=re.compile("^hello: "))).to_have_attribute(
        "aria-label", re.compile(r"Came by in one week: 100 or more\. Stopped there: 40 or more\.")
    )
    expect(ida.page.get_by_role("button", name=re.compile("^quick: "))).to_have_attribute(
        "aria-label", re.compile("Came by in one week: too few to tell")
    )
    assert ida.page.locator(".map-count").all_text_contents() == ["100+ came, 40+ stopped", "10+ came", "40+ came"]
    painted, means = shades(ida), legend(ida)
    assert len(set(means.values())) == 6
    assert painted["A person is 2 taps away"] == {means["2 taps"]}
    assert painted["No way to a person"] == {means["No way"]}
    barriers(ida)
    ida.picks("A table")
    cells = [one.get_by_role("cell").all_text_contents()[2:4] for one in rows(ida, "hello", "not_now", "quick")]
    assert cells == [["100 or more", "40 or more"], ["10 or more", "not known"], ["too few to tell", "not known"]]
    barriers(ida)
    ben.replaces(MAIN, LOST, "  not_now:\n")


def test_a_trial_runs_at_another_hour_and_where_youth_can_write(
    ida: Editor, seated: EditorsHands, coordinator: Coordinator
) -> None:
    """A line that closes at night is not offered then; a fork leads as in Telegram, and no web chat is offered that is not there; no mouse is needed."""
    ben = Colleague(coordinator, "Ben of the hours").joins()
    ben.replaces(MAIN, "go: not_now}", "go: fork}")
    ben.replaces(MAIN, "  not_now:\n", FORK)
    ben.replaces(NATIONAL, KHP, KHP.replace("24/7", "Mo-Su 08:00-22:00") + ', say: {en: "8 to 10", fr: "8 h à 22 h"}')
    ida.looks_at("Try it")
    tomorrow = datetime.now(place(LINE_ZONE)).date() + timedelta(days=1)  # where Ida's browser is
    hour = ida.page.get_by_label("Day and time")
    ida.page.get_by_label("Begins at").select_option("quick")

    hour.fill(f"{tomorrow}T12:00")
    expect(ida.log).to_contain_text("Kids Help Phone", timeout=SAVED_MS)
    hour.fill(f"{tomorrow}T23:30")
    expect(ida.log).not_to_contain_text("Kids Help Phone")
    ida.page.get_by_label("Begins at").select_option("")
    seated.press("Not now")
    expect(ida.log).to_contain_text("That is fine. I will")
    expect(ida.page.get_by_role("complementary", name="What holds around it")).not_to_contain_text("Channel")
    oncall = ida.page.get_by_label("Someone is on call")
    was = oncall.is_checked()
    seated.goes_to(oncall)
    ida.page.keyboard.press("Space")
    expect(oncall).to_be_checked(checked=not was)
    ida.page.keyboard.press("Space")
    ben.starts_anew()


def test_every_screen_tells_the_same_findings_as_the_relay(ida: Editor, coordinator: Coordinator) -> None:
    """Faults of many kinds at once: the outline names each, each file its own, each step and service its own, word for word."""
    ben = Colleague(coordinator, "Ben of the findings").joins()
    ben.replaces(MAIN, "label: I am ready, go: menu", "label: I am ready to look at it now, go: menu")
    ben.replaces(MAIN, "    say: |\n      Hi. I am", "    say: |\n      Call 1-800-668-6868. Hi. I am")
    ben.replaces(MAIN, "That is fine. I will", "Two victims came. I will")
    ben.replaces(REPLIES, 'text: "You lead.', 'text: "See https://a.io/?utm=1. You lead.')
    ben.replaces(NATIONAL, "name: {en: 211 Ontario, fr: 211 Ontario}", "name: {en: 211 Ontario}")
    with coordinator.place.client(ben.token) as client:
        relay: list[dict[str, Any]] = client.get("/api/studio").json()["findings"]
    ida.page.reload()
    ida.unlocks()
    ida.press(f"Show all {len(relay)}")

    assert {one["code"] for one in relay} >= {"T01", "T07", "T08", "L01", "L02"}
    tells(ida, relay)
    for file in {one["file"] for one in relay}:
        line = next(one["line"] for one in relay if one["file"] == file)
        ida.looks_at("Step")
        ida.looks_at("Outline")
        ida.press(f"Show all {len(relay)}")
        ida.page.get_by_role("button", name=f"In YAML: {file}, line {line}", exact=True).first.click()
        tells(ida, [one for one in relay if one["file"] == file], in_yaml=True)
    for step in {one["at"]["step"] for one in relay if (one["at"] or {}).get("step")}:
        ida.chooses(step)
        tells(ida, [one for one in relay if (one["at"] or {}).get("step") == step])
    assert [one for one in relay if (one["at"] or {}).get("service") == "o211"]
    ida.looks_at("Services")
    ida.press("211 Ontario")
    tells(ida, [one for one in relay if (one["at"] or {}).get("service") == "o211"])
    ben.starts_anew()


def tells(ida: Editor, findings: list[dict[str, Any]], in_yaml: bool = False) -> None:
    """Read every finding that a screen shows: these, and no other; how it is written in a file, only beside the file."""
    shown = ida.page.locator("main .problem-main")
    expect(shown).to_have_count(len(findings), timeout=SAVED_MS)
    read = shown.evaluate_all("all => all.map((one) => [...one.querySelectorAll('p')].map((line) => line.textContent))")
    badges = {"E": "Blocks", "W": "Look again"}
    assert sorted(read) == sorted(
        [
            f"{badges[one['level']]} {one['says']}",
            fix(one, in_yaml),
            f"{one['file']}, line {one['line']} · {one['code']}",
        ]
        for one in findings
    )


def fix(one: dict[str, Any], in_yaml: bool) -> str:
    """Return what to do, as this screen says it."""
    return f"{one['fix']} In the file, {one['in_file']}" if in_yaml and one["in_file"] else str(one["fix"])


def shades(ida: Editor) -> dict[str, set[str]]:
    """Return the colours that steps are painted in, by how far each says aloud that a person is."""
    says = re.compile(r"\. (Here a person comes|A person is \d+ taps? away|No way to a person)\.")
    painted: dict[str, set[str]] = {}
    drawn = ida.page.locator(".map-step rect")
    for aloud, fill in drawn.evaluate_all(
        "all => all.map((one) => [one.ariaLabel, getComputedStyle(one).fill])",
    ):
        found = says.search(aloud)
        assert found, aloud
        painted.setdefault(found[1], set()).add(fill)
    return painted


def legend(ida: Editor) -> dict[str, str]:
    """Return what each colour is said to mean."""
    listed = ida.page.get_by_role("list", name="What the shades mean").get_by_role("listitem")
    meant = "all => all.map((one) => [one.innerText.trim(), getComputedStyle(one.firstChild).backgroundColor])"
    return dict(listed.evaluate_all(meant))


def rows(ida: Editor, *steps: str) -> list[Locator]:
    """Return the rows of the table."""
    return [ida.page.get_by_role("row", name=re.compile(f"^{step} ")) for step in steps]


def barriers(ida: Editor) -> None:
    """Look for barriers at a desk and on a phone."""
    for screen in (DESK, PHONE):
        ida.page.set_viewport_size(screen)
        ida.shows_no_barrier()
    ida.page.set_viewport_size(DESK)
