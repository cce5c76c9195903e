"""The doctor tells a sound installation from an unsound one, and says what to do."""

import socket
from datetime import timedelta

import pytest
from botocore.config import Config
from django.db import connection
from storages.backends.s3 import S3Storage

from samverk.core import clock
from samverk.core.documents import storage
from samverk.site import cli, doctor

pytestmark = pytest.mark.django_db


def closed_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def found(name):
    return next(one for one in doctor.examine() if one.name == name)


def beat(cursor, age):
    cursor.execute("INSERT INTO procrastinate_workers (last_heartbeat) VALUES (now() - %s)", [age])


def test_every_part_is_looked_at():
    names = [one.name for one in doctor.examine()]
    assert names == [
        "python", "postgresql", "utvidelser", "roller", "rolle", "eierskap", "radsikring",
        "database", "disk", "dokumentlager", "standardpakke", "klokke", "e-post", "adresse",
        "jobbkø", "sortering",
    ]  # fmt: skip


def test_the_clock_of_the_story_is_not_the_clock_of_the_machine(now):
    with clock.fixed(now - timedelta(days=400)):
        assert found("klokke").ok


@pytest.mark.parametrize(("seconds", "alive"), [(20, True), (180, False)])
def test_a_worker_is_alive_by_its_heartbeat_whatever_the_story_says(now, seconds, alive):
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM procrastinate_workers")
        beat(cursor, timedelta(seconds=seconds))
    with clock.fixed(now - timedelta(days=400)):
        assert found("jobbkø").ok is alive


def test_a_standards_pack_that_is_missing_is_advice_with_a_remedy(settings, tmp_path):
    settings.STANDARDS_DIR = tmp_path / "finnes-ikke"
    pack = found("standardpakke")
    assert (pack.ok, pack.is_advice, pack.text) == (False, True, "ikke hentet")
    assert "SAMVERK_STANDARDS" in pack.remedy


def test_a_storage_that_does_not_answer_is_a_fault_with_its_reason(monkeypatch, settings):
    assert found("dokumentlager").ok
    silent = S3Storage(
        bucket_name="samverk", endpoint_url=f"http://127.0.0.1:{closed_port()}",
        access_key="k", secret_key="h", client_config=Config(retries={"max_attempts": 0}),
    )  # fmt: skip
    monkeypatch.setattr(storage, "_storage", lambda: silent)
    answer = found("dokumentlager")
    assert not answer.ok
    assert answer.text.startswith("EndpointConnectionError: ")
    assert "SAMVERK_DOCUMENT_STORAGE" in answer.remedy


def test_advice_alone_does_not_fail_and_a_fault_does(monkeypatch, capsys):
    fault = doctor.Finding("disk", ok=False, text="1 GB ledig", remedy="Frigjør plass.")
    advice = doctor.Finding(
        "standardpakke", ok=False, text="ikke hentet", remedy="Hent.", is_advice=True
    )
    monkeypatch.setattr(doctor, "examine", lambda: [advice])
    assert cli.main(["doctor"]) == 0
    assert capsys.readouterr().out == "! standardpakke: ikke hentet\n    → Hent.\n"
    monkeypatch.setattr(doctor, "examine", lambda: [fault, advice])
    assert cli.main(["doctor", "--json"]) == 1
    assert '"ok": false' in capsys.readouterr().out


@pytest.mark.parametrize(
    ("mode", "url", "ok"),
    [
        ("demo", "http://127.0.0.1:8000", True),
        ("production", "http://127.0.0.1:8000", False),
        ("production", "https://samverk.eksempel.no", True),
        ("production", "https://samverk.eksempel.no:8443", True),
        ("production", "http://samverk.eksempel.no", False),
        ("production", "https://localhost", False),
        ("production", "https://[::1]:8000", False),
        ("production", "https://*", False),
        ("production", "https://*.eksempel.no", False),
        ("production", "", False),
    ],
)
def test_links_in_mail_must_lead_somewhere(settings, mode, url, ok):
    settings.SAMVERK_MODE, settings.PUBLIC_URL = mode, url
    assert found("adresse").ok is ok
