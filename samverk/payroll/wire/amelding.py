"""A-meldingen as JSON (v2_3): built from facts, and checked before it is sent.

Element order, types and required marks come from `data/amelding_v2_3.json`. Decimals are written as
strings with a dot, whole numbers as numbers; forskuddstrekk and utleggstrekk are negative whole
kroner, fradrag negative decimals, the sums in betalingsinformasjon positive whole kroner.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from typing import Any

from samverk.core.money import divide_half_up, to_kroner
from samverk.core.periods import OSLO

STRUCTURE = Path(__file__).resolve().parents[1] / "data" / "amelding_v2_3.json"
KILDESYSTEM = "Samverk"
ORDINAER = "ordinaertArbeidsforhold"


@dataclass(frozen=True, slots=True)
class Arbeidsforhold:
    """One employment as the a-melding describes it."""

    arbeidsforhold_id: str
    type: str
    startdato: date
    sluttdato: date | None = None
    yrke: str = ""
    stillingsprosent: str = ""
    timer_full_stilling: str = ""
    form_for_ansettelse: str = ""
    aarsak_til_sluttdato: str = ""


@dataclass(frozen=True, slots=True)
class Inntekt:
    """Pay of one kind, in øre; `antall` in hundredths where the code asks for it."""

    beskrivelse: str
    fordel: str
    beloep_oere: int
    utloeser_avgift: bool
    inngaar_i_trekk: bool
    arbeidsforhold_id: str = ""
    antall: int | None = None
    opptjent_fra: date | None = None
    opptjent_til_og_med: date | None = None


@dataclass(slots=True)
class Mottaker:
    """One person in one virksomhet. Amounts in øre, taken amounts positive."""

    ident: str
    arbeidsforhold: list[Arbeidsforhold] = field(default_factory=list)
    inntekter: list[Inntekt] = field(default_factory=list)
    fradrag: dict[str, int] = field(default_factory=dict)
    forskuddstrekk: dict[str, int] = field(default_factory=dict)
    utleggstrekk: dict[str, int] = field(default_factory=dict)


@dataclass(slots=True)
class Avgift:
    """Basis of the employer's contribution of a virksomhet, in øre; `sats` in millionths."""

    sone: str
    sats_ppm: int
    loenn_oere: int
    pensjon_oere: int


@dataclass(slots=True)
class Virksomhet:
    """An establishment with its people."""

    orgnr: str
    mottakere: list[Mottaker] = field(default_factory=list)
    avgift: list[Avgift] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Melding:
    """One message: who reports, for which month, and what was paid out on which day."""

    opplysningspliktig: str
    kalendermaaned: date
    meldings_id: str
    leveringstidspunkt: datetime
    utbetalingsdato: date
    beregningskode: str
    virksomheter: Sequence[Virksomhet]
    erstatter: str = ""


def build_leveranse(melding: Melding) -> dict[str, Any]:
    """The message as JSON objects in the order the structure demands."""
    trekk = sum(
        oere
        for v in melding.virksomheter
        for m in v.mottakere
        for oere in m.forskuddstrekk.values()
    )
    utlegg = sum(
        oere for v in melding.virksomheter for m in v.mottakere for oere in m.utleggstrekk.values()
    )
    avgift = sum(
        divide_half_up((a.loenn_oere + a.pensjon_oere) * a.sats_ppm, 1_000_000)
        for v in melding.virksomheter
        for a in v.avgift
    )
    payment: dict[str, Any] = {
        "sumForskuddstrekk": _whole(trekk),
        "sumArbeidsgiveravgift": divide_half_up(avgift, 100),
    }
    if utlegg:
        payment["sumUtleggstrekk"] = _whole(utlegg)
    if trekk:
        payment["sumForskuddstrekkPerLoennsutbetalingsdato"] = [
            {
                "loennsutbetalingsdato": melding.utbetalingsdato.isoformat(),
                "beloep": _whole(trekk),
            }
        ]
    found: dict[str, Any] = {
        "leveringstidspunkt": melding.leveringstidspunkt.astimezone(OSLO).strftime(
            "%Y-%m-%dT%H:%M:%S"
        ),
        "kalendermaaned": f"{melding.kalendermaaned:%Y-%m}",
        "kildesystem": KILDESYSTEM,
    }
    if melding.erstatter:
        found["erstatterMeldingsId"] = melding.erstatter
    found |= {
        "meldingsId": melding.meldings_id,
        "opplysningspliktig": {"norskIdentifikator": melding.opplysningspliktig},
        "oppgave": {
            "betalingsinformasjon": payment,
            "virksomhet": [_virksomhet(v, melding.beregningskode) for v in melding.virksomheter],
        },
    }
    return {"leveranse": found}


def _whole(oere: int) -> int:
    kroner, rest = divmod(oere, 100)
    if rest:
        raise ValueError(f"{oere} øre er ikke hele kroner")
    return kroner


def _decimal(oere: int) -> str:
    return f"{to_kroner(oere):.2f}"


def _virksomhet(one: Virksomhet, code: str) -> dict[str, Any]:
    found: dict[str, Any] = {
        "norskIdentifikator": one.orgnr,
        "inntektsmottaker": [_mottaker(m) for m in one.mottakere],
    }
    bases = {
        "loennOgGodtgjoerelse": [_basis(a, a.loenn_oere, code) for a in one.avgift if a.loenn_oere],
        "tilskuddOgPremieTilPensjon": [
            _basis(a, a.pensjon_oere, code) for a in one.avgift if a.pensjon_oere
        ],
    }
    filled = {name: rows for name, rows in bases.items() if rows}
    if filled:
        found["arbeidsgiveravgift"] = filled
    return found


def _basis(avgift: Avgift, oere: int, code: str) -> dict[str, Any]:
    return {
        "beregningskodeForArbeidsgiveravgift": code,
        "sone": avgift.sone,
        "avgiftsgrunnlagBeloep": _decimal(oere),
        "prosentsatsForAvgiftsberegning": format(
            Decimal(avgift.sats_ppm).scaleb(-4).normalize(), "f"
        ),
    }


def _mottaker(one: Mottaker) -> dict[str, Any]:
    found: dict[str, Any] = {"norskIdentifikator": one.ident}
    if one.arbeidsforhold:
        found["arbeidsforhold"] = [_arbeidsforhold(a) for a in one.arbeidsforhold]
    if one.fradrag:
        found["fradrag"] = [
            {"beskrivelse": code, "beloep": _decimal(-oere)} for code, oere in one.fradrag.items()
        ]
    if one.forskuddstrekk:
        found["forskuddstrekk"] = [
            {"beskrivelse": code, "beloep": -_whole(oere)}
            for code, oere in one.forskuddstrekk.items()
        ]
    if one.inntekter:
        found["inntekt"] = [_inntekt(i) for i in one.inntekter]
    if one.utleggstrekk:
        found["utleggstrekk"] = [
            {"beskrivelse": code, "beloep": -_whole(oere)}
            for code, oere in one.utleggstrekk.items()
        ]
    return found


def _arbeidsforhold(one: Arbeidsforhold) -> dict[str, Any]:
    found: dict[str, Any] = {
        "arbeidsforholdId": one.arbeidsforhold_id,
        "typeArbeidsforhold": one.type,
        "startdato": one.startdato.isoformat(),
    }
    if one.sluttdato:
        found["sluttdato"] = one.sluttdato.isoformat()
    if one.type == ORDINAER:
        found["antallTimerPerUkeSomEnFullStillingTilsvarer"] = one.timer_full_stilling
    if one.yrke:
        found["yrke"] = one.yrke
    if one.type == ORDINAER:
        found["arbeidstidsordning"] = "ikkeSkift"
        found["stillingsprosent"] = one.stillingsprosent
        if one.aarsak_til_sluttdato:
            found["aarsakTilSluttdato"] = one.aarsak_til_sluttdato
        if one.form_for_ansettelse:
            found["formForAnsettelse"] = one.form_for_ansettelse
    return found


def _inntekt(one: Inntekt) -> dict[str, Any]:
    found: dict[str, Any] = {}
    if one.opptjent_fra and one.opptjent_til_og_med:
        found["startdatoOpptjeningsperiode"] = one.opptjent_fra.isoformat()
        found["sluttdatoOpptjeningsperiode"] = one.opptjent_til_og_med.isoformat()
    found |= {
        "fordel": one.fordel,
        "utloeserArbeidsgiveravgift": one.utloeser_avgift,
        "inngaarIGrunnlagForTrekk": one.inngaar_i_trekk,
        "beloep": _decimal(one.beloep_oere),
    }
    if one.arbeidsforhold_id:
        found["arbeidsforholdId"] = one.arbeidsforhold_id
    income: dict[str, Any] = {"beskrivelse": one.beskrivelse}
    if one.antall is not None:
        income["antall"] = _decimal(one.antall)
    return found | {"loennsinntekt": income}


@lru_cache(maxsize=1)
def structure() -> dict[str, list[list[Any]]]:
    """The types of the message: [name, type, required, many] in order."""
    found = json.loads(STRUCTURE.read_text(encoding="utf8"))["typer"]
    assert isinstance(found, dict)
    return found


_SCALARS: dict[str, str] = {
    "id": r"[0-9a-zA-Z_.-]{1,150}",
    "gYearMonth": r"20\d\d-(0[1-9]|1[0-2])",
    "date": r"\d{4}-\d\d-\d\d",
    "dateTime": r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d.*",
    "decimal": r"-?\d+(\.\d+)?",
    "code": r"[a-zA-Z0-9]{1,100}",
    "code7": r"\d{7}",
    "Spraak": r"bokmaal|nynorsk|engelsk",
}
HOURLY_CODES = frozenset({"timeloenn"})


def check_leveranse(data: Mapping[str, Any]) -> list[str]:
    """What is wrong with a message, each with its place; an empty list means it can be sent."""
    leveranse = data.get("leveranse")
    if not isinstance(leveranse, Mapping):
        return ["leveranse: mangler"]
    return [*_check_type("leveranse", "Leveranse", leveranse), *_check_sums(leveranse)]


def _check_type(place: str, kind: str, value: Any) -> Iterable[str]:
    elements = structure().get(kind)
    if elements is None:
        yield from _check_scalar(place, kind, value)
        return
    if not isinstance(value, Mapping):
        yield f"{place}: skal være et objekt"
        return
    order = [name for name, _kind, _required, _many in elements]
    unknown = [name for name in value if name not in order]
    yield from (f"{place}.{name}: ukjent element" for name in unknown)
    known = [name for name in value if name in order]
    if known != sorted(known, key=order.index):
        yield f"{place}: elementene står i feil rekkefølge"
    for name, inner, required, many in elements:
        if name not in value:
            if required:
                yield f"{place}.{name}: mangler"
            continue
        rows = value[name] if many else [value[name]]
        if not isinstance(rows, list):
            yield f"{place}.{name}: skal være en liste"
            continue
        for number, row in enumerate(rows):
            mark = f"[{number}]" if many else ""
            yield from _check_type(f"{place}.{name}{mark}", inner, row)


def _check_scalar(place: str, kind: str, value: Any) -> Iterable[str]:
    if kind == "int":
        if type(value) is not int:
            yield f"{place}: skal være et helt tall"
    elif kind == "bool":
        if type(value) is not bool:
            yield f"{place}: skal være ja eller nei"
    elif not isinstance(value, str):
        yield f"{place}: skal være tekst"
    elif kind in _SCALARS and not re.fullmatch(_SCALARS[kind], value):
        yield f"{place}: «{value}» har feil form"


def _check_sums(leveranse: Mapping[str, Any]) -> Iterable[str]:
    """Sums agree to the krone, taken amounts are negative, hours are there."""
    task = leveranse.get("oppgave", {})
    payment = task.get("betalingsinformasjon", {})
    people = [m for v in task.get("virksomhet", []) for m in v.get("inntektsmottaker", [])]
    totals = {"forskuddstrekk": "sumForskuddstrekk", "utleggstrekk": "sumUtleggstrekk"}
    for name, total in totals.items():
        rows = [row["beloep"] for person in people for row in person.get(name, [])]
        if any(beloep > 0 for beloep in rows):
            yield f"{name}: beløp som er trukket, skal være negative"
        if -sum(rows) != payment.get(total, 0):
            yield f"betalingsinformasjon.{total}: stemmer ikke med personene"
    dates = payment.get("sumForskuddstrekkPerLoennsutbetalingsdato", [])
    if sum(row["beloep"] for row in dates) != payment.get("sumForskuddstrekk", 0):
        yield "sumForskuddstrekkPerLoennsutbetalingsdato: stemmer ikke med sumForskuddstrekk"
    for person in people:
        yield from _check_person(person)


def _check_person(person: Mapping[str, Any]) -> Iterable[str]:
    if any(not row["beloep"].startswith("-") for row in person.get("fradrag", [])):
        yield "fradrag: beløp som er trukket, skal være negative"
    for row in person.get("inntekt", []):
        kinds = {"loennsinntekt", "ytelseFraOffentlige", "pensjonEllerTrygd", "naeringsinntekt"}
        if len(kinds & row.keys()) != 1:
            yield "inntekt: skal ha nøyaktig én inntektstype"
        income = row.get("loennsinntekt", {})
        if income.get("beskrivelse") in HOURLY_CODES and "antall" not in income:
            yield "timeloenn: antall timer mangler"
    if not person.get("norskIdentifikator") and not person.get("internasjonalIdentifikator"):
        yield "inntektsmottaker: identifikator mangler"
