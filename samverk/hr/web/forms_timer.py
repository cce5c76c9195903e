"""Hours on a phone: what, when, how many."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from samverk.core.ui import api as ui

ACTIVITIES = [
    ("Seminar", _("Seminar")),
    ("Retting", pgettext_lazy("aktivitet", "Retting")),
    ("Møte", _("Møte")),
]


OTHER = "annet"


def activity_words(aktivitet: str) -> str | Promise:
    """Return the work in the reader's language, or as its doer wrote it."""
    known: dict[str, str | Promise] = dict(ACTIVITIES)
    return known.get(aktivitet) or ui.words.written(aktivitet, "nb")


class RettTimerForm(ui.Form):
    """One day's hours.

    Args:
        brukt: what the person has called their work before; it can be chosen again.
    """

    concepts = {
        "aktivitet": "timer.aktivitet",
        "annet": "timer.aktivitet",
        "dato": "timer.dato",
        "timer": "timer.antall",
    }
    needed_when = {"annet": _("Må fylles ut når du velger «Noe annet»")}

    aktivitet = forms.ChoiceField(label=_("Hva"), widget=forms.RadioSelect, initial="Seminar")
    annet = forms.CharField(label=_("Hva gjorde du?"), max_length=60, required=False)
    dato = ui.DatoField(label=_("Dag"))
    timer = ui.TimerField(
        label=_("Timer"), help_text=_("Med for- og etterarbeid, slik kontrakten sier.")
    )

    def __init__(self, *args: Any, brukt: Iterable[str] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known = {value for value, _label in ACTIVITIES}
        self.fields["aktivitet"].choices = [  # type: ignore[attr-defined]
            *ACTIVITIES,
            *((text, activity_words(text)) for text in brukt if text not in known),
            (OTHER, _("Noe annet")),
        ]

    def clean(self) -> dict[str, Any]:
        """Let what the person wrote stand where no choice fits."""
        values: dict[str, Any] = super().clean() or self.cleaned_data
        if values.get("aktivitet") == OTHER:
            values["aktivitet"] = values.get("annet", "")
            if not values["aktivitet"] and "annet" not in self.errors:
                self.add_error("annet", gettext("Skriv hva du gjorde."))
        return values


class TimerForm(RettTimerForm):
    """One day's hours against a contract."""

    concepts = {**RettTimerForm.concepts, "kontrakt": "timer.kontrakt"}

    kontrakt = forms.ChoiceField(label=_("Kontrakt"))


class ReturForm(ui.Form):
    """Why a sheet goes back."""

    concepts = {"grunn": "timer.retur_grunn"}

    grunn = forms.CharField(label=_("Hva må rettes?"), max_length=400)


class ForskuddForm(ui.Form):
    """An advance on pay that will be late."""

    concepts = {"beloep": "forskudd.beloep", "grunn": "forskudd.grunn"}

    beloep = ui.KronerField(
        label=_("Beløp, kr"), help_text=_("Ikke mer enn det som er igjen av kontrakten, dekker.")
    )
    grunn = forms.CharField(label=_("Hvorfor blir lønna sen?"), max_length=400)

    def __init__(self, *args: Any, hoeyst: str, **kwargs: Any) -> None:
        """Say at the amount the most it can be, and what that is made of (`hoeyst`)."""
        super().__init__(*args, **kwargs)
        self.fields["beloep"].help_text = hoeyst
