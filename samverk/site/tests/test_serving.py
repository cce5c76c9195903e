"""The web server loads the application once and forks; what cannot be forked is loaded later."""

import os
import subprocess
import sys

from conftest import ROOT


def test_the_application_is_loaded_without_what_does_not_live_through_a_fork():
    code = (
        "import django, sys; django.setup(); from django.urls import get_resolver;"
        "get_resolver().url_patterns;"
        "print('samverk.core.documents.services' in sys.modules, 'pygfried' in sys.modules)"
    )
    said = subprocess.run(
        [sys.executable, "-c", code],
        cwd=ROOT, env=os.environ | {"DJANGO_SETTINGS_MODULE": "samverk.site.settings"},
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert said.stdout.split() == ["True", "False"]
