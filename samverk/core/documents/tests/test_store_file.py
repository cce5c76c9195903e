"""Storing a content: once per tenant, by what it is and not by what it is called."""

import hashlib
import io

import pytest
from django.core.files.storage import InMemoryStorage, storages
from django.db import DatabaseError, connection, transaction

from samverk.core.documents import api as documents
from samverk.core.documents import services, storage
from samverk.core.documents.rules import EICAR, safe_filename

PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c489"
    "0000000d49444154789c6360000002000001e221bc330000000049454e44ae426082"
)
TEXT = "Vitnemål og to referanser følger vedlagt.\n".encode()


@pytest.fixture(autouse=True)
def own_storage(tmp_path, monkeypatch):
    monkeypatch.setattr(storages["documents"], "_location", str(tmp_path))
    for name in ("base_location", "location"):
        storages["documents"].__dict__.pop(name, None)
    yield tmp_path
    for name in ("base_location", "location"):
        storages["documents"].__dict__.pop(name, None)


def stored_files(folder):
    return sorted(str(p.relative_to(folder)) for p in folder.rglob("*") if p.is_file())


def rows():
    return documents.Fil.objects.count()


@pytest.mark.django_db
def test_a_content_is_stored_under_its_digest_with_its_pronom_id(act_as, now, own_storage):
    digest = hashlib.sha256(TEXT).hexdigest()
    name = "C:\\brev\\vitne:mål.txt"
    with act_as("uit", "ola") as actor:
        made = documents.store_bytes(actor=actor, data=TEXT, filename=name, now=now)
        with documents.open_file(actor, made.id) as content:
            assert content.read() == TEXT
        assert documents.verify_content(actor, made.id)
    assert (made.sha256, made.stoerrelse, made.mime_type, made.format) == (
        digest,
        42 + 2,
        "text/plain",
        "x-fmt/111",
    )
    assert made.is_arkivformat
    assert made.filnavn == "vitne mål.txt"
    assert stored_files(own_storage) == [f"uit/{digest[:2]}/{digest}"]


@pytest.mark.django_db
def test_the_same_content_is_stored_once_per_tenant(act_as, now, own_storage):
    with act_as("uit", "ola") as actor:
        first = documents.store_bytes(actor=actor, data=PNG, filename="a.png", now=now)
        again = documents.store_bytes(actor=actor, data=PNG, filename="b.png", now=now)
        assert rows() == 1
    with act_as("uio", "yusuf") as actor:
        other = documents.store_bytes(actor=actor, data=PNG, filename="a.png", now=now)
    assert first.id == again.id
    assert other.id != first.id
    assert len(stored_files(own_storage)) == 2


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("data", "name", "code"),
    [
        (b"", "tom.pdf", "fil_tom"),
        (b"MZ" + b"\0" * 200, "brev.pdf", "fil_feil_type"),
        (b"<html><script>1</script></html>", "brev.pdf", "fil_feil_type"),
        (EICAR, "brev.txt", "fil_virus"),
        (b"x" * (1024 * 1024 - 30) + EICAR, "brev.txt", "fil_virus"),
    ],
    ids=["zero bytes", "program named pdf", "html named pdf", "eicar", "eicar across pieces"],
)
def test_a_bad_content_is_refused_and_nothing_is_kept(act_as, now, own_storage, data, name, code):
    with act_as("uit", "ola") as actor:
        with pytest.raises(documents.FilRefused) as refused:
            documents.store_bytes(actor=actor, data=data, filename=name, now=now)
        assert (refused.value.code, refused.value.field) == (code, "fil")
        assert rows() == 0
    assert stored_files(own_storage) == []


@pytest.mark.django_db
def test_a_type_that_is_allowed_elsewhere_is_refused_where_it_is_not(act_as, now):
    with act_as("uit", "ola") as actor:
        with pytest.raises(documents.FilRefused, match="Innholdet må være PDF"):
            documents.store_bytes(
                actor=actor, data=PNG, filename="kontrakt.pdf", now=now, allowed=documents.PDF
            )
        assert rows() == 0


class Endless:
    """Two gigabytes that exist only as they are asked for."""

    def __init__(self):
        self.left = 2 * 1024**3
        self.given = 0

    def read(self, size):
        piece = b"a" * min(size, self.left)
        self.left -= len(piece)
        self.given += len(piece)
        return piece


@pytest.mark.django_db
def test_two_gigabytes_are_given_up_at_the_limit(act_as, now, own_storage, settings):
    settings.SAMVERK_UPLOAD_LIMIT = 3 * 1024 * 1024
    source = Endless()
    with act_as("uit", "ola") as actor:
        with pytest.raises(documents.FilRefused, match="større enn 3 MB") as refused:
            documents.store_stream(actor=actor, data=source, filename="stor.pdf", now=now)
        assert rows() == 0
    assert refused.value.code == "fil_for_stor"
    assert source.given == 3 * 1024 * 1024 + storage.CHUNK
    assert stored_files(own_storage) == []


@pytest.mark.django_db
def test_a_registered_scanner_sees_every_content(act_as, now, monkeypatch):
    monkeypatch.setattr(services.scanners, "_scanners", {})
    documents.register_scanner("alt er farlig", lambda path: "funn" if path.exists() else None)
    with act_as("uit", "ola") as actor, pytest.raises(documents.FilRefused, match="skadelig kode"):
        documents.store_bytes(actor=actor, data=TEXT, filename="brev.txt", now=now)


@pytest.mark.django_db
def test_raw_sql_can_neither_change_nor_delete_a_stored_file(act_as, now):
    with act_as("uit", "ola") as actor, connection.cursor() as cursor:
        documents.store_bytes(actor=actor, data=TEXT, filename="brev.txt", now=now)
        for sql in ("UPDATE documents_fil SET stoerrelse = 1", "DELETE FROM documents_fil"):
            with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
                cursor.execute(sql)
        assert rows() == 1


@pytest.mark.django_db
def test_another_tenants_file_does_not_exist(act_as, now):
    with act_as("uit", "ola") as actor:
        made = documents.store_bytes(actor=actor, data=TEXT, filename="brev.txt", now=now)
    with act_as("uio", "yusuf") as actor, pytest.raises(documents.FilMissing):
        documents.open_file(actor, made.id)


@pytest.mark.django_db
def test_changed_bytes_are_found_out(act_as, now, own_storage):
    with act_as("uit", "ola") as actor:
        made = documents.store_bytes(actor=actor, data=TEXT, filename="brev.txt", now=now)
        path = own_storage / storage.name_of("uit", made.sha256)
        path.chmod(0o640)
        path.write_bytes(b"noe annet")
        assert not documents.verify_content(actor, made.id)
        path.unlink()
        assert not documents.verify_content(actor, made.id)


@pytest.mark.django_db
def test_a_sensitive_download_is_logged_and_cannot_run_in_the_browser(act_as, now):
    with act_as("uit", "ola") as actor, connection.cursor() as cursor:
        made = documents.store_bytes(actor=actor, data=TEXT, filename="brev.txt", now=now)
        log = documents.ReadLog("sak.sak.les", "archive_dokumentobjekt", made.id, 3)
        response = documents.serve(actor, made.id, filename="Brev æøå.txt", log=log, inline=True)
        assert response["Content-Disposition"].startswith("attachment; filename*=utf-8''Brev%20")
        assert response["X-Content-Type-Options"] == "nosniff"
        assert b"".join(response.streaming_content) == TEXT
        cursor.execute(
            "SELECT objekt_type, dataklasse FROM audit_lesing WHERE objekt_id = %s", [made.id]
        )
        assert cursor.fetchall() == [("archive_dokumentobjekt", 3)]


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("../../etc/passwd", "passwd"),
        ("brev\r\nX: y.pdf", "brev X y.pdf"),
        ("", "dokument"),
        ("a" * 300 + ".pdf", "a" * 110 + ".pdf"),
    ],
)
def test_a_file_name_is_cleaned(given, kept):
    assert safe_filename(given) == kept


@pytest.mark.django_db
def test_a_storage_that_is_not_a_disk_holds_contents_as_well(act_as, now, monkeypatch):
    remote = InMemoryStorage()
    monkeypatch.setattr(storage, "_storage", lambda: remote)
    with act_as("uit", "ola") as actor:
        made = documents.store_bytes(actor=actor, data=TEXT, filename="brev.txt", now=now)
        documents.store_bytes(actor=actor, data=TEXT, filename="igjen.txt", now=now)
        assert documents.read_bytes(actor, made.id) == TEXT
        assert documents.verify_content(actor, made.id)
    assert remote.listdir("uit")[0] == [made.sha256[:2]]
    assert remote.listdir(f"uit/{made.sha256[:2]}")[1] == [made.sha256]


@pytest.mark.parametrize("damage", [b"", TEXT[:-1], b"noe helt annet", None])
def test_what_is_put_back_takes_the_place_of_what_is_damaged(own_storage, damage):
    digest = hashlib.sha256(TEXT).hexdigest()
    place = own_storage / "uit" / digest[:2] / digest
    if damage is not None:
        place.parent.mkdir(parents=True)
        place.write_bytes(damage)
    assert documents.put_back(io.BytesIO(TEXT), tenant="uit", sha256=digest)
    assert place.read_bytes() == TEXT
    kept = place.stat().st_ino
    assert documents.put_back(io.BytesIO(TEXT), tenant="uit", sha256=digest)
    assert place.stat().st_ino == kept  # what is right is left alone
    assert not documents.put_back(io.BytesIO(b"annet"), tenant="uit", sha256=digest)
    assert place.read_bytes() == TEXT
