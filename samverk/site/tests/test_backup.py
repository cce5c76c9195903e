"""Backup and restore: all comes back as it was, and what is not whole comes back not at all."""

import tarfile
from pathlib import Path

import pytest

from samverk.core.access import api as access
from samverk.core.documents import api as documents
from samverk.core.documents import storage
from samverk.core.tenancy.api import tenant_by_slug
from samverk.site.backup import BackupRefused, make_backup, restore_backup
from samverk.site.postgres import connect

TEXT = b"Avtalen gjelder fra 1. august.\n"
SILENT = {"progress": lambda _text: None}
COUNTS = (
    "SELECT (SELECT count(*) FROM parties_party), (SELECT count(*) FROM access_grant),"
    " (SELECT count(*) FROM documents_fil), (SELECT max(sha256) FROM documents_fil)"
)


@pytest.fixture
def place(own_database, now, tmp_path, settings):
    """A committed database with one stored document, and where the restored one will be."""
    settings.STORAGES = settings.STORAGES | {
        "documents": settings.STORAGES["documents"] | {"OPTIONS": {"location": tmp_path / "lager"}}
    }
    with access.acting(access.service_actor(tenant_by_slug("uit")), now=now) as actor:
        stored = documents.store_bytes(actor=actor, data=TEXT, filename="avtale.txt", now=now)
    other = f"{own_database}_tilbake"
    connect.drop_database(other)
    yield own_database, other, stored.sha256
    connect.drop_database(other)


@pytest.fixture
def backup(place, now, tmp_path):
    target = tmp_path / "kopi.tar"
    return target, make_backup(target, dbname=place[0], now=now, **SILENT)


def counts(name):
    with connect.connect("samverk_owner", name) as owner:
        return owner.execute(COUNTS).fetchone()


def test_everything_comes_back(place, backup, tmp_path):
    name, other, sha256 = place
    target, manifest = backup
    assert manifest["innhold"] == 1
    lost = tmp_path / "lager" / storage.name_of("uit", sha256)
    lost.unlink()
    restore_backup(target, dbname=other, **SILENT)
    assert counts(other) == counts(name)
    assert lost.read_bytes() == TEXT
    with connect.connect("samverk_app", other) as runtime:  # the walls came back too
        assert runtime.execute("SELECT count(*) FROM parties_party").fetchone() == (0,)


def test_nothing_that_exists_is_overwritten(place, backup, now):
    before, whole = counts(place[0]), backup[0].read_bytes()
    with pytest.raises(BackupRefused, match="Filen finnes alt"):
        make_backup(backup[0], dbname=place[0], now=now, **SILENT)
    with pytest.raises(BackupRefused, match="Databasen finnes alt"):
        restore_backup(backup[0], dbname=place[0], **SILENT)
    assert backup[0].read_bytes() == whole
    assert counts(place[0]) == before


def cut_short(target: Path) -> str:
    target.write_bytes(target.read_bytes()[:200_000])
    return "ikke en hel sikkerhetskopi"


def not_a_backup(target: Path) -> str:
    target.write_bytes(b"%PDF-1.7")
    return "ikke en hel sikkerhetskopi"


def altered_database(target: Path) -> str:
    content = bytearray(target.read_bytes())
    content[100_000] ^= 1
    target.write_bytes(content)
    return "endret eller skadet"


def altered_document(target: Path) -> str:
    content = target.read_bytes()
    target.write_bytes(content.replace(TEXT, TEXT.replace(b"1.", b"9.")))
    return "i filen er endret"


def test_what_is_not_whole_is_refused_and_no_database_is_made(place, backup, settings):
    whole = backup[0].read_bytes()
    for harm in (cut_short, not_a_backup, altered_database, altered_document):
        backup[0].write_bytes(whole)
        with pytest.raises(BackupRefused, match=harm(backup[0])):
            restore_backup(backup[0], dbname=place[1], **SILENT)
        assert not connect.database_exists(place[1])
    backup[0].write_bytes(whole)
    settings.IDENTIFIER_KEY = "YW5vdGhlci1rZXktYW5vdGhlci1rZXktYW5vdGhlcg=="
    with pytest.raises(BackupRefused, match="en annen nøkkel"):
        restore_backup(backup[0], dbname=place[1], **SILENT)
    assert not connect.database_exists(place[1])


def test_the_keys_are_not_in_the_file(place, backup):
    with tarfile.open(backup[0]) as tar:
        assert sorted(tar.getnames())[:1] == ["database.dump"]
        assert len(tar.getnames()) == 3
    content = backup[0].read_bytes()
    assert all(secret.encode() not in content for secret in connect.read_secrets().values())
