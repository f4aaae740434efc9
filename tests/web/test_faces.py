"""Whoever makes a page puts it on the list of pages, so that what holds for all of them holds for it."""

from apiflask import APIFlask

from tests.browser.faces import FACES, NOT_PAGES


def test_every_page_is_on_the_list_that_the_browser_stories_go_through(app: APIFlask) -> None:
    rules = [rule for rule in app.url_map.iter_rules() if "GET" in (rule.methods or ()) and not rule.arguments]
    pages = {rule.rule for rule in rules if not rule.rule.startswith(("/api/", "/fhir/"))} - set(NOT_PAGES)
    assert sorted(pages - {face.path for face in FACES}) == []
