"""A real Chromium against a live server on loopback, each module of tests with its own database.

``page`` is signed in through the demo page by ``sign_in_as("uit", "ingrid")``; ``check(path)``
opens a page and holds it against the rules that every page must meet.
"""

from __future__ import annotations

import shutil
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from socketserver import ThreadingMixIn
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from conftest import ROOT, _clone, _life, _template
from tests.browser.heard import HEARD

AXE = ROOT / "node_modules/axe-core/axe.min.js"
TAGS = [
    "wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa", "best-practice",
]  # fmt: skip
WINDOWS = ((1280, "light"), (390, "light"), (320, "dark"))
_RUN = """([kind, values]) => axe.run(document,
  {runOnly: {type: kind, values}, resultTypes: ['violations'], selectors: false}).then(r =>
  r.violations.map(v =>
    `${v.id}: ${v.help}\\n` + v.nodes.map(n => '   ' + n.html.slice(0, 160) + ' '
    + n.any.concat(n.all).map(c => c.message).join(' ').slice(0, 200)).join('\\n')))"""
_WIDE = """() => {
  const width = document.documentElement.clientWidth;
  if (document.documentElement.scrollWidth <= width) return [];
  return [...document.querySelectorAll('body *')]
    .filter(n => n.getBoundingClientRect().right > width + 1)
    .filter(n => !n.closest('.scroll, .diagram, dialog'))
    .slice(0, 5).map(n => n.outerHTML.slice(0, 140));
}"""
_SMALL = """() => [...document.querySelectorAll(
    'button, .ds-button, .side a, .tabs a, .foot a, .seg a')]
  .filter(n => n.checkVisibility())
  .filter(n => { const b = n.getBoundingClientRect();
    return b.width && (b.height < 24 || b.width < 24); })
  .map(n => n.outerHTML.slice(0, 120))"""


class _Server(ThreadingMixIn, WSGIServer):
    daemon_threads = True


class _Quiet(WSGIRequestHandler):
    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """One headless browser for the run."""
    found = (
        shutil.which("chromium")
        or shutil.which("chromium-browser")
        or shutil.which("google-chrome")
    )
    if found is None or not AXE.exists():
        pytest.skip("Needs Chromium and node_modules (make test installs the packages).")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found, args=["--no-sandbox"])
        yield browser
        browser.close()


@contextmanager
def _serving(template: str) -> Iterator[str]:
    """Serve a clone of a template database, in which requests commit; yields the address."""
    from django.core.wsgi import get_wsgi_application

    with _clone(template, "nett"):
        server = make_server(
            "127.0.0.1", 0, get_wsgi_application(), server_class=_Server, handler_class=_Quiet
        )
        threading.Thread(target=server.serve_forever, daemon=True).start()
        try:
            yield f"http://127.0.0.1:{server.server_port}"
        finally:
            server.shutdown()
            server.server_close()


@pytest.fixture(scope="module")
def live(request, django_db_setup: None, django_db_blocker) -> Iterator[str]:
    """The address of a server over a database of this module's own.

    It holds the cast; a module that sets ``LIFE = True`` gets the whole demo life.
    """
    with django_db_blocker.unblock():
        template = _life() if getattr(request.module, "LIFE", False) else _template()
        with _serving(template) as address:
            yield address


@pytest.fixture
def open_page(chromium: Browser, live: str) -> Iterator[Callable[..., Page]]:
    """Return a function that opens a fresh browser window; what the console says is a failure."""
    opened = []
    said: list[str] = []

    def make(**options: object) -> Page:
        context = chromium.new_context(base_url=live, locale="nb-NO", **options)
        opened.append(context)
        page = context.new_page()
        page.on("console", lambda m: said.append(m.text) if m.type == "error" else None)
        page.on("pageerror", lambda error: said.append(str(error)))
        page.on(
            "request", lambda r: None if r.url.startswith((live, "data:")) else said.append(r.url)
        )
        return page

    yield make
    for context in opened:
        context.close()
    unexpected = [line for line in said if "status of 4" not in line]
    assert unexpected == [], unexpected


@pytest.fixture
def page(open_page: Callable[..., Page]) -> Page:
    """One window, 1280 wide, light."""
    return open_page(viewport={"width": 1280, "height": 900})


@pytest.fixture
def sign_in_as(page: Page) -> Callable[..., Page]:
    """Return a function that signs in as one of the cast, as a person would."""

    def signed(slug: str, brukernavn: str, on: Page | None = None) -> Page:
        window = on or page
        window.goto(f"/logg-inn/{slug}/")
        window.click(f'button[name="brukernavn"][value="{brukernavn}"]')
        window.wait_for_url("**/")
        return window

    return signed


def axe(page: Page, *rules: str) -> None:
    """Assert that axe-core finds nothing wrong (WCAG 2.0–2.2 A and AA, best practice).

    Args:
        page: the open page; rules: only these, or all when none is named.
    """
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE.read_text(encoding="utf-8") + ";0")
    found = page.evaluate(_RUN, ["rule", list(rules)] if rules else ["tag", TAGS])
    assert found == [], f"{page.url}\n" + "\n".join(found)


def no_sideways_scroll(page: Page) -> None:
    """Assert that the page is no wider than its window, and name what sticks out."""
    wide = page.evaluate(_WIDE)
    assert wide == [], f"{page.url} at {page.viewport_size}: {wide}"


def small_targets(page: Page) -> list[str]:
    """Return buttons and links outside running text that are smaller than 24 × 24 px."""
    return page.evaluate(_SMALL)


def faults(page: Page, windows: tuple[tuple[int, str], ...] = WINDOWS) -> list[str]:
    """Return what is wrong with the open page: at each width and scheme, heard, and with
    the reader's own colours. Between the widths only the layout can differ, so 390 is measured
    and not judged again.
    """
    found = [f"{page.url}: {line}" for line in page.evaluate(HEARD)]
    for width, scheme in windows:
        page.set_viewport_size({"width": width, "height": 900})
        page.emulate_media(color_scheme=scheme)
        for rule in (no_sideways_scroll, axe)[: 1 if width == 390 else 2]:
            found += _broken(rule, page, f"{width} {scheme}")
        found += [f"{page.url} under 24 px: {target}" for target in small_targets(page)]
    page.set_viewport_size({"width": 1280, "height": 900})
    page.emulate_media(color_scheme="light", forced_colors="active")
    found += _broken(lambda open_page: axe(open_page, "color-contrast"), page, "forced colours")
    page.emulate_media(forced_colors="none")
    return found


def _broken(rule: Callable[[Page], None], page: Page, where: str) -> list[str]:
    try:
        rule(page)
    except AssertionError as error:
        return [f"{where}: {error}"]
    return []


@pytest.fixture
def check(page: Page) -> Callable[[str], None]:
    """Return a function that opens a page and holds it against the rules."""

    def checked(path: str, windows: tuple[tuple[int, str], ...] = WINDOWS) -> None:
        page.goto(path)
        found = faults(page, windows)
        assert found == [], "\n".join(found)

    return checked
