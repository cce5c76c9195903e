"""kill -9 in the middle of building: start again, nothing lost, nothing half, nothing twice."""

import shutil
import signal

import pytest
from django.core.exceptions import ImproperlyConfigured
from psycopg.pq import Ping

from samverk.site.postgres import connect, embedded, paths


def _changed(before, after):
    return [name for name in before if before[name] != after[name]]


def test_the_death_of_its_builder_leaves_no_half_life(life):
    code, after = life.stands["builder"]
    assert code == -signal.SIGKILL
    assert _changed(life.stands["before"], after) == []


def test_the_death_of_the_database_leaves_no_half_life(life):
    code, after = life.stands["database"]
    assert code == 1
    assert _changed(life.stands["before"], after) == []


def test_after_both_deaths_the_life_is_built_once(life):
    code, built = life.stands["built"]
    assert code == 0
    assert built["parties_party"][0] > 100
    assert life.stands["again"] == (0, built), "twice made more"
    assert life.verify()["ok"] is True


def test_a_server_that_dies_is_started_again_by_whoever_asks_next(place, monkeypatch):
    """Between two questions of one process: the port is known, the server behind it is gone."""
    monkeypatch.setenv("SAMVERK_VAR", str(place.var))
    monkeypatch.delenv("SAMVERK_PG_FAST")
    monkeypatch.setenv("SAMVERK_DB", "samverk")
    connect.server.cache_clear()
    try:
        query = "SELECT pg_postmaster_start_time()"
        [before] = connect.connect("samverk_app").execute(query).fetchone()
        place.kill_database()
        [after] = connect.connect("samverk_app").execute(query).fetchone()
    finally:
        connect.server.cache_clear()
    assert after > before


def test_a_folder_that_is_closed_for_a_while_does_not_lead_to_an_empty_database(place):
    """Who may walk into the folder today says nothing of where the data was made yesterday."""
    before = embedded.ensure_running(place.var)
    place.var.chmod(0o700)
    try:
        assert embedded.ensure_running(place.var) == before
    finally:
        place.var.chmod(0o755)


def test_the_server_runs_from_a_folder_that_its_account_can_reach(tmp_path, monkeypatch):
    """A clone in a private home, started by root: data and programs lie elsewhere, and work."""
    layout = paths.layout_for(tmp_path)
    cluster = embedded.ensure_running(tmp_path, fast=True)
    try:
        assert embedded.ping(cluster.host, cluster.port) == Ping.OK
        tmp_path.chmod(0o755)
        assert embedded.ensure_running(tmp_path, fast=True) == cluster
        embedded.stop(tmp_path)
        monkeypatch.setattr(embedded, "can_reach", lambda account, folder: False)
        with pytest.raises(ImproperlyConfigured, match="Kontoen som kjører databasen"):
            embedded.ensure_running(tmp_path, fast=True)
    finally:
        embedded.stop(tmp_path)
        if tmp_path not in layout.home.parents:
            shutil.rmtree(layout.home)
            layout.home.with_name(f"{layout.home.name}.lock").unlink()
