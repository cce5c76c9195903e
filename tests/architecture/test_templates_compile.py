"""djlint does not report an unclosed tag; the template engine does."""

from pathlib import Path

import pytest
from django.template.loader import get_template

ROOT = Path(__file__).parents[2] / "samverk"
NAMES = sorted(
    path.relative_to(folder).as_posix()
    for folder in ROOT.rglob("templates")
    for path in folder.rglob("*")
    if path.is_file()
)


@pytest.mark.parametrize("name", NAMES)
def test_template_compiles(name):
    get_template(name)
