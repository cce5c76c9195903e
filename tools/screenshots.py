"""Make the README's screenshots from a running demo: ``python -m tools.screenshots [ADDRESS]``.

Signs in through the demo page as a person would, and writes
``docs/skjermbilder/<name>.png``.
"""

from __future__ import annotations

import argparse
import shutil
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

ROOT = Path(__file__).resolve().parents[1]


@dataclass(frozen=True)
class Shot:
    """One picture: who looks, at which page, and what is clicked on the way there."""

    name: str
    path: str
    slug: str = ""
    who: str = ""
    click: str = ""
    width: int = 1280
    scheme: str = "light"
    full: bool = False


SHOTS = [
    Shot("start", "/", "uit", "ingrid"),
    Shot("sak", "/saker/", "uit", "ola", click="main tbody a"),
    Shot("lonnsslipp", "/lonn/", "uit", "amalie", click="main tbody a"),
    Shot("saldobalanse", "/regnskap/", "uit", "okonomi"),
    Shot("udir-bott", "/samstyring/", "uit", "direktor"),
]


def _take(browser: Browser, base: str, folder: Path, shot: Shot) -> Path:
    context = browser.new_context(
        base_url=base, viewport={"width": shot.width, "height": 900},
        color_scheme=shot.scheme, locale="nb-NO",
    )  # fmt: skip
    page = context.new_page()
    if shot.who:
        page.goto(f"/logg-inn/{shot.slug}/")
        page.click(f'button[name="brukernavn"][value="{shot.who}"]')
        page.wait_for_load_state()
    page.goto(shot.path)
    if shot.click and page.locator(shot.click).count():
        page.locator(shot.click).first.click()
    page.wait_for_load_state("networkidle")
    target = folder / f"{shot.name}.png"
    page.screenshot(path=target, full_page=shot.full)
    context.close()
    return target


def shoot(base: str, folder: Path, shots: list[Shot]) -> list[Path]:
    """Write one picture per shot and return their paths."""
    folder.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox"]
        )
        made = [_take(browser, base, folder, shot) for shot in shots]
        browser.close()
    return made


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("address", nargs="?", default="http://127.0.0.1:8000")
    parser.add_argument("--folder", type=Path, default=ROOT / "docs/skjermbilder")
    arguments = parser.parse_args()
    for picture in shoot(arguments.address, arguments.folder, SHOTS):
        print(picture.relative_to(Path.cwd()) if picture.is_relative_to(Path.cwd()) else picture)
