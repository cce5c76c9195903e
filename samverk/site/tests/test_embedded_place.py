"""The embedded server's folder: made whole or not at all, and what lies there is never removed."""

import json
import shutil
import subprocess
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

from samverk.site.postgres import embedded
from samverk.site.postgres.paths import Layout, server_account


@pytest.fixture
def layout(tmp_path, monkeypatch):
    home = tmp_path / "postgres"
    home.mkdir()
    made = Layout(home=home, install=tmp_path / "pginstall", account=server_account())
    monkeypatch.setattr(embedded, "layout_for", lambda _var: made)
    monkeypatch.setattr(embedded, "_is_ready", lambda _layout, _cluster: True)
    return made


@pytest.fixture
def programs(monkeypatch):
    """The server's programs, played: initdb makes a folder, or dies in the middle of it."""
    state = {"dies": False, "ran": []}

    def run_as(_account, command, **_more):
        state["ran"].append(command[-1] if "rm" in command else command[0].rsplit("/", 1)[-1])
        if "rm" in command:
            shutil.rmtree(command[-1], ignore_errors=True)
        elif "-D" in command:
            place = Path(command[command.index("-D") + 1])
            place.mkdir()
            (place / "PG_VERSION").write_text("18")
            if state["dies"]:
                raise KeyboardInterrupt
        return subprocess.CompletedProcess(command, 0, "", "")

    monkeypatch.setattr(embedded, "run_as", run_as)
    return state


@pytest.mark.parametrize("lost", ["cluster.json", "PG_VERSION"])
def test_a_database_that_cannot_be_opened_is_left_alone(layout, programs, lost):
    files = {layout.data / "PG_VERSION": "18", layout.data / "base": "rows"}
    layout.data.mkdir()
    for path, text in (files | {layout.home / "cluster.json": "{}"}).items():
        if path.name != lost:
            path.write_text(text)
    with pytest.raises(ImproperlyConfigured, match="Ingenting er slettet") as refused:
        embedded.ensure_running(layout.home.parent)
    assert str(layout.data) in str(refused.value)
    assert programs["ran"] == []
    assert (layout.data / "base").read_text() == "rows"


def test_an_interrupted_first_start_is_begun_again(layout, programs):
    programs["dies"] = True
    with pytest.raises(KeyboardInterrupt):
        embedded.ensure_running(layout.home.parent)
    assert not layout.data.exists()
    programs["dies"] = False
    made = embedded.ensure_running(layout.home.parent)
    assert (layout.data / "PG_VERSION").read_text() == "18"
    assert json.loads((layout.home / "cluster.json").read_text())["password"] == made.password
    assert not (layout.home / "data.part").exists()
    programs["ran"].clear()
    assert embedded.ensure_running(layout.home.parent) == made
    assert programs["ran"] == []
