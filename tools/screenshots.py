"""Make the README's screenshots from a running demo: ``python -m tools.screenshots [ADDRESS]``.

Signs in through the demo page as a person would, and writes
``docs/screenshots/<name>-<width>-<scheme>.png``.
"""

from __future__ import annotations

import argparse
import shutil
from pathlib import Path

from playwright.sync_api import sync_playwright

ROOT = Path(__file__).resolve().parents[1]
# name, institution, who, path, width, scheme
SHOTS = [
    ("logg-inn", "", "", "/logg-inn/", 1280, "light"),
    ("start", "uit", "ingrid", "/", 1280, "light"),
    ("start", "uit", "ingrid", "/", 390, "dark"),
    ("komponenter", "uit", "ingrid", "/om/komponenter", 1280, "light"),
]


def shoot(base: str, folder: Path, shots: list[tuple[str, str, str, str, int, str]]) -> list[Path]:
    """Write one picture per line; the whole page, top to bottom."""
    folder.mkdir(parents=True, exist_ok=True)
    made = []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox"]
        )
        for name, slug, who, path, width, scheme in shots:
            context = browser.new_context(
                base_url=base, viewport={"width": width, "height": 900}, color_scheme=scheme,
                locale="nb-NO",
            )  # fmt: skip
            page = context.new_page()
            if who:
                page.goto(f"/logg-inn/{slug}/")
                page.click(f'button[name="brukernavn"][value="{who}"]')
            page.goto(path)
            page.wait_for_load_state("networkidle")
            target = folder / f"{name}-{width}-{scheme}.png"
            page.screenshot(path=target, full_page=True)
            made.append(target)
            context.close()
        browser.close()
    return made


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("address", nargs="?", default="http://127.0.0.1:8000")
    parser.add_argument("--folder", type=Path, default=ROOT / "docs/screenshots")
    arguments = parser.parse_args()
    for picture in shoot(arguments.address, arguments.folder, SHOTS):
        print(picture.relative_to(Path.cwd()) if picture.is_relative_to(Path.cwd()) else picture)
