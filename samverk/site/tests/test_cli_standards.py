"""The standards pack: every file is the publisher's own, or is named."""

import hashlib
import json

import pytest

from samverk.site import standards
from samverk.site.cli import parser

FILES = {"a.xsd": b"<a/>", "sub/b.xsd": b"<b/>"}


@pytest.fixture
def pack(monkeypatch, settings, tmp_path):
    """A manifest of one pack with two files; returns the folder that is looked in."""
    made = standards.Pack(
        navn="Prøveskjema", mappe="finance/prove", versjon="1.3", dato="2026-01-07",
        utgiver="Skatteetaten", kilde="https://eksempel.no/skjema", commit="1abb7ec",
        lisens="ikke oppgitt",
        filer={name: hashlib.sha256(data).hexdigest() for name, data in FILES.items()},
    )  # fmt: skip
    monkeypatch.setattr(standards, "packs", lambda: (made,))
    settings.STANDARDS_DIR = tmp_path / "var"
    return tmp_path / "var" / "finance/prove"


def _lay(folder, **changed):
    for name, data in (FILES | changed).items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)


def run(*words):
    arguments = parser().parse_args(["standards", *map(str, words)])
    return arguments.run(arguments)


def test_what_is_in_order_is_told_with_version_date_and_source(pack, capsys, tmp_path):
    _lay(pack)
    assert run("status") == 0
    assert capsys.readouterr().out == (
        "✓ Prøveskjema (1.3, 2026-01-07): i orden\n"
        "    Skatteetaten, https://eksempel.no/skjema@1abb7ec\n"
        f"1 av 1 pakker er i orden i {tmp_path / 'var'}.\n"
    )


def test_a_missing_and_a_changed_file_are_named(pack, capsys):
    assert run("status") == 1
    assert "Prøveskjema (1.3, 2026-01-07): mangler" in capsys.readouterr().out
    _lay(pack, **{"a.xsd": b"<noe-annet/>"})
    (pack / "sub/b.xsd").unlink()
    assert run("status", "--json") == 1
    [facts] = json.loads(capsys.readouterr().out)["pakker"]
    assert (facts["status"], facts["endret"], facts["mangler"]) == (
        "endret", ["a.xsd"], ["sub/b.xsd"],
    )  # fmt: skip
    assert facts["filer"]["a.xsd"] == hashlib.sha256(b"<a/>").hexdigest()


def test_only_the_publishers_own_files_are_taken_in(pack, capsys, tmp_path):
    source = tmp_path / "fra"
    _lay(source / "finance/prove", **{"a.xsd": b"<noe-annet/>"})
    assert run("import", source) == 1
    assert "er en annen fil: finance/prove/a.xsd" in capsys.readouterr().out
    assert not (pack / "a.xsd").exists()
    assert (pack / "sub/b.xsd").read_bytes() == b"<b/>"
    _lay(source / "finance/prove")
    assert run("import", source) == 0
    assert run("status") == 0
    assert sorted(p.name for p in pack.rglob("*") if p.is_file()) == ["a.xsd", "b.xsd"]


def test_a_folder_that_is_not_there_is_refused(pack, tmp_path):
    with pytest.raises(standards.PackMissing, match="finnes ikke"):
        run("import", tmp_path / "borte")
    assert not pack.exists()


def test_the_manifest_is_whole():
    assert len(standards.packs()) == 20
    for pack in standards.packs():
        assert pack.filer, pack.navn
        assert pack.kilde.startswith("https://"), pack.navn
        assert all(len(digest) == 64 for digest in pack.filer.values()), pack.navn
    assert len({pack.mappe for pack in standards.packs()}) == len(standards.packs())
