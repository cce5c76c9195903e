"""Every page says what it is for, what happens next and whom to ask, in its own words."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2] / "samverk"
PAGES = {
    path.relative_to(folder).as_posix(): path.read_text("utf8")
    for folder in ROOT.rglob("templates")
    for path in folder.rglob("*.html")
}
PARENT = re.compile(r'{% extends "([^"]+)" %}')
HELP = re.compile(r"{% block help %}(.*?){% endblock(?: help)? %}", re.DOTALL)
WITHOUT = {"ui/error.html"}  # what went wrong is the whole of the page


def own(name: str) -> str | None:
    """Return the help of a page or of the page it builds on; None when only the general is left."""
    if found := HELP.search(PAGES[name]):
        return found.group(1)
    parent = PARENT.search(PAGES[name])
    return None if parent is None or parent.group(1) == "ui/base.html" else own(parent.group(1))


def stands_in_the_frame(name: str) -> bool:
    """Whether a page stands in the frame with the help sheet (not the plain one of sign-in)."""
    parent = PARENT.search(PAGES[name])
    return parent is not None and (
        parent.group(1) == "ui/base.html" or stands_in_the_frame(parent.group(1))
    )


FRAMED = sorted(name for name in PAGES if stands_in_the_frame(name) and name not in WITHOUT)


@pytest.mark.parametrize("name", FRAMED)
def test_a_page_has_help_of_its_own(name):
    said = own(name)
    assert said is not None, f"{name}: write {{% block help %}} – what for, what next, whom to ask"
    assert "{% translate" in said or "{% blocktranslate" in said
    assert len(said) > 60


def test_the_pages_are_found():
    assert {"hr/timer/approve.html", "site/search/page.html"} <= set(FRAMED)
    assert len(FRAMED) > 80
    assert "site/sign_in/page.html" not in FRAMED
