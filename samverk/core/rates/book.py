"""The rate book: an immutable collection of dated figures, read from `rates/*.yaml`.

A figure without a source cannot be written down, a figure nobody has seen is marked `ubekreftet`,
and a figure that is missing is an error that names itself. This part is pure but for `read_folder`;
the rows a tenant adds or confirms are laid over the national book with `with_rates`.
"""

import hashlib
import json
from bisect import bisect_right
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType

import yaml

from samverk.core.errors import Refusal
from samverk.core.languages import Trilingual, trilingual
from samverk.core.money import Ppm, ppm

WORD_UNIT = "valg"
_ENTRY_FIELDS = {"tekst", "enhet", "verdier"}
_VALUE_FIELDS = {"fra", "til_og_med", "verdi", "hjemmel", "kilde", "sikkerhet", "merknad"}


class Certainty(StrEnum):
    """How a figure is known."""

    SETT = "sett"
    SEKUNDAER = "sekundaer"
    UBEKREFTET = "ubekreftet"


class RateFileInvalid(Refusal):
    """A rates file breaks the rules of its form."""


class RateMissing(Refusal):
    """No figure is known for the key on the day."""


class RateUnconfirmed(Refusal):
    """The figure has no seen source, and two people have not confirmed it."""


@dataclass(frozen=True, slots=True)
class Rate:
    """One figure from one day on. `value` is exact; `word` is used by units that choose a rule.

    A `source` that is a citation stands in its own language; one that is a sentence is in three.
    """

    key: str
    from_date: date
    value: Decimal
    unit: str
    text: Trilingual
    legal_ref: str
    source: str | Trilingual
    certainty: Certainty
    til_og_med: date | None = None
    note: Trilingual | None = None
    word: str = ""
    is_known: bool = True
    origin: str = "nasjonal"
    is_confirmed_by_two: bool = False

    @property
    def ref(self) -> str:
        """`key@from` – what a trace stores to point at exactly this figure."""
        return f"{self.key}@{self.from_date.isoformat()}"

    @property
    def is_confirmed(self) -> bool:
        """Someone has seen the figure in a source, or two people have confirmed it."""
        return self.is_confirmed_by_two or self.certainty is not Certainty.UBEKREFTET

    @property
    def share(self) -> Ppm:
        """The value of an `andel` in whole millionths."""
        return ppm(self.value)

    @property
    def oere(self) -> int:
        """The value of a figure in kroner, in øre."""
        return int(self.value * 100)

    def digest(self) -> tuple[str, ...]:
        """Everything about the figure, as text, in a fixed order."""
        last = self.til_og_med.isoformat() if self.til_og_med else ""
        value = self.word or (str(self.value) if self.is_known else "")
        return (
            self.key, self.from_date.isoformat(), last, value, self.unit, str(self.text),
            self.legal_ref, str(self.source), self.certainty.value, str(self.note or ""),
            self.origin,
            "bekreftet" if self.is_confirmed_by_two else "",
        )  # fmt: skip


class RateBook:
    """Immutable look-up of figures by key and day."""

    __slots__ = ("_dates", "_rates", "content_hash")

    def __init__(self, rates: Iterable[Rate]) -> None:
        by_key: dict[str, dict[date, Rate]] = {}
        for rate in rates:
            rows = by_key.setdefault(rate.key, {})
            if rate.from_date in rows:
                raise RateFileInvalid(
                    "Satsen %(key)s står to ganger fra %(from_date)s.",
                    values={"key": rate.key, "from_date": rate.from_date},
                )
            rows[rate.from_date] = rate
        ordered = {
            key: tuple(rate for _, rate in sorted(rows.items()))
            for key, rows in sorted(by_key.items())
        }
        self._rates: Mapping[str, tuple[Rate, ...]] = MappingProxyType(ordered)
        self._dates = {key: [rate.from_date for rate in rows] for key, rows in ordered.items()}
        self.content_hash = _hash(rate for rows in ordered.values() for rate in rows)

    def rate(self, key: str, on: date) -> Rate:
        """The figure in force on the day, confirmed or not.

        Raises RateMissing when the key is unknown, has no figure yet, has run out, or stands in the
        book without a value («kilde mangler»).
        """
        rows = self._rates.get(key)
        if rows is None:
            raise RateMissing(
                "Satsen %(key)s finnes ikke i satsregisteret.", values={"key": key}, field=key
            )
        index = bisect_right(self._dates[key], on) - 1
        found = rows[index] if index >= 0 else None
        if found is None or (found.til_og_med is not None and on > found.til_og_med):
            raise RateMissing(
                "Satsen «%(text)s» har ingen verdi %(dag)s. Legg den inn med kilde i Satser.",
                values={"text": rows[0].text, "dag": on},
                field=key,
            )
        if not found.is_known:
            raise RateMissing(
                "Satsen «%(text)s» er ikke kjent %(dag)s: %(source)s. Legg den inn med kilde i"
                " Satser.",
                values={"text": found.text, "dag": on, "source": found.source},
                field=key,
            )
        return found

    def confirmed_rate(self, key: str, on: date) -> Rate:
        """As `rate`, but refuses a figure that nobody has seen or confirmed."""
        found = self.rate(key, on)
        if not found.is_confirmed:
            raise RateUnconfirmed(
                "Satsen «%(text)s» er ubekreftet (%(source)s). To personer må bekrefte den i"
                " Satser før den kan brukes til utbetaling.",
                values={"text": found.text, "source": found.source},
                field=key,
            )
        return found

    def choice(self, key: str, on: date) -> str:
        """The word of a rule that is chosen, not counted (unit `valg`), for example `opp`."""
        found = self.rate(key, on)
        if found.unit != WORD_UNIT:
            raise RateMissing(
                "Satsen «%(text)s» er et tall, ikke et valg.",
                values={"text": found.text},
                field=key,
            )
        return found.word

    def has(self, key: str) -> bool:
        """The key is in the book, on some day."""
        return key in self._rates

    def keys(self) -> tuple[str, ...]:
        """All keys, sorted."""
        return tuple(self._rates)

    def history(self, key: str) -> tuple[Rate, ...]:
        """All rows of a key, oldest first, including those without a value."""
        return self._rates.get(key, ())

    def by_ref(self, ref: str) -> Rate:
        """The row a trace points at (`key@2026-01-01`)."""
        key, _, from_text = ref.partition("@")
        for row in self.history(key):
            if row.from_date.isoformat() == from_text:
                return row
        raise RateMissing(
            "Satsen %(ref)s finnes ikke lenger i satsregisteret.", values={"ref": ref}, field=key
        )

    def unconfirmed(self, refs: Iterable[str]) -> tuple[Rate, ...]:
        """The rows among these that nobody has seen or confirmed: they stop an approval."""
        found = (self.by_ref(ref) for ref in sorted(set(refs)))
        return tuple(rate for rate in found if not rate.is_confirmed)

    def with_rates(self, rates: Iterable[Rate]) -> "RateBook":
        """A new book with these rows laid over: same key and day replaces, others are added."""
        rows = {
            (rate.key, rate.from_date): rate for key in self._rates for rate in self._rates[key]
        }
        rows.update({(rate.key, rate.from_date): rate for rate in rates})
        return RateBook(rows.values())

    def with_confirmed(self, refs: Iterable[str]) -> "RateBook":
        """A new book where the rows pointed at count as confirmed by two people."""
        return self.with_rates(replace(self.by_ref(ref), is_confirmed_by_two=True) for ref in refs)


def parse_rates(data: object, *, file: str) -> tuple[Rate, ...]:
    """Rows from the content of one rates file; refuses floats, missing sources and odd fields."""
    if not isinstance(data, Mapping):
        raise RateFileInvalid("%(file)s: filen må være en liste av nøkler.", values={"file": file})
    return tuple(
        _rate(file, str(key), entry, row)
        for key, entry in data.items()
        for row in _value_rows(file, str(key), entry)
    )


def read_folder(folder: Path) -> tuple[Rate, ...]:
    """Every `*.yaml` directly in the folder, in name order."""
    found: list[Rate] = []
    for path in sorted(folder.glob("*.yaml")):
        data = yaml.safe_load(path.read_text(encoding="utf8"))
        found.extend(parse_rates(data, file=f"{folder.parent.name}/{folder.name}/{path.name}"))
    return tuple(found)


@lru_cache(maxsize=1)
def national_book() -> RateBook:
    """The figures that ship with the product: `samverk/<module>/rates/*.yaml` of every module."""
    modules = Path(__file__).resolve().parents[2]
    folders = sorted(modules.glob("*/rates"))
    return RateBook(rate for folder in folders for rate in read_folder(folder))


def _value_rows(file: str, key: str, entry: object) -> list[object]:
    if not isinstance(entry, Mapping) or set(entry) != _ENTRY_FIELDS:
        raise RateFileInvalid(
            "%(file)s: %(key)s må ha nøyaktig feltene tekst, enhet og verdier.",
            values={"file": file, "key": key},
        )
    rows = entry["verdier"]
    if not isinstance(rows, list) or not rows:
        raise RateFileInvalid(
            "%(file)s: %(key)s har ingen verdier.", values={"file": file, "key": key}
        )
    return rows


def _rate(file: str, key: str, entry: object, row: object) -> Rate:
    assert isinstance(entry, Mapping)
    if not isinstance(row, Mapping) or not set(row) <= _VALUE_FIELDS:
        raise RateFileInvalid(
            "%(file)s: %(key)s har et felt som ikke finnes i satsfiler.",
            values={"file": file, "key": key},
        )
    where = f"{file}: {key} fra {row.get('fra')}"
    legal_ref, source = _legal_ref(where, row.get("hjemmel")), _source(where, row.get("kilde"))
    if row.get("sikkerhet") not in list(Certainty):
        raise RateFileInvalid(
            "%(where)s må ha sikkerhet sett, sekundaer eller ubekreftet.", values={"where": where}
        )
    certainty = Certainty(row["sikkerhet"])
    if certainty is not Certainty.UBEKREFTET and _is_missing(source):
        raise RateFileInvalid(
            "%(where)s mangler kilde, men er ikke merket ubekreftet.", values={"where": where}
        )
    from_date, last = _date(where, row.get("fra")), row.get("til_og_med")
    unit = str(entry["enhet"])
    value, word, is_known = _value(where, unit, row.get("verdi"), certainty)
    return Rate(
        key=key,
        from_date=from_date,
        value=value,
        unit=unit,
        text=_three(f"{file}: {key}", "tekst", entry["tekst"]),
        legal_ref=legal_ref,
        source=source,
        certainty=certainty,
        til_og_med=None if last is None else _date(where, last),
        note=_three(where, "merknad", row["merknad"]) if "merknad" in row else None,
        word=word,
        is_known=is_known,
    )


def _three(where: str, name: str, value: object) -> Trilingual:
    try:
        return trilingual(value)
    except ValueError:
        raise RateFileInvalid(
            "%(where)s: %(name)s må stå på bokmål, nynorsk og engelsk.",
            values={"where": where, "name": name},
        ) from None


def _legal_ref(where: str, value: object) -> str:
    """The law by its own name, which is Norwegian."""
    if not isinstance(value, str) or not value.strip():
        raise RateFileInvalid("%(where)s mangler %(name)s.", values=_named(where, "hjemmel"))
    return value


def _source(where: str, value: object) -> str | Trilingual:
    """A citation as it is, or a sentence in three languages; that a source is missing is one."""
    if isinstance(value, list):
        return _three(where, "kilde", value)
    if not isinstance(value, str) or not value.strip():
        raise RateFileInvalid("%(where)s mangler %(name)s.", values=_named(where, "kilde"))
    return _three(where, "kilde", value) if _is_missing(value) else value


def _named(where: str, name: str) -> dict[str, object]:
    return {"where": where, "name": name}


def _is_missing(source: str | Trilingual) -> bool:
    return str(source).lower().startswith("kilde mangler")


def _date(where: str, value: object) -> date:
    if type(value) is not date:
        raise RateFileInvalid(
            "%(where)s: datoen må skrives som 2026-01-01.", values={"where": where}
        )
    return value


def _value(where: str, unit: str, value: object, certainty: Certainty) -> tuple[Decimal, str, bool]:
    """The number, the word and whether either is known."""
    if value is None and certainty is Certainty.UBEKREFTET:
        return Decimal(0), "", False
    if not isinstance(value, str):
        raise RateFileInvalid(
            '%(where)s: verdien må stå i hermetegn, for eksempel "0.141".', values={"where": where}
        )
    if unit == WORD_UNIT:
        return Decimal(0), value, True
    try:
        number = Decimal(value)
    except InvalidOperation:
        raise RateFileInvalid(
            "%(where)s: «%(value)s» er ikke et tall.", values={"where": where, "value": value}
        ) from None
    if not number.is_finite():
        raise RateFileInvalid(
            "%(where)s: «%(value)s» er ikke et tall.", values={"where": where, "value": value}
        )
    return number, "", True


def _hash(rates: Iterable[Rate]) -> str:
    digest = hashlib.sha256()
    for rate in rates:
        digest.update(json.dumps(rate.digest(), ensure_ascii=False).encode())
        digest.update(b"\n")
    return digest.hexdigest()
