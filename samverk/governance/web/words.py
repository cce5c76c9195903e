"""The facts of governance in words: lights with reasons, phases, causes, figures with units."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from samverk.core import periods
from samverk.core.ui.api import words as ui_words

Text = str | Promise
LETTERS = {"groenn": "G", "gul": "GU", "roed": "R", "graa": "–"}
LIGHT_WORDS: dict[str, Text] = {
    "groenn": _("grønn"), "gul": _("gul"), "roed": _("rød"), "graa": _("ukjent"),
}  # fmt: skip
AREAS: dict[str, Text] = {
    "tid": _("Tid"), "kost": _("Kostnad"), "kvalitet": _("Kvalitet"), "risiko": _("Risiko"),
    "gevinst": _("Gevinst"), "rapportering": _("Rapportering"),
}  # fmt: skip
PHASES: dict[str, Text] = {
    "ide": _("idé"), "konsept": _("konsept"), "planlegge": _("planlegge"),
    "gjennomfore": _("gjennomføre"), "avslutte": _("avslutte"), "realisere": _("realisere"),
    "slutt": _("avsluttet"),
}  # fmt: skip
STATUSES: dict[str, Text] = {
    "aktiv": _("i gang"), "pause": _("på pause"), "stoppet": _("stoppet"),
}  # fmt: skip
QUALITIES: dict[str, Text] = {
    "maalt": _("målt"), "beregnet": _("beregnet"), "anslaatt": _("anslått"),
}  # fmt: skip
UNITS: dict[str, Text] = {
    "prosent": "%", "promille": "‰", "dager": _("dager"), "timer": _("timer"),
    "minutter": _("minutter"), "per_100": _("per 100 saker"), "snitt": _("av 5"),
    "aarsverk": _("årsverk"),
}  # fmt: skip
TRENDS: dict[str, tuple[str, Text]] = {
    "bedre": ("TrendUp", _("bedre")), "daarligere": ("TrendDown", _("dårligere")),
    "uendret": ("TrendFlat", _("uendret")),
}  # fmt: skip
OUTCOMES: dict[str, Text] = {
    "godkjent": _("Godkjent"), "godkjent_med_vilkaar": _("Godkjent med vilkår"),
    "utsatt": _("Utsatt"), "fortsett_endret_mandat": _("Fortsett med endret mandat"),
    "pause": _("Pause"), "stopp": _("Stopp"), "avslaatt": _("Avslått"),
    "tatt_til_orientering": _("Tatt til orientering"),
}  # fmt: skip
METRICS: dict[str, Text] = {
    "tid_glipp_dager": _("glipp i dager"),
    "kost_overskridelse_prosent": _("kostnad over rammen i prosent"),
    "risiko_faktor": _("høyeste risiko"),
    "roede_lys": _("antall røde lys"),
}
# Reason code of a light → sentence; the figures of the rule fill it.
REASONS: dict[str, Text] = {
    "ingen_milepaeler": _("Ingen milepæler er lagt inn."),
    "ingen_toleranse": _("Mandatet mangler toleranse for tid."),
    "prognose_mangler": _("En kritisk milepæl mangler prognose."),
    "glipp": _("%(milepael)s er flyttet %(dager)s dager, toleransen er %(toleranse)s."),
    "i_rute": _("Ingen kritisk milepæl er flyttet."),
    "ingen_ramme": _("Mandatet mangler ramme."),
    "ingen_estimat": _("Prosjektet har ikke anslått hva som gjenstår."),
    "gammelt_estimat": _("Anslaget er %(dager)s dager gammelt."),
    "over_ramme": _("Prognosen er %(prosent)s %% over rammen, toleransen er %(toleranse)s %%."),
    "innenfor_ramme": _("Prognosen er innenfor rammen."),
    "kritisk_feil_forfalt": _("En kritisk feil er over fristen: %(navn)s."),
    "leveranse_forsinket": _("%(navn)s er %(dager)s dager over datoen for godkjenning."),
    "ingen_leveranser": _("Ingen leveranser er lagt inn."),
    "leveranser_i_rute": _("Alle leveranser er godkjent eller ligger framme i tid."),
    "kritisk_funn_forfalt": _("Et kritisk funn er over fristen: %(navn)s."),
    "alvorlig_funn_forfalt": _("Et alvorlig funn er over fristen: %(navn)s."),
    "hoey_risiko": _("%(navn)s har risiko %(faktor)s av 25."),
    "tiltak_forfalt": _("Tiltaket mot %(navn)s er over fristen."),
    "ingen_risikovurdering": _("Risikoen er ikke vurdert."),
    "risiko_under_grensen": _("Høyeste risiko er under grensen."),
    "nullpunkt_mangler": _("Nullpunktet mangler, og BP3 er passert."),
    "avtale_ikke_signert": _("En gevinstavtale er ikke signert."),
    "avtale_signert": _("Nullpunkt og avtaler er på plass."),
    "ikke_maalt": _("Ikke målt på to perioder."),
    "for_faa": _("Tallet ville vist færre enn fem, og vises derfor ikke."),
    "maal_mangler": _("Nullpunkt eller mål mangler."),
    "bak_planen": _("Målt %(maalt)s, planen i dag er %(ventet)s."),
    "etter_planen": _("Målt %(maalt)s, planen i dag er %(ventet)s."),
    "ingen_gevinster": _("Ingen gevinster er knyttet til prosjektet."),
    "aldri_rapportert": _("Prosjektet har aldri rapportert."),
    "rapportert": _("Rapportert for %(dager)s dager siden."),
}
_MINUS = "\u2212"
_TYPED = frozenset({"navn", "milepael"})  # figures of a light that are names


def language() -> str:
    """Return the page's language: nb, nn or en."""
    return ui_words.language()


def reason(code: str, tall: Mapping[str, Any]) -> str:
    """Return why a light is what it is, as a sentence."""
    shown = {
        key: typed(str(value)) if key in _TYPED else _figure(value) for key, value in tall.items()
    }
    return ui_words.filled(str(REASONS[code]), shown)


def typed(text: str) -> str:
    """Return a name or text that somebody in the collaboration wrote; they write bokmål."""
    return ui_words.written(text, "nb")


def _figure(value: Any) -> str:
    text = str(value)
    return number(Decimal(text)) if _is_number(text) else text


def _is_number(text: str) -> bool:
    return text.replace("-", "", 1).replace(".", "", 1).isdigit()


def number(value: Decimal | None) -> str:
    """«98,1», «19», «–»: one decimal unless it is zero; a real minus."""
    if value is None:
        return "–"
    rounded = value.quantize(Decimal("0.1"))
    text = f"{rounded:f}".removesuffix(".0").replace("-", _MINUS)
    return text if language() == "en" else text.replace(".", ",")


def signed_days(days: int) -> str:
    """«+34», «0», «−3»."""
    return f"+{days}" if days > 0 else str(days).replace("-", _MINUS)


def millions(oere: int | None) -> str:
    """«61,2»: millions of kroner with one decimal."""
    return "–" if oere is None else number(Decimal(oere) / 100_000_000)


def day(value: date) -> str:
    """«12. november 2026»."""
    return periods.day_text(value, language=language())


def near_day(value: date, today: date) -> str:
    """«20. oktober», with the year when it is another than today's."""
    text = day(value)
    return text.rpartition(" ")[0] if value.year == today.year else text


def short_day(value: date) -> str:
    """«29. jan.»: for narrow columns; the month's first three letters unless it is short."""
    name = periods.month_name(value.month, language=language())
    mark = "" if language() == "en" else "."
    short = name if len(name) <= 4 else f"{name[:3]}{mark}"
    return f"{value.day}{mark}\u00a0{short}"


def month(value: date) -> str:
    """«november 2026»."""
    return periods.month_text(value, language=language())


def indicator_name(indicator: Any) -> str:
    """Return the indicator's name in the reader's language."""
    return str({"nn": indicator.navn_nn, "en": indicator.navn_en}.get(language(), indicator.navn))


def indicator_formula(indicator: Any) -> str:
    """Return the indicator's formula in the reader's language."""
    texts = {"nn": indicator.formel_nn, "en": indicator.formel_en}
    return str(texts.get(language(), indicator.formel))


def metric(row: Mapping[str, Any]) -> str:
    """«kostnad over rammen i prosent > 10, to perioder på rad»."""
    once = f"{METRICS[row['maal']]} {row['operator']} {_figure(row['verdi'])}"
    if int(row["perioder"]) == 1:
        return once
    return gettext("%(criterion)s i %(n)s perioder på rad") % {
        "criterion": once, "n": row["perioder"],
    }  # fmt: skip


def cause_title(aarsak: str, prosjekt: str, tittel: str) -> str:
    """Return what a matter is called on the board."""
    titles = {
        "stoppkriterium": gettext("%(p)s: fortsett med endret mandat, pause eller stopp"),
        "roed_to": gettext("%(p)s: fortsett med endret mandat, pause eller stopp"),
        "toleranse": gettext("%(p)s: over toleransen"),
        "nullpunkt": gettext("%(p)s: gevinst uten nullpunkt"),
        "mandat": gettext("%(p)s: nytt eller avsluttet mandat"),
    }
    if aarsak in titles:
        return ui_words.filled(titles[aarsak], {"p": typed(prosjekt)})
    return typed(tittel)


def cause_text(aarsak: str, tall: Mapping[str, Any], bakgrunn: str) -> str:
    """Return why a matter is on the board, in one or two short sentences."""
    if aarsak == "stoppkriterium":
        n = int(tall["perioder"])
        sentence = gettext(
            "Stoppkriterium nådd: %(maal)s er %(naa)s, grensen er %(verdi)s. %(ganger)s"
        )
        return sentence % {
            "maal": METRICS[tall["maal"]], "naa": _figure(tall["naa"]),
            "verdi": _figure(tall["verdi"]),
            "ganger": ngettext("Én periode.", "%(n)s perioder på rad.", n) % {"n": n},
        }  # fmt: skip
    if aarsak == "toleranse":
        code = "glipp" if tall["omraade"] == "tid" else "over_ramme"
        return reason(code, tall)
    if aarsak == "roed_to":
        return gettext("Rødt to perioder på rad.")
    if aarsak == "nullpunkt":
        return gettext("BP3 er passert, og uten nullpunkt kan gevinsten aldri måles.")
    if aarsak == "mandat":
        return gettext("Mandatet går ut %(dag)s.") % {
            "dag": day(date.fromisoformat(tall["utloeper"]))
        }
    return typed(bakgrunn)


def urgency(dager: int) -> str:
    """Colour of «siden …»: a month old is red, a week old is yellow."""
    return "stop" if dager >= 21 else "warn" if dager >= 7 else ""


def step_name(name: Any, key: str) -> str:
    """Return what a step is called in the reader's language, else its key."""
    return str(getattr(name, language())) if name is not None else key


CASE_KINDS: dict[str, Text] = {
    "ansettelse": _("Ansettelse"), "timeliste": _("Timeliste"), "kontrakt": _("Kontrakt"),
    "journalpost": _("Journalpost"), "oppgave": _("Oppgave"),
}  # fmt: skip


def case_kind(slag: str) -> str:
    """Return what kind of case it is, in a word."""
    return str(CASE_KINDS.get(slag, _("Sak")))


def case_figure(indikator: str, tall: int) -> str:
    """Return what a case gave a figure; of a share, whether it is in it."""
    if indikator == "gjentatte_felt":
        if tall == 0:
            return gettext("ingen felt tastet på nytt")
        return ngettext("%(n)s felt tastet på nytt", "%(n)s felt tastet på nytt", tall) % {
            "n": tall
        }
    if indikator == "vedtak_til_loenn":
        return ngettext("%(n)s dag", "%(n)s dager", tall) % {"n": tall}
    if indikator == "ventetid_ledd":
        return ngettext("%(n)s time", "%(n)s timer", tall) % {"n": tall}
    if indikator == "timeloenn_i_tide":
        return gettext("betalt i tide") if tall else gettext("ikke betalt ved første kjøring")
    return gettext("arkivert av seg selv") if tall else gettext("registrert for hånd")
