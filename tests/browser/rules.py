"""WCAG 2.2 AA as axe checks it. Only what is broken comes back: describing what is not takes most of the time."""

from typing import Any

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Page

WCAG = {"runOnly": ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa"], "resultTypes": ["violations"]}
BY_COLOUR = {"runOnly": ["color-contrast", "link-in-text-block"], "resultTypes": ["violations"]}
INJECTED = "() => Boolean(window.axe)"
RUN = """options => axe.run(options).then(({violations}) => violations.map(({id, nodes}) =>
  [id, nodes[0].html.slice(0, 160), nodes[0].failureSummary]))"""
WEAR = "theme => { document.documentElement.dataset.theme = theme; }"
AT_REST = """() => document.getAnimations().filter(one => one.effect.getComputedTiming().endTime !== Infinity)
  .forEach(one => one.finish())"""


def broken_rules(page: Page, rules: dict[str, Any] = WCAG) -> list[list[str]]:
    """The rules that what the page shows now breaks: each by its name, the first that breaks it, and why."""
    if not page.evaluate(INJECTED):
        page.evaluate(AXE_SCRIPT)
    found: list[list[str]] = page.evaluate(RUN, rules)
    return found


def broken_by_theme(page: Page) -> dict[str, list[list[str]]]:
    """The same in both looks, by their names. They differ in colour alone, so that all else is looked at once."""
    found = {}
    for theme, rules in (("light", WCAG), ("dark", BY_COLOUR)):
        page.evaluate(WEAR, theme)
        page.evaluate(AT_REST)
        found[theme] = broken_rules(page, rules)
    return {theme: broken for theme, broken in found.items() if broken}
