"""The acts of the hire as people do them: by key, by ear, on a phone, without JavaScript."""

import re
from contextvars import Context

import pytest
from playwright.sync_api import expect

from samverk.core import clock
from samverk.core.tenancy.api import tenant_by_slug
from samverk.core.workflow import api as workflow
from tests.browser.conftest import faults

pytestmark = pytest.mark.browser
LIFE = True
NEW = "/prosesser/ansett/?ny=1"
FOCUSED = "() => document.activeElement.id || document.activeElement.className"


@pytest.fixture
def plain(open_page, sign_in_as):
    """Return a function that signs in as one of the cast in a browser without JavaScript."""
    return lambda who: sign_in_as("uit", who, open_page(java_script_enabled=False))


def _fill_order(page) -> None:
    page.fill("#f_fornavn", "Sunniva")
    page.fill("#f_etternavn", "Testdal")
    page.fill("#f_epost", "sunniva@eksempel.no")
    page.fill("#f_emne", "Seminarleder i STV-2510")
    page.fill("#f_fra", "2026-12-01")
    page.fill("#f_til", "2027-01-31")
    page.fill("#f_timer", "12")


def test_a_rate_written_while_the_proposal_is_on_its_way_stays(sign_in_as):
    page = sign_in_as("uit", "ola")
    page.goto(NEW)
    held = []
    page.route("**/prosesser/ansett/**", lambda r: held.append(r) if not held else r.continue_())
    page.fill("#f_emne", "Seminarleder i STV-2510")
    with page.expect_request("**/prosesser/ansett/**"):
        page.locator("#f_emne").blur()
    page.fill("#f_timesats", "301,50")
    held[0].continue_()
    expect(page.locator("#f_stillingskode")).not_to_have_value("")  # the proposal has come
    page.wait_for_load_state("networkidle")
    expect(page.locator("#f_timesats")).to_have_value("301,50")


def test_a_refused_form_begins_with_what_is_wrong_and_leads_to_each_field(sign_in_as):
    page = sign_in_as("uit", "ola")
    page.goto(NEW)
    page.fill("#f_fornavn", "Sunniva")
    page.click("main [data-primary]")
    summary = page.locator("[data-focus]")
    expect(summary).to_be_focused()
    assert page.title().startswith("Feil: ")
    assert page.input_value("#f_fornavn") == "Sunniva"
    links = summary.locator("a")
    assert links.count() > 3
    for at in range(links.count()):
        field = page.locator(links.nth(at).get_attribute("href"))
        assert field.get_attribute("aria-invalid") == "true"
        told = field.get_attribute("aria-describedby").split()[0]
        assert page.locator(f"#{told}").is_visible()
    links.first.click()
    expect(page.locator(links.first.get_attribute("href"))).to_be_focused()


def test_the_cost_is_told_while_the_order_is_written_and_focus_stays(sign_in_as):
    page = sign_in_as("uit", "ola")
    page.goto(NEW)
    _fill_order(page)
    page.focus("#f_timer")
    page.keyboard.press("Tab")
    expect(page.locator("#kostnad-sagt")).to_contain_text(re.compile(r"\d\skr"))
    assert page.locator("#kostnad-sagt").get_attribute("role") == "status"
    assert page.evaluate("document.activeElement.name") == "hjemmel"


def test_a_figure_opens_beside_the_table_and_keeps_the_readers_place(sign_in_as):
    page = sign_in_as("uit", "okonomi")
    page.goto("/regnskap/")
    figure = page.locator("td a.fig").first
    figure.focus()
    page.keyboard.press("Enter")
    expect(page.locator("#bak .chain")).to_be_visible()
    expect(figure).to_be_focused()
    assert page.locator("#bak").get_attribute("aria-live") == "polite"
    assert "konto=" in page.url
    page.keyboard.press("1")
    page.wait_for_url("**/regnskap/konto/**")


def test_on_a_phone_the_reader_is_taken_to_what_a_figure_opens(open_page, sign_in_as):
    page = open_page(viewport={"width": 390, "height": 760}, has_touch=True)
    sign_in_as("uit", "okonomi", page)
    page.goto("/regnskap/")
    page.locator("td a.fig").first.click()
    expect(page.locator("#bak .chain")).to_be_in_viewport()
    expect(page.locator("#bak")).to_be_focused()


def test_a_slider_says_its_day_when_it_is_moved(sign_in_as):
    page = sign_in_as("uit", "amalie")
    page.goto("/folk/meg/")
    before = page.locator("#gj").get_attribute("aria-valuetext")
    page.focus("#gj")
    page.keyboard.press("ArrowLeft")
    expect(page.locator("#gj")).not_to_have_attribute("aria-valuetext", before)
    expect(page.locator("#gj")).to_be_focused()
    told = page.locator("#gj").get_attribute("aria-valuetext")
    assert told == page.locator("#gj-ut").inner_text().strip()


def test_rows_are_walked_marked_and_opened_with_keys(sign_in_as):
    page = sign_in_as("uit", "ingrid")
    page.keyboard.press("j")
    assert page.locator(".task.on").count() == 1
    leads_to = page.locator('.task.on [data-key="G"]').get_attribute("href")
    page.keyboard.press("g")
    page.wait_for_url(f"**{leads_to}")
    page.goto("/folk/timer/godkjenn/")
    boxes = page.locator("[data-row] input[type=checkbox]")
    page.keyboard.press("j")
    expect(boxes.first).to_be_focused()
    page.keyboard.press("x")
    assert not boxes.first.is_checked()
    page.keyboard.press("Enter")  # opens rows; must never send the form
    assert page.url.endswith("/folk/timer/godkjenn/")
    page.keyboard.press("t")
    expect(page.locator("details.act select")).to_be_focused()


def test_count_and_sum_follow_the_ticks(sign_in_as):
    page = sign_in_as("uit", "ingrid")
    page.goto("/folk/timer/godkjenn/")
    boxes, said = page.locator("[data-row] input[type=checkbox]"), page.locator("#valgt")
    every = said.inner_text()
    assert every.startswith(f"{boxes.count()} timelister, ")
    boxes.first.uncheck()
    expect(said).to_have_text(re.compile(rf"^{boxes.count() - 1} timeliste(r)?, "))
    boxes.first.check()
    expect(said).to_have_text(every)
    for box in boxes.all():
        box.uncheck()
    expect(said).to_have_text("Ingen timelister")


def test_unsent_hours_are_corrected_and_deleted_on_a_phone(open_page, sign_in_as):
    page = sign_in_as("uit", "amalie", open_page(viewport={"width": 390, "height": 800}))
    page.goto("/folk/timer/")
    page.get_by_role("radio", name="Noe annet").check()
    page.fill("#f_annet", "Transkribering")
    page.fill("#f_timer", "0,5")
    page.get_by_role("button", name="Bare før").click()
    row = page.locator(".list [data-row]", has_text="Transkribering")
    row.get_by_role("link", name=re.compile("Rett eller slett")).click()
    assert faults(page, ((390, "light"),)) == []
    page.fill("#f_timer", "1")
    page.get_by_role("button", name="Lagre rettelsen").click()
    row.filter(has_text="1 time").get_by_role("link").click()
    page.get_by_role("button", name="Slett disse timene").click()
    assert page.locator("main [role=status]").inner_text() == "Timene er slettet."
    assert row.count() == 0


def test_the_sheet_lists_the_keys_of_the_page_and_gives_focus_back(sign_in_as):
    page = sign_in_as("uit", "ingrid")
    page.goto("/folk/timer/godkjenn/")
    summary = page.locator("details.act summary")
    summary.focus()
    page.keyboard.press("?")
    listed = page.locator("[data-page-keys]")
    assert listed.locator("dt").all_inner_texts() == ["G", "T", "Ctrl ↵"]
    assert listed.locator("dd").all_inner_texts() == [
        "Godkjenn valgte", "Send en tilbake", "Godkjenn valgte",
    ]  # fmt: skip
    for _ in range(4):
        page.keyboard.press("Tab")
        assert page.evaluate(
            "document.activeElement === document.body"
            " || document.activeElement.closest('dialog') !== null"
        )
    page.keyboard.press("Escape")
    expect(summary).to_be_focused()


def test_every_key_stands_on_its_button_and_is_gone_when_turned_off(sign_in_as):
    page = sign_in_as("uit", "ingrid")
    page.goto("/folk/timer/godkjenn/")
    for key in ("G", "T"):
        keyed = page.locator(f'main [data-key="{key}"]:not([data-row] *)')
        assert keyed.locator("kbd").inner_text() == key
        assert keyed.get_attribute("aria-keyshortcuts") == key
    page.keyboard.press("?")
    page.click("#taster [data-keys-toggle]")
    page.keyboard.press("Escape")
    assert not page.locator('main [data-key="G"] kbd').is_visible()
    page.keyboard.press("t")
    assert not page.locator("details.act").evaluate("n => n.open")


@pytest.mark.parametrize("size", [(390, 760), (320, 256)])
def test_what_has_focus_is_never_hidden_under_the_bars(sign_in_as, size):
    page = sign_in_as("uit", "ola")
    page.set_viewport_size({"width": size[0], "height": size[1]})
    page.goto(NEW)
    page.focus("#f_fornavn")
    for _ in range(14):
        hidden = page.evaluate(
            "() => { const n = document.activeElement, b = n.getBoundingClientRect();"
            " if (n.closest('.confirm, .tabs, .foot') || n === document.body) return '';"
            " const top = document.elementFromPoint(b.left + b.width / 2, b.top + b.height / 2);"
            " return top && (n.contains(top) || top.contains(n) || top.closest('label'))"
            "   ? '' : n.outerHTML.slice(0, 90); }"
        )
        assert hidden == ""
        page.keyboard.press("Tab")


def test_the_readers_own_colours_reach_buttons_choices_and_figures(open_page, sign_in_as):
    page = open_page(forced_colors="active", viewport={"width": 1280, "height": 900})
    sign_in_as("uit", "ola", page)
    page.goto(NEW)
    of = (
        "n => { const s = getComputedStyle(n);"
        " return [s.color, s.backgroundColor, s.outlineStyle]; }"
    )
    ink, ground, _line = page.locator("main [data-primary]").evaluate(of)
    assert ink != ground
    assert page.locator(".seg label:has(:checked)").first.evaluate(of)[2] == "solid"
    page.goto("/folk/meg/")
    ink = page.evaluate("getComputedStyle(document.body).color")
    words = page.locator(".diagram text").evaluate_all("l => l.map(n => getComputedStyle(n).fill)")
    assert ink in words


def test_an_order_is_found_filled_in_sent_and_approved_without_javascript(plain):
    page = plain("ola")
    page.goto("/prosesser/ansett/")
    page.fill("#q", "Amalie R")
    page.click("main form[role=search] button")
    page.click("#treff a")
    assert page.locator(".person b").inner_text() == "Amalie Rødsand"
    page.goto(NEW)
    _fill_order(page)
    page.click('main button[value="regn"]')
    assert re.search(r"\d\skr", page.locator(".cost .big").inner_text())
    page.select_option("#f_stillingskode", index=3)
    page.fill("#f_tittel", "Seminarleder")
    page.click("main [data-primary]")
    page.wait_for_url(re.compile("/saker/[0-9a-f-]{36}/"))
    case = page.url
    page = plain("ingrid")
    page.goto(case)
    page.click("main [data-primary]")
    page.click('main button[value="godkjenn"]')
    page.goto(case)
    assert page.locator('main button[value="godkjenn"]').count() == 0
    assert page.locator(".next [data-primary]").count() == 0


def test_hours_are_registered_sent_and_approved_without_javascript(plain):
    page = plain("amalie")
    page.goto("/folk/timer/")
    page.fill("#f_timer", "tolv")
    page.click("main [data-primary]")
    assert page.locator(".fld .err").inner_text() == "Skriv timer som tall, for eksempel 12."
    assert page.input_value("#f_timer") == "tolv"
    page.fill("#f_timer", "2,5")
    page.click("main [data-primary]")
    assert page.locator("main [role=status]").inner_text() == "Timene er sendt til godkjenning."
    page = plain("ingrid")
    page.goto("/folk/timer/godkjenn/")
    row = page.locator("[data-row]", has_text="Amalie Rødsand").filter(has_text="2,5")
    assert row.count() == 1
    for other in page.locator("[data-row] input").all():
        other.uncheck()
    row.locator("input").check()
    page.click("main [data-primary]")
    assert page.locator("[data-row]", has_text="2,5").count() == 0


def test_a_contract_is_read_and_signed_without_javascript(plain, django_db_blocker):
    page = plain("ingrid")
    page.locator(".task", has_text="Jonas Lyngmo").get_by_role(
        "link", name="Se og godkjenn"
    ).click()
    page.click('main button[value="godkjenn"]')
    with django_db_blocker.unblock():
        for _ in range(3):
            workflow.drain(tenant_by_slug("uit"), Context().run(clock.now))  # as the server has it
    page = plain("jonas")
    page.locator(".task", has_text="Jonas Lyngmo").locator(".ds-button").first.click()
    assert page.locator("h1").inner_text() == "Les og signer arbeidsavtalen"
    page.click("main [data-primary]")
    assert page.locator("[data-focus] a").count() >= 1
    page.fill("#f_kontonummer", "1234 56 78903")
    page.fill("#f_skattekommune", "Tromsø")
    page.click("main [data-primary]")
    assert page.locator("h1").inner_text() == "Arbeidsavtalen er signert"
