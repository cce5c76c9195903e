"""The standards pack: which official files there are, where they are from, and if ours are they.

The manifest holds each publisher's address, version, date and the SHA-256 of every file. A file
that differs is named, and never taken in.
"""

from __future__ import annotations

import hashlib
import os
import shutil
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

import yaml

from samverk.core.errors import Refusal

MANIFEST = Path(__file__).parent / "standards.yaml"


class PackMissing(Refusal):
    """The folder to import from is not there."""


@dataclass(frozen=True, slots=True)
class Pack:
    """One publisher's files: name, folder in the pack, version, date, address, digests."""

    navn: str
    mappe: str
    versjon: str
    dato: str
    utgiver: str
    kilde: str
    commit: str
    lisens: str
    filer: dict[str, str] = field(repr=False)
    merknad: str = ""


@dataclass(frozen=True, slots=True)
class PackState:
    """A pack as it lies in a folder: files that are missing, and files that are others."""

    pack: Pack
    mangler: tuple[str, ...]
    endret: tuple[str, ...]

    @property
    def status(self) -> str:
        """`i orden`, `mangler` (nothing there), `ufullstendig`, or `endret`."""
        if self.endret:
            return "endret"
        if len(self.mangler) == len(self.pack.filer):
            return "mangler"
        return "ufullstendig" if self.mangler else "i orden"


@cache
def packs() -> tuple[Pack, ...]:
    """Return the packs of the manifest, in its order."""
    rows = yaml.safe_load(MANIFEST.read_text(encoding="utf-8"))
    return tuple(Pack(**row) for row in rows)


def examine_packs(folder: Path) -> list[PackState]:
    """Hold every file in a folder against the manifest."""
    return [_state(pack, folder) for pack in packs()]


def _state(pack: Pack, folder: Path) -> PackState:
    missing, changed = [], []
    for name, digest in pack.filer.items():
        path = folder / pack.mappe / name
        if not path.is_file():
            missing.append(name)
        elif _digest(path) != digest:
            changed.append(name)
    return PackState(pack, tuple(missing), tuple(changed))


def _digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def import_packs(source: Path, *, target: Path) -> list[PackState]:
    """Take in the files of a folder laid out like the pack; returns how the folder stood.

    Only files that are the publisher's own are copied, each whole or not at all; what is in the
    target already and in order is left alone.

    Raises:
        PackMissing: the folder is not there.
    """
    if not source.is_dir():
        raise PackMissing("Mappen %(mappe)s finnes ikke.", values={"mappe": source})
    states = examine_packs(source)
    for state in states:
        wrong = {*state.mangler, *state.endret}
        for name, digest in state.pack.filer.items():
            if name not in wrong:
                _copy(source / state.pack.mappe / name, target / state.pack.mappe / name, digest)
    return states


def _copy(source: Path, target: Path, digest: str) -> None:
    if target.is_file() and _digest(target) == digest:
        return
    target.parent.mkdir(parents=True, exist_ok=True)
    making = target.with_name(f".{target.name}.{os.getpid()}")
    shutil.copyfile(source, making)
    making.replace(target)
