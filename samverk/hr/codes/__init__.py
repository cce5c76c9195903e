"""Code lists that the product needs to run: data with source, read once."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from samverk.hr.rules.forslag import Stillingsforslag

HERE = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class Stillingskode:
    """A state position code; the title is empty where no source gives one."""

    kode: str
    navn: str
    navn_nn: str
    navn_en: str

    def name(self, language: str) -> str:
        """Return the title in a language; bokmål where no source gives an English one."""
        return {"nn": self.navn_nn, "en": self.navn_en}.get(language, "") or self.navn


def _read(name: str) -> dict[str, Any]:
    found = yaml.safe_load((HERE / f"{name}.yaml").read_text(encoding="utf8"))
    assert isinstance(found, dict)
    return found


@cache
def stillingskoder() -> dict[str, Stillingskode]:
    """Return the state's position codes by code."""
    return {
        code: Stillingskode(code, row["nb"], row["nn"], row["en"])
        for code, row in _read("stillingskoder")["koder"].items()
    }


@cache
def stillingsforslag() -> tuple[Stillingsforslag, ...]:
    """Return which position plain words point at."""
    return tuple(
        Stillingsforslag(**{**row, "ord": tuple(row["ord"])})
        for row in _read("stillingsforslag")["forslag"]
    )


@cache
def titler() -> dict[str, tuple[str, str]]:
    """Return the titles that hires are proposed with: bokmål → nynorsk and English."""
    data = _read("stillingsforslag")
    known = {row["tittel"]: (row["tittel_nn"], row["tittel_en"]) for row in data["forslag"]}
    return known | {str(nb): (nn, en) for nb, (nn, en) in data["titler"].items()}


@cache
def kodeverk(name: str) -> dict[str, str]:
    """Return one code list (medarbeidergruppe, medarbeiderundergruppe, type_stilling …)."""
    return {str(code): str(text) for code, text in _read("kodeverk")[name].items()}
