"""How pay runs, states, controls and causes are called on a page."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext, gettext_noop, ngettext
from django.utils.translation import gettext_lazy as _

from samverk.core.languages import Trilingual
from samverk.core.money import format_amount
from samverk.core.periods import Period, month_name
from samverk.core.rates.api import Certainty, Rate
from samverk.core.ui import api as ui
from samverk.core.ui.api import words
from samverk.hr import api as hr
from samverk.payroll import api
from samverk.payroll.api import TraceInvalid, explain_remark

Text = str | Promise

ARTER: dict[str, Text] = {
    "ordinaer": _("Hovedlønn"),
    "utenom": _("Ekstra utbetaling"),
    "forskudd": _("Forskudd på lønn"),
    "korreksjon": _("Retting"),
}
TILSTANDER: dict[str, Text] = {
    "aapen": _("Åpen"),
    "beregnet": _("Beregnet"),
    "kontrollert": _("Venter på godkjenning"),
    "godkjent": _("Venter på betaling"),
    "betalt": _("Venter på bokføring"),
    "bokfoert": _("Venter på a-melding"),
    "meldt": _("Meldt"),
    "lukket": _("Ferdig"),
    "avlyst": _("Avslått"),
}
STATUS = {
    "aapen": "mute", "beregnet": "wait", "kontrollert": "wait", "godkjent": "wait",
    "betalt": "wait", "bokfoert": "wait", "meldt": "ok", "lukket": "ok",
    "avlyst": "mute",
}  # fmt: skip
ROLLER: dict[str, Text] = {
    "loenn_fast": _("Fast lønn"),
    "loenn_midlertidig": _("Timelønn"),
    "loenn_overtid": _("Overtid"),
    "loenn_honorar": _("Honorar"),
    "loenn_forskudd": _("Forskudd på lønn (fordring på ansatte)"),
    "loenn_skyldig": _("Skyldig lønn"),
    "bank_utbetaling": _("Bank, utbetalinger"),
    "skattetrekk": _("Skattetrekk"),
    "pensjonstrekk": _("Pensjonstrekk"),
    "pensjon_kostnad": _("Pensjon, kostnad"),
    "pensjon_skyldig": _("Pensjon, skyldig"),
    "fagforeningstrekk": _("Trekk til fagforening"),
    "paaleggstrekk": _("Utleggstrekk"),
    "bidragstrekk": _("Bidragstrekk"),
    "andre_trekk": _("Andre trekk"),
    "feriepenger": _("Skyldige feriepenger"),
    "feriepenger_kostnad": _("Feriepenger, kostnad"),
    "aga_kostnad": _("Arbeidsgiveravgift, kostnad"),
    "aga_skyldig_netto": _("Arbeidsgiveravgift, skyldig"),
    "aga_kostnad_feriepenger": _("Arbeidsgiveravgift av feriepenger, kostnad"),
    "aga_palopt": _("Arbeidsgiveravgift av feriepenger, påløpt"),
    "diett": _("Diett"),
    "bilgodtgjorelse": _("Bilgodtgjørelse"),
    "reise": _("Reise"),
}
AARSAKER: dict[str, Text] = {
    "fastloenn": _("Fast lønn"),
    "timer": _("Timelønn og honorar"),
    "overtid": _("Overtid og tillegg"),
    "etterbetaling": _("Etterbetaling"),
    "ferie": _("Feriepenger og ferietrekk"),
    "permisjon": _("Permisjon"),
    "nye": _("Nye i kjøringen"),
    "sluttet": _("Ikke lenger i kjøringen"),
}


AVTALEHANDLINGER: dict[str, Text] = {
    "bestilt": _("Bestilt av"),
    "godkjent": _("Godkjent av"),
    "signert": _("Signert av"),
    "timer_godkjent": _("Timene godkjent av"),
}


class Payout(NamedTuple):
    """The words for the money of a slip, and whether it is in the account."""

    naar: str
    ord: str
    er_utbetalt: bool = False


def payout(slip: api.SlippFacts | api.SlippHead, today: date) -> Payout:
    """Where the money is: released early is not paid, and a day that passed pays nobody."""
    dag = words.day_long(slip.paa_konto)
    if slip.er_frigitt and slip.paa_konto <= today:
        return Payout(
            gettext("Utbetalt %(dag)s") % {"dag": dag}, gettext("Utbetalt"), er_utbetalt=True
        )
    if not slip.er_frigitt and slip.utbetalingsdato < today:
        text = gettext("Ikke betalt ennå, skulle vært på konto %(dag)s") % {
            "dag": words.day_long(slip.utbetalingsdato)
        }
        return Payout(text, gettext("Utbetales"))
    return Payout(gettext("Utbetales %(dag)s") % {"dag": dag}, gettext("Utbetales"))


class KontrollText(NamedTuple):
    """A control in words: the cause, and what to do about it."""

    tittel: Text
    gjoer: Text


KONTROLLER: dict[str, KontrollText] = {
    "konto_mangler": KontrollText(
        _("Mangler kontonummer"), _("Be personen legge inn kontonummer, eller ta personen ut.")
    ),
    "ident_mangler": KontrollText(
        _("Mangler fødselsnummer, D-nummer eller pass"),
        _("Kan ikke meldes i a-meldingen før det er på plass."),
    ),
    "betalt_foer": KontrollText(
        _("Timer eller krav er betalt før"), _("Ta kravet bort, eller ta personen ut.")
    ),
    "sum_stemmer_ikke": KontrollText(
        _("Linjene blir ikke det som skal utbetales"), _("Beregn på nytt. Meld fra hvis det står.")
    ),
    "skattekort_mangler": KontrollText(
        _("Skattekort mangler"),
        _("Hent skattekortet. Uten kort trekkes 50 %; bekreft med en begrunnelse."),
    ),
    "frikort_uten_beloep": KontrollText(
        _("Frikort uten beløp"), _("Avgjør hva kortet betyr, og skriv hvorfor.")
    ),
    "netto_endret": KontrollText(
        _("Utbetalingen er endret over 20 % uten registrert årsak"),
        _("Se på personene og forklar."),
    ),
    "netto_null": KontrollText(
        _("Har lønn, men får ingenting utbetalt"), _("Se om trekkene er riktige.")
    ),
    "netto_hoey": KontrollText(
        _("Svært høy utbetaling, over 150 000 kr"), _("Se om beløpet er riktig.")
    ),
    "konto_ny": KontrollText(
        _("Kontonummeret er endret de siste ti dagene"),
        _("Mulig svindel. Spør personen på en annen måte enn e-post."),
    ),
    "foerste_loenn": KontrollText(_("Første lønn"), _("Se at skattekort og konto stemmer.")),
    "gamle_timer": KontrollText(
        _("Timer eldre enn tre måneder"), _("Se at de ikke er betalt på annen måte.")
    ),
    "arbeidstillatelse": KontrollText(
        _("Skatteetaten ber om at arbeidstillatelsen vurderes"), _("Spør HR før lønn betales.")
    ),
    "negativ_loenn": KontrollText(
        _("Lønna er under null"), _("Ta personen ut og rett grunnlaget.")
    ),
    "ferietrekk_uten_fastloenn": KontrollText(
        _("Ferietrekk uten fast lønn i samme måned"), _("Rett ferietrekket.")
    ),
    "kostnadsfordeling_mangler": KontrollText(
        _("Kostnadsfordelingen dekker ikke alle dagene"), _("Rett fordelingen på stillingen.")
    ),
    "linje_uten_ansettelse": KontrollText(
        _("Lønn på en ansettelse som er avsluttet"), _("Rett datoene, eller ta kravet bort.")
    ),
    "overtid_uten_fastloenn": KontrollText(
        _("Overtid uten fast lønn å regne av"), _("Sett timesats på kravet.")
    ),
    "frikort_brukt_opp": KontrollText(
        _("Frikortet er brukt opp"), _("Resten trekkes med 50 %. Be om nytt skattekort.")
    ),
    "fagforening_tak_mangler": KontrollText(
        _("Årets tak for fagforeningsfradrag er ikke kjent"), _("Legg det inn i Satser.")
    ),
    "trekk_rakk_ikke": KontrollText(
        _("Lønna rakk ikke til alle trekk"), _("Resten tas i neste kjøring.")
    ),
}


def run_title(run: api.KjoeringFacts | api.SlippFacts | api.SlippHead) -> str:
    """«Hovedlønn november 2026»; an extra payout is named by its day."""
    name = str(ARTER.get(run.art, run.art))
    if run.art == "ordinaer":
        return f"{name} {month_name(run.maaned, language=words.language())} {run.aar}"
    return f"{name} {words.day_long(run.utbetalingsdato)}"


def month_title(aar: int, maaned: int) -> str:
    """«november 2026»."""
    return f"{month_name(maaned, language=words.language())} {aar}"


class RunState(NamedTuple):
    """Where a run is: the word and its status."""

    ord: str
    status: str


def run_state(run: api.KjoeringFacts, file: api.Betalingsfil | None) -> RunState:
    """Where a run is; money that was released and never came is not paid, whatever the step."""
    if api.is_unpaid(run, file):
        return RunState(gettext("Ikke betalt"), "stop")
    if run.tilstand == "avlyst" and run.betalt_at:
        return RunState(gettext("Ikke betalt"), STATUS[run.tilstand])
    return RunState(str(TILSTANDER[run.tilstand]), STATUS[run.tilstand])


def control_text(kontroll: str) -> KontrollText:
    """A control in words; an unknown one shows its code."""
    return KONTROLLER.get(kontroll, KontrollText(kontroll, ""))


def finding_note(kontroll: str, fakta: object) -> str:
    """What is particular about one finding, or nothing."""
    if isinstance(fakta, dict) and "foer" in fakta:
        sums = {"foer": words.amount(int(fakta["foer"])), "naa": words.amount(int(fakta["naa"]))}
        if fakta.get("halv"):
            return gettext("fra %(foer)s til %(naa)s kr når halv skatt er regnet bort") % sums
        return gettext("fra %(foer)s til %(naa)s kr") % sums
    if isinstance(fakta, dict) and "netto" in fakta:
        return gettext("%(netto)s kr utbetalt") % {"netto": words.amount(int(fakta["netto"]))}
    if isinstance(fakta, Sequence) and not isinstance(fakta, str) and fakta:
        try:
            return explain_remark(kontroll, list(fakta[1:]), language=words.language())
        except (TraceInvalid, ValueError):
            return ""
    return ""


def quantity(hundredths: int | None) -> str:
    """«20» or «7,5» from hundredths; nothing when there is none."""
    if hundredths is None:
        return ""
    text = format_amount(hundredths, language=words.language())
    point = "." if words.language() == "en" else ","
    return text.rstrip("0").rstrip(point)


def signed(oere: int) -> str:
    """«+1 000,00» or «−140,00»."""
    return f"+{words.amount(oere)}" if oere > 0 else words.amount(oere)


def period(fra: date | None, til: date | None) -> str:
    """«1. oktober 2026 til og med 31. oktober 2026», or nothing."""
    if fra is None or til is None:
        return ""
    return Period(fra, til).text(language=words.language())


CHOICES = {  # a figure of the unit «valg» is a word
    "ned": gettext_noop("ned"),
    "opp": gettext_noop("opp"),
    "naermeste": gettext_noop("nærmeste"),
    "prosent": gettext_noop("prosent"),
    "ja": gettext_noop("ja"),
    "nei": gettext_noop("nei"),
    "kalenderdager": gettext_noop("kalenderdager"),
    "virkedager": gettext_noop("virkedager"),
    "skatt-spk-utlegg-forskudd-fagforening-andre": gettext_noop(
        "skatt, pensjon, utlegg, forskudd, fagforening, andre"
    ),
}


def _amount_with_unit(unit: str, number: str, *, is_one: bool) -> str:
    """The units of the rate files; each is written out, so that every language has its order."""
    count = 1 if is_one else 2
    found = {
        "kr": ngettext("%(n)s krone", "%(n)s kroner", count),
        "kr per døgn": gettext("%(n)s kr per døgn"),
        "kr per natt": gettext("%(n)s kr per natt"),
        "kr per km": gettext("%(n)s kr per km"),
        "kr per måned": gettext("%(n)s kr per måned"),
        "kr per time": gettext("%(n)s kr per time"),
        "kr per år": gettext("%(n)s kr per år"),
        "timer": ngettext("%(n)s time", "%(n)s timer", count),
        "timer per uke": ngettext("%(n)s time per uke", "%(n)s timer per uke", count),
        "timer per år": ngettext("%(n)s time per år", "%(n)s timer per år", count),
        "dager": ngettext("%(n)s dag", "%(n)s dager", count),
        "dager per år": ngettext("%(n)s dag per år", "%(n)s dager per år", count),
        "arbeidsdager": ngettext("%(n)s arbeidsdag", "%(n)s arbeidsdager", count),
        "kalenderdager": ngettext("%(n)s kalenderdag", "%(n)s kalenderdager", count),
        "virkedager": ngettext("%(n)s virkedag", "%(n)s virkedager", count),
        "måneder": ngettext("%(n)s måned", "%(n)s måneder", count),
        "måneders lønn": ngettext("%(n)s måneds lønn", "%(n)s måneders lønn", count),
        "dag i måneden": gettext("dag %(n)s i måneden"),
    }.get(unit, f"%(n)s {unit}")
    return found % {"n": number}


def rate_value(row: Rate) -> str:
    """A figure as people write it: «14,1 %», «12», «nærmeste», or «ukjent»."""
    if not row.is_known:
        return gettext("ukjent")
    if row.word:
        return gettext(CHOICES[row.word]) if row.word in CHOICES else row.word
    if row.unit == "andel":
        return words.percent(row.share)
    if row.unit == "måned":
        return month_name(int(row.value), language=words.language())
    if row.unit == "inntektsår":
        return str(row.value)
    return _amount_with_unit(row.unit, _decimal(row.value), is_one=row.value == 1)


def _decimal(value: Decimal) -> str:
    """«10 724», «3,5» (en: “10,724”, “3.5”): thousands parted, and only the decimals there are."""
    whole, _, rest = format(value.normalize(), "f").partition(".")
    point = "." if words.language() == "en" else ","
    return words.number(int(whole)) + (f"{point}{rest}" if rest else "")


def source_text(row: Rate) -> str:
    """A sentence about the source as the reader reads it; a citation stands as it is."""
    if isinstance(row.source, Trilingual):
        return ui.sentence(row.source)
    return words.written(row.source, "nb")


def certainty(row: Rate) -> tuple[str, str]:
    """(status, word) of how a figure is known."""
    if row.is_confirmed_by_two:
        return "ok", gettext("Bekreftet av to")
    if row.certainty is Certainty.SETT:
        return "ok", gettext("Sett i kilden")
    if row.certainty is Certainty.SEKUNDAER:
        return "mute", gettext("Fra annen kilde")
    return "warn", gettext("Ubekreftet")


def own_advance_words(advance: hr.ForskuddFacts, on: date) -> tuple[str, str]:
    """A mark and where an advance stands, as the one who gets it reads it."""
    day = words.day_long(advance.utbetalingsdato) if advance.utbetalingsdato else ""
    if advance.innvilget_oere is not None and advance.status not in {"avslaatt", "stanset"}:
        asked = words.kroner(advance.beloep_oere)
        lowered = gettext("Satt ned fra %(bedt)s: %(svar)s. På konto %(dag)s")
        if advance.status == "innvilget":
            lowered = gettext(
                "Satt ned fra %(bedt)s: %(svar)s. Ikke frigitt til betaling ennå, planlagt på konto"
                " %(dag)s"
            )
        return "ok", lowered % {"bedt": asked, "svar": advance.svar.rstrip(". "), "dag": day}
    return {
        "bedt_om": ("wait", gettext("Lønn ser på saken")),
        "innvilget": (
            "ok",
            gettext("Innvilget, men ikke frigitt til betaling ennå. Planlagt på konto %(dag)s")
            % {"dag": day},
        ),
        "paa_vei": ("ok", gettext("Frigitt til betaling, på konto %(dag)s") % {"dag": day}),
        "utbetalt": ("ok", gettext("Betalt %(dag)s") % {"dag": day}),
        "avslaatt": ("stop", gettext("Avslått: %(svar)s") % {"svar": advance.svar}),
        "stanset": ("stop", gettext("Ikke betalt: %(svar)s") % {"svar": advance.svar}),
    }[advance.stands(on)]
