"""Debian's Chromium as the browser stories use it, and axe-core to look for barriers in any page of it."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import Page

CHROMIUM = "/usr/bin/chromium"
# What a headless browser draws behind its window, and asks for besides our pages: two fifths of its work. The switch replaces
# the driver's own list, so what that turns off for the sake of steady pages is turned off here too.
UNSEEN = [
    "AvoidUnnecessaryBeforeUnloadCheckSync",
    "DestroyProfileOnBrowserClose",
    "HttpsFirstBalancedModeAutoEnable",
    "HttpsUpgrades",
    "LensOverlay",
    "MediaRouter",
    "NetworkTimeServiceQuerying",
    "OptimizationHints",
    "PaintHolding",
    "SpareRendererForSitePerProcess",
    "ThirdPartyStoragePartitioning",
    "WebUIOmniboxAimPopup",
    "WebUIOmniboxPopup",
]
FLAGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    f"--disable-features={','.join(UNSEEN)}",
]
AXE = Path(__file__).parents[2] / "api/web/node_modules/axe-core/axe.min.js"
# What can differ between light and dark: of axe's rules, these look at colours.
COLOURS = {"runOnly": ["color-contrast", "link-in-text-block"]}
# All that axe runs by itself, and its one rule of WCAG 2.2 AA, which it leaves out: a thumb meets each target.
ALL = {"rules": {"target-size": {"enabled": True}}}
LOOK = """async (options) => (await axe.run(document, options)).violations.map(
  (one) => `${one.id}: ${one.nodes.map((node) => node.target.join(' ')).join(', ')}`)"""


def barriers(page: Page, *, colours_alone: bool = False) -> list[str]:
    """Return what axe finds wrong with the page as it is, or with its colours alone, a line each.

    Trusted Types forbid the page a script from outside; the debugger may still run one beside its policy.
    """
    if not page.evaluate("'axe' in globalThis"):
        session = page.context.new_cdp_session(page)
        session.send("Runtime.evaluate", {"expression": AXE.read_text()})
        session.detach()
    found: list[str] = page.evaluate(LOOK, COLOURS if colours_alone else ALL)
    return found
