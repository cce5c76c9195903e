"""Tags and filters that every template may use."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django import template
from django.forms import BoundField
from django.template import Context
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext, gettext_lazy

from samverk.core import clock
from samverk.core.errors import Refusal, Text
from samverk.core.languages import Trilingual
from samverk.core.money import Ppm
from samverk.core.organisation.api import EnhetFacts
from samverk.core.tenancy.api import TenantFacts
from samverk.core.ui import words
from samverk.core.ui.icons import sprite, use_icon

register = template.Library()

STATUS_ICONS = {
    "ok": "CheckmarkCircleFill",
    "warn": "ExclamationmarkTriangleFill",
    "stop": "XMarkOctagonFill",
    "wait": "HourglassTopFilled",
    "mute": "CircleBroken",
}
SOURCES = {
    "tastet": ("PencilLine", gettext_lazy("tastet")),
    "arvet": ("Branching", gettext_lazy("arvet")),
    "hentet": ("FileImport", gettext_lazy("hentet")),
    "beregnet": ("Calculator", gettext_lazy("beregnet")),
    "foreslått": ("LightBulb", gettext_lazy("foreslått")),
    "mangler": ("QuestionmarkCircle", gettext_lazy("kilde mangler")),
}
LIGHTS = {
    "G": gettext_lazy("grønn"),
    "GU": gettext_lazy("gul"),
    "R": gettext_lazy("rød"),
    "–": gettext_lazy("ukjent"),
}
_COLLECTED = "ui_icons"


def _collected(context: Context) -> set[str] | None:
    request = getattr(context, "request", None) or context.get("request")
    return getattr(request, _COLLECTED, None)


@register.simple_tag(takes_context=True)
def collect_icons(context: Context) -> str:
    """Begin to collect icons for the page's sprite; only the shell uses this."""
    request = getattr(context, "request", None) or context.get("request")
    if request is not None:
        setattr(request, _COLLECTED, set())
    return ""


@register.simple_tag(takes_context=True)
def icon_sprite(context: Context) -> str:
    """Write the collected symbols; only the shell uses this, last on the page."""
    found = _collected(context)
    return sprite(found) if found else ""


@register.simple_tag(takes_context=True)
def icon(context: Context, name: str) -> SafeString:
    """``{% icon "House" %}``: a decorative Aksel icon; the words stand beside it."""
    return use_icon(name, _collected(context))


@register.filter
def money(oere: int | None, form: str = "") -> str:
    """``{{ row.beloep_oere|money }}`` → «18 640,50 kr»; ``money:"hele"`` → «18 641 kr»."""
    return "–" if oere is None else words.kroner(oere, whole=form == "hele")


@register.filter
def oere(value: int | None) -> str:
    """``{{ row.beloep_oere|oere }}`` → «18 640,50», for cells whose caption names the unit."""
    return "–" if value is None else words.amount(value)


@register.filter
def kroner(value: int | None) -> str:
    """``{{ row.beloep_oere|kroner }}`` → «18 641», whole kroner without the unit."""
    return "–" if value is None else words.whole_kroner(value)


@register.filter
def navn(place: EnhetFacts | TenantFacts | None) -> str:
    """``{{ tenant|navn }}``: what a unit or an institution is called in the reader's language."""
    return "" if place is None else place.name(words.language())


@register.filter
def rolle(text: str) -> str | SafeString:
    """``{{ bruker.rolletekst|rolle }}``: what a person is, where a catalogue knows it; else as
    it was written."""
    return words.role(text)


@register.filter
def nb(text: str) -> str | SafeString:
    """``{{ sak.tittel|nb }}``: a record stands as it was written; tell a screen reader so."""
    return words.written(text, "nb")


@register.filter
def tall(value: int | None) -> str:
    """``{{ antall|tall }}`` → «12 450»."""
    return "–" if value is None else words.number(value)


@register.filter
def prosent(ppm: int | None) -> str:
    """``{{ sats_ppm|prosent }}`` → «7,9 %» from whole millionths."""
    return "–" if ppm is None else words.percent(Ppm(ppm))


_DATES = {
    "lang": words.day_long,
    "full": words.day_full,
    "kort": words.day_short,
    "maaned": words.day_month,
    "ukedag": words.weekday,
}


@register.filter
def dato(value: date | None, form: str = "lang") -> str:
    """«12. november 2026»; forms: lang, full (weekday), kort (tor. 26. nov.), maaned, ukedag."""
    return "–" if value is None else _DATES[form](value)


@register.filter
def setning(value: Text | Refusal | Trilingual) -> str:
    """A sentence with values, or a text of a data file, in the reader's language."""
    return words.sentence(value)


@register.filter
def klokkeslett(value: datetime | None) -> str:
    """«kl. 09.52» in Norwegian time."""
    return "–" if value is None else words.clock_time(value)


def _now(context: Context) -> datetime:
    return context.get("now") or clock.now()


@register.simple_tag(takes_context=True)
def naar(context: Context, value: datetime | None) -> str:
    """``{% naar hendelse.at %}`` → «i dag kl. 09.52»; measured from the page's ``now``."""
    return "–" if value is None else words.moment(value, _now(context))


@register.simple_tag(takes_context=True)
def om_dager(context: Context, value: date | None) -> str:
    """``{% om_dager frist %}`` → «om 8 dager»; measured from the page's ``now``."""
    return "" if value is None else words.days_until(value, _now(context))


@register.filter
def initialer(name: str) -> str:
    """«IS» for Ingrid Solbakken."""
    return words.initials(name)


@register.inclusion_tag("ui/_status.html", takes_context=True)
def status(context: Context, kind: str, word: str, icon_name: str = "") -> dict[str, Any]:
    """``{% status "wait" "Venter på deg" %}``: ok, warn, stop, wait or mute; word and symbol."""
    return {"s": kind, "word": word, "icon_name": icon_name or STATUS_ICONS[kind]}


@register.inclusion_tag("ui/_source.html", takes_context=True)
def kilde(context: Context, code: str, text: str = "", url: str = "") -> dict[str, Any]:
    """``{% kilde "arvet" "fra instituttets regel" %}``: where a shown value comes from."""
    icon_name, word = SOURCES.get(code, SOURCES["mangler"])
    return {"icon_name": icon_name, "word": word, "text": text, "url": url}


@register.inclusion_tag("ui/_light.html", takes_context=True)
def light(context: Context, letter: str) -> dict[str, Any]:
    """``{% light "GU" %}``: G, GU, R, or anything else for unknown (dashed)."""
    known = letter if letter in LIGHTS else "–"
    return {"letter": known, "word": LIGHTS[known]}


@register.inclusion_tag("ui/_due.html", takes_context=True)
def frist(context: Context, value: date | None) -> dict[str, Any]:
    """``{% frist oppgave.due_at %}``: «3 dager over» in red, «i dag» in yellow, else plain."""
    if value is None:
        return {"text": "", "state": ""}
    now = _now(context)
    text = words.days_until(value, now)
    left = (words.day_of(value) - words.day_of(now)).days
    is_late = value < now if isinstance(value, datetime) else left < 0
    if left == 0 and isinstance(value, datetime):
        text = f"{text} {words.clock_time(value)}"
        if is_late:
            text = gettext("over fristen")
    return {"text": text, "state": "stop" if is_late else "warn" if left == 0 else ""}


@register.inclusion_tag("ui/_field.html", takes_context=True)
def field(context: Context, bound: BoundField, css: str = "") -> dict[str, Any]:
    """``{% field form.epost "g3" %}``: label, control, error, hint and source of a field."""
    sources = getattr(bound.form, "sources", {})
    return {"field": bound, "css": css, "source": sources.get(bound.name)}


@register.inclusion_tag("ui/_money.html", takes_context=True)
def belop(context: Context, oere_value: int | None, url: str = "") -> dict[str, Any]:
    """``{% belop rad.sum_oere rad.url %}``: an amount; with an address a figure that opens."""
    return {"text": "–" if oere_value is None else words.amount(oere_value), "url": url}


@register.simple_tag
def avatar(name: str) -> SafeString:
    """``{% avatar person.navn %}``: a disc with initials, hidden from screen readers."""
    return format_html('<span class="av" aria-hidden="true">{}</span>', words.initials(name))


@register.simple_tag
def bar(aria_label: str, *shares: float) -> SafeString:
    """``{% bar "Brukt 79 prosent" 79.4 5.7 %}``: shares of 100, left to right."""
    kinds = ("f-act", "f-base", "f-pos", "f-warn")
    at, rects = 0.0, []
    for kind, share in zip(kinds, shares, strict=False):
        width = max(0.0, min(float(share), 100.0 - at))
        rects.append(
            format_html('<rect class="{}" x="{}" width="{}" height="10"/>', kind, at, width)
        )
        at += width + 0.4
    return format_html(
        '<svg class="bar blk-s" viewBox="0 0 100 10" preserveAspectRatio="none" role="img"'
        ' aria-label="{}">{}</svg>',
        aria_label,
        SafeString("".join(rects)),
    )
