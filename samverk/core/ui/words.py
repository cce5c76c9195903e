"""Dates, hours and money as they are written on a page, in the reader's language."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext, ngettext

from samverk.core import money, periods
from samverk.core.errors import Refusal, Text
from samverk.core.languages import LANGUAGES, Trilingual

NBSP = "\u00a0"
_DAYS = {
    "nb": "mandag tirsdag onsdag torsdag fredag lørdag søndag",
    "nn": "måndag tysdag onsdag torsdag fredag laurdag sundag",
    "en": "Monday Tuesday Wednesday Thursday Friday Saturday Sunday",
}
_DAYS_SHORT = {
    "nb": "man. tir. ons. tor. fre. lør. søn.",
    "nn": "mån. tys. ons. tor. fre. lau. sun.",
    "en": "Mon Tue Wed Thu Fri Sat Sun",
}
_MONTHS_SHORT = {
    "nb": "jan. feb. mars april mai juni juli aug. sep. okt. nov. des.",
    "nn": "jan. feb. mars april mai juni juli aug. sep. okt. nov. des.",
    "en": "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec",
}


def language() -> str:
    """Return the page's language: nb, nn or en."""
    found = (get_language() or "nb")[:2]
    return found if found in _DAYS else "nb"


def in_language(names: tuple[str, str, str]) -> str:
    """Return the one of a bokmål, a nynorsk and an English name that the page is read in."""
    return names[LANGUAGES.index(language())]


def day_of(value: date | datetime) -> date:
    """Return the Norwegian calendar day."""
    return value.astimezone(periods.OSLO).date() if isinstance(value, datetime) else value


def day_long(value: date | datetime) -> str:
    """«12. november 2026»."""
    return periods.day_text(day_of(value), language=language())


def day_full(value: date | datetime) -> str:
    """«torsdag 12. november 2026»."""
    day = day_of(value)
    return f"{_DAYS[language()].split()[day.weekday()]} {day_long(day)}"


def weekday(value: date | datetime, *, short: bool = False) -> str:
    """«torsdag», or «tor.»."""
    return (_DAYS_SHORT if short else _DAYS)[language()].split()[day_of(value).weekday()]


def day_month(value: date | datetime) -> str:
    """«12. november», the year being plain from the page."""
    day = day_of(value)
    mark = "" if language() == "en" else "."
    return f"{day.day}{mark}{NBSP}{periods.month_name(day.month, language=language())}"


def day_short(value: date | datetime) -> str:
    """«tor. 26. nov.» for lists."""
    day = day_of(value)
    month = _MONTHS_SHORT[language()].split()[day.month - 1]
    mark = "" if language() == "en" else "."
    return f"{weekday(day, short=True)} {day.day}{mark}{NBSP}{month}"


def clock_time(value: datetime) -> str:
    """«kl. 09.52» (en: “09:52”)."""
    local = value.astimezone(periods.OSLO)
    if language() == "en":
        return f"{local:%H:%M}"
    return f"kl.{NBSP}{local:%H.%M}"


def moment(value: datetime, now: datetime) -> str:
    """«i dag kl. 09.52», «i går kl. 15.20», «tor. 19. nov. kl. 10.31»; the year when it differs."""
    day, today = day_of(value), day_of(now)
    match (today - day).days:
        case 0:
            return f"{gettext('i dag')} {clock_time(value)}"
        case 1:
            return f"{gettext('i går')} {clock_time(value)}"
    if day.year != today.year:
        return f"{day_long(day)} {clock_time(value)}"
    return f"{day_short(day)} {clock_time(value)}"


def days_until(day: date | datetime, today: date | datetime) -> str:
    """«om 8 dager», «i dag», «i morgen», «3 dager over» for a deadline."""
    left = (day_of(day) - day_of(today)).days
    if left == 0:
        return gettext("i dag")
    if left == 1:
        return gettext("i morgen")
    if left > 0:
        return ngettext("om %(n)s dag", "om %(n)s dager", left) % {"n": left}
    return ngettext("%(n)s dag over", "%(n)s dager over", -left) % {"n": -left}


def lasted(seconds: float) -> str:
    """«under ett minutt», «40 minutter», «5 timer», and from two days on «14 dager»."""
    minutes, hours, days = (round(seconds / unit) for unit in (60, 3600, 86400))
    if minutes < 1:
        return gettext("under ett minutt")
    if hours < 2:
        return ngettext("%(n)s minutt", "%(n)s minutter", minutes) % {"n": minutes}
    if hours < 48:
        return ngettext("%(n)s time", "%(n)s timer", hours) % {"n": hours}
    return ngettext("%(n)s dag", "%(n)s dager", days) % {"n": days}


def kroner(oere: int, *, whole: bool = False) -> str:
    """«18 640 kr», «14 323,50 kr» where the øre is not zero and `whole` is not asked."""
    return money.format_kr(oere, language=language(), whole=whole)


def amount(oere: int) -> str:
    """«18 640,50», without the unit, for tables whose caption names it."""
    return money.format_amount(oere, language=language())


def whole_kroner(oere: int) -> str:
    """«18 641», whole kroner without the unit."""
    return money.format_amount(oere, language=language(), with_oere=False)


def percent(share: money.Ppm) -> str:
    """«7,9 %» from whole millionths."""
    return money.format_percent(share, language=language())


def number(value: int) -> str:
    """«12 450»: thousands parted as for money."""
    return money.format_amount(value * 100, language=language(), with_oere=False)


def decimal(text: str) -> str:
    """«7.5» as the reader writes it: «7,5», in English “7.5”."""
    return text if language() == "en" else text.replace(".", ",")


def written(text: str, spraak: str) -> str | SafeString:
    """Return what somebody wrote, telling a screen reader in which language where it is another."""
    if not text or spraak == language():
        return text
    return format_html('<span lang="{}">{}</span>', spraak, text)


def role(text: str) -> str | SafeString:
    """Return what a person is, where a catalogue knows it; else as it was written."""
    said = gettext(text) if text else ""
    return written(said, "nb") if said == text else said


def filled(message: str, values: Mapping[str, object]) -> str | SafeString:
    """Return ``message % values``; a value that is `written` in another language keeps its mark."""
    if not any(isinstance(value, SafeString) for value in values.values()):
        return message % values
    escaped = {
        name: value if isinstance(value, SafeString) else conditional_escape(str(value))
        for name, value in values.items()
    }
    return SafeString(conditional_escape(message) % escaped)


def initials(name: str) -> str:
    """«IS» for Ingrid Solbakken."""
    parts = name.split()
    return "".join(p[0] for p in (parts[:1] + parts[-1:] if len(parts) > 1 else parts)).upper()


def sentence(said: Refusal | Text | Trilingual) -> str:
    """Return a refusal, a sentence with values or a text of a data file, as the reader reads it."""
    if isinstance(said, Trilingual):
        return said(language=language())
    text = said.text if isinstance(said, Refusal) else said
    return text.read(gettext, language())
