"""What comes out on paper: as wide as the paper, and with what is folded on the screen."""

import pytest

pytestmark = pytest.mark.browser
LIFE = True
PAPER = 688  # A4 less the margins of print.css, 182 mm at 96 to the inch
WIDE = """() => {
  const width = document.documentElement.clientWidth;
  if (document.documentElement.scrollWidth <= width) return [];
  return [...document.querySelectorAll('main *')]
    .filter(n => n.getBoundingClientRect().right > width + 1).slice(0, 5)
    .map(n => n.outerHTML.slice(0, 140));
}"""
READ = """() => [...document.querySelectorAll('details.ex')].map(n => [n.open,
  n.querySelector('.body').checkVisibility() && n.querySelector('.body').offsetHeight > 0])"""


@pytest.fixture
def on_paper(sign_in_as):
    """Return a function that opens a page as it is printed."""

    def opened(who, path):
        page = sign_in_as("uit", who)
        page.set_viewport_size({"width": PAPER, "height": 1000})
        page.emulate_media(media="print")
        page.goto(path)
        return page

    return opened


@pytest.mark.parametrize(
    ("who", "path"),
    [
        ("lonn", "/lonn/satser/"), ("lonn", "/lonn/kjoringer/"), ("hr", "/folk/"),
        ("arkiv", "/saker/?vis=enhet"), ("okonomi", "/regnskap/"),
        ("direktor", "/samstyring/gevinst/ventetid_ledd/"),
    ],
)  # fmt: skip
def test_a_table_is_no_wider_than_the_paper(on_paper, who, path):
    assert on_paper(who, path).evaluate(WIDE) == []


def test_the_explanations_of_a_slip_are_on_the_paper(on_paper):
    page = on_paper("amalie", "/lonn/")
    page.goto(page.locator('a[href^="/lonn/slipper/"]').first.get_attribute("href"))
    printed = page.evaluate(READ)
    assert len(printed) > 2
    assert {shown for _, shown in printed} == {True}
    assert False in {opened for opened, _ in printed}
    page.emulate_media(media="screen")
    assert all(shown is opened for opened, shown in page.evaluate(READ))
