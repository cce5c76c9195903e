"""Hours on a phone: what, when, how many."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from samverk.core.ui import api as ui

ACTIVITIES = [
    ("Seminar", _("Seminar")),
    ("Retting", pgettext_lazy("aktivitet", "Retting")),
    ("Møte", _("Møte")),
]


class TimerForm(ui.Form):
    """One day's hours against a contract."""

    concepts = {
        "kontrakt": "timer.kontrakt",
        "aktivitet": "timer.aktivitet",
        "dato": "timer.dato",
        "timer": "timer.antall",
    }

    kontrakt = forms.ChoiceField(label=_("Kontrakt"))
    aktivitet = forms.ChoiceField(
        label=_("Hva"), choices=ACTIVITIES, widget=forms.RadioSelect, initial="Seminar"
    )
    dato = ui.DatoField(label=_("Dag"))
    timer = ui.TimerField(
        label=_("Timer"), help_text=_("Med for- og etterarbeid, slik kontrakten sier.")
    )


class ReturForm(ui.Form):
    """Why a sheet goes back."""

    concepts = {"grunn": "timer.retur_grunn"}

    grunn = forms.CharField(label=_("Hva må rettes?"), max_length=400)


class ForskuddForm(ui.Form):
    """An advance on pay that will be late."""

    concepts = {"beloep": "forskudd.beloep", "grunn": "forskudd.grunn"}

    beloep = ui.KronerField(label=_("Beløp, kr"))
    grunn = forms.CharField(label=_("Hvorfor blir lønna sen?"), max_length=400)
