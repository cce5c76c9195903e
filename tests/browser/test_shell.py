"""The shell and the site's own pages in a real browser."""

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import axe, no_sideways_scroll

pytestmark = pytest.mark.browser

PAGES = [
    "/", "/ny/", "/oppgaver/", "/sok/?q=opp", "/varsler/", "/meg/tilganger/", "/meg/innsyn/",
    "/meld-fra/", "/tilgjengelighet/", "/hurtigtaster/", "/finnes-ikke/",
]  # fmt: skip


@pytest.mark.parametrize("path", PAGES)
def test_the_page_meets_the_rules(sign_in_as, check, path):
    sign_in_as("uit", "ingrid")
    check(path)


@pytest.mark.parametrize("path", ["/logg-inn/", "/logg-inn/uit/", "/tilgjengelighet/"])
def test_the_pages_of_a_visitor_meet_the_rules(check, path):
    check(path)


def test_every_component_holds_at_every_width_light_and_dark(sign_in_as, check):
    sign_in_as("uit", "ingrid")
    check(
        "/om/komponenter",
        tuple((w, s) for w in (1280, 390, 320) for s in ("light", "dark")),
    )


def test_the_palette_finds_a_page_with_the_keyboard_alone(sign_in_as):
    page = sign_in_as("uit", "ingrid")
    page.keyboard.press("Control+k")
    page.wait_for_selector("#palett-treff [role=option]")
    page.keyboard.type("ingen heter dette")
    page.wait_for_selector("#palett-treff:empty", state="attached")
    expect(page.locator("[data-palette-status]")).to_contain_text("Ingen treff")
    assert (
        page.locator("[data-palette-status]").bounding_box()["height"] > 20
    )  # seen, not only said
    axe(page)
    page.keyboard.press("Escape")
    assert not page.locator("#palett").is_visible()
    page.keyboard.press("Control+k")
    page.keyboard.type("oppg")
    expect(page.locator("#palett-treff [role=option]")).to_have_count(1)
    axe(page)
    page.keyboard.press("Enter")
    page.wait_for_url("**/oppgaver/")


def test_one_goes_back_past_a_form_that_was_refused_first(sign_in_as):
    """What a POST was answered with is never kept, so the browser has nothing to go back to."""
    page = sign_in_as("uit", "ingrid")
    address = page.url.rstrip("/") + "/meld-fra/"
    page.goto(address)
    page.locator("main form [type=submit]").click()
    expect(page.locator("[data-focus]")).to_be_focused()
    page.locator("main form textarea").fill("Søket er tregt.")
    page.locator("main form [type=submit]").click()
    expect(page.locator("[data-focus]")).to_have_count(0)
    page.go_back()
    assert page.url == address
    expect(page.locator("main form textarea")).to_be_visible()


def test_the_help_sheet_opens_and_single_letters_can_be_turned_off(sign_in_as):
    page = sign_in_as("uit", "ingrid")
    page.keyboard.press("?")
    assert page.locator("#taster").is_visible()
    axe(page)
    page.click("#taster [data-keys-toggle]")
    page.keyboard.press("Escape")
    page.keyboard.press("?")
    assert not page.locator("#taster").is_visible()


def test_keyboard_walks_rows_and_a_letter_in_a_field_stays_a_letter(sign_in_as):
    page = sign_in_as("uit", "ingrid")
    page.goto("/om/komponenter")
    page.keyboard.press("j")
    page.keyboard.press("j")
    assert page.locator(".task.on .t").inner_text() == "Godkjenn 4 timelister"
    page.keyboard.press("k")
    assert page.locator(".task.on .t").inner_text().startswith("Godkjenn faktura")
    page.fill("#f_person", "")
    page.focus("#f_person")
    page.keyboard.type("jk?")
    assert page.input_value("#f_person") == "jk?"


def test_tab_reaches_the_content_first_through_the_skip_link(sign_in_as):
    page = sign_in_as("uit", "ingrid")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "innhold"


def test_every_focused_control_can_be_seen(sign_in_as):
    page = sign_in_as("uit", "ingrid")
    seen = set()
    for _ in range(25):
        page.keyboard.press("Tab")
        state = page.evaluate(
            "() => { const n = document.activeElement, s = getComputedStyle(n);"
            " return [n.outerHTML.slice(0, 90),"
            "  s.outlineStyle !== 'none' || s.boxShadow !== 'none',"
            "  n.getBoundingClientRect().width > 0]; }"
        )
        if state[0].startswith("<body"):
            break  # past the last control
        seen.add(state[0])
        assert state[1], state
        assert state[2], state
    assert len(seen) > 15


def test_the_scheme_is_kept_from_page_to_page(sign_in_as):
    page = sign_in_as("uit", "ingrid")
    page.click("[data-scheme-form] button")
    assert page.evaluate("document.documentElement.dataset.colorScheme") == "dark"
    page.goto("/oppgaver/")
    assert page.evaluate("document.documentElement.dataset.colorScheme") == "dark"


def test_language_follows_the_reader(sign_in_as):
    page = sign_in_as("uit", "arkiv")  # kept on the account, so nobody the other tests use
    page.click('[popovertarget="spraakvalg"]')
    page.click('#spraakvalg button[value="en"]')
    page.wait_for_load_state()
    assert page.evaluate("document.documentElement.lang") == "en"
    page.context.clear_cookies(name="samverk_sprak")
    page.goto("/oppgaver/")
    assert page.evaluate("document.documentElement.lang") == "en"


def test_the_phone_menu_opens_from_the_bottom_bar(sign_in_as):
    page = sign_in_as("uit", "ingrid")
    page.set_viewport_size({"width": 390, "height": 800})
    assert not page.locator("#meny").is_visible()
    page.click('.tabs [popovertarget="meny"]')
    assert page.locator("#meny").is_visible()
    axe(page)


def test_forced_colours_keep_every_status_readable(open_page, sign_in_as):
    page = open_page(forced_colors="active", viewport={"width": 1280, "height": 900})
    sign_in_as("uit", "ingrid", page)
    page.goto("/om/komponenter")
    widths = page.eval_on_selector_all(
        ".st, .light", "l => l.map(n => getComputedStyle(n).borderTopWidth)"
    )
    assert widths
    assert set(widths) == {"1px"}


@pytest.mark.parametrize("path", ["/", "/om/komponenter", "/meld-fra/"])
def test_the_page_reflows_at_twice_the_text_size(sign_in_as, path):
    page = sign_in_as("uit", "ingrid")
    page.set_viewport_size({"width": 640, "height": 512})  # 1280 × 1024 at 200 %
    page.goto(path)
    no_sideways_scroll(page)
    axe(page)


def test_forms_work_without_javascript(open_page, sign_in_as):
    page = open_page(java_script_enabled=False)
    sign_in_as("uit", "ingrid", page)
    page.goto("/meld-fra/?side=/oppgaver/")
    page.click("main button[type=submit]")
    assert page.locator(".err").is_visible()
    page.fill("#f_tekst", "Fristen er vanskelig å se")
    page.click("main button[type=submit]")
    assert page.locator("main [role=status]").first.is_visible()
    assert page.get_by_text("Fristen er vanskelig å se").is_visible()


def test_signing_out_ends_the_session(sign_in_as):
    page = sign_in_as("uit", "ingrid")
    page.click('[popovertarget="meg"]')
    page.click("#meg form button")
    page.wait_for_url("**/logg-inn/")
    page.goto("/oppgaver/")
    assert "/logg-inn/" in page.url
