"""The forms behind a signature: who one is, and only what nobody knows yet."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from samverk.core.ui import api as ui


class SignForm(ui.Form):
    """What the candidate gives once: number, account, municipality, consent."""

    concepts = {
        "fnr": "person.foedselsnummer",
        "kontonummer": "person.kontonummer",
        "skattekommune": "person.skattekommune",
        "samtykke": "person.samtykke_gjenkjenning",
    }

    fnr = forms.CharField(
        label=_("Fødselsnummer eller D-nummer"), required=False, max_length=20,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
        help_text=_("Elleve siffer. Lagres kryptert og vises aldri i lister."),
    )  # fmt: skip
    kontonummer = forms.CharField(
        label=_("Kontonummer lønna skal til"), required=False, max_length=20,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
        help_text=_("Elleve siffer. Du oppgir det én gang."),
    )  # fmt: skip
    skattekommune = forms.CharField(label=_("Kommunen du betaler skatt til"), max_length=60)
    samtykke = forms.BooleanField(
        label=_("De andre universitetene i samarbeidet kan kjenne meg igjen, så slipper jeg å oppgi dette på nytt der."),  # noqa: E501 - one sentence
        required=False,
    )  # fmt: skip


class IdentifyForm(ui.Form):
    """Who one is, before anything known elsewhere is shown; no field where ID-porten answers."""

    concepts = {"mitt_fnr": "person.foedselsnummer"}

    mitt_fnr = forms.CharField(
        label=_("Fødselsnummer eller D-nummer"), max_length=20,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )  # fmt: skip


class KontoForm(ui.Form):
    """Another account for one's own pay."""

    concepts = {"kontonummer": "person.kontonummer"}

    kontonummer = forms.CharField(
        label=_("Ny konto"), max_length=20,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
        help_text=_("Elleve siffer. Den gjelder først når du har bekreftet den fra e-posten din."),
    )  # fmt: skip
