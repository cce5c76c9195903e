"""The forms behind a signature: who one is, and only what nobody knows yet."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.core.validators import MinLengthValidator
from django.utils.translation import gettext_lazy as _

from samverk.core.errors import Refusal
from samverk.core.identifiers import parse_ident, parse_kontonummer
from samverk.core.ui import api as ui


class NumberField(forms.CharField):
    """A number as its holder writes it; an impossible one is told of with the form's other faults.

    Args:
        read: what reads such a number in the act, and refuses what cannot be one.
    """

    def __init__(self, *, read: Callable[[str], object], **kwargs: Any) -> None:
        attrs = {"inputmode": "numeric", "autocomplete": "off"}
        super().__init__(max_length=20, widget=forms.TextInput(attrs=attrs), **kwargs)
        self.read = read

    def validate(self, value: str) -> None:
        """Refuse what the act would refuse."""
        super().validate(value)
        try:
            if value:
                self.read(value)
        except Refusal as refusal:
            raise forms.ValidationError(ui.sentence(refusal)) from refusal


class SignForm(ui.Form):
    """What the candidate gives once: number, account, municipality, consent."""

    concepts = {
        "fnr": "person.foedselsnummer",
        "kontonummer": "person.kontonummer",
        "skattekommune": "person.skattekommune",
        "samtykke": "person.samtykke_gjenkjenning",
    }

    fnr = NumberField(
        read=parse_ident, label=_("Fødselsnummer eller D-nummer"), required=False,
        help_text=_("Elleve siffer. Lagres kryptert og vises aldri i lister."),
    )  # fmt: skip
    kontonummer = NumberField(
        read=parse_kontonummer, label=_("Kontonummer lønna skal til"), required=False,
        help_text=_("Elleve siffer. Du oppgir det én gang."),
    )  # fmt: skip
    skattekommune = forms.CharField(
        label=_("Kommunen du betaler skatt til"), max_length=60,
        validators=[
            MinLengthValidator(2, _("Skriv kommunen der du betaler skatt, for eksempel Tromsø."))
        ],
    )  # fmt: skip
    samtykke = forms.BooleanField(
        label=_("De andre universitetene i samarbeidet kan kjenne meg igjen, så slipper jeg å oppgi dette på nytt der."),  # noqa: E501 - one sentence
        required=False,
    )  # fmt: skip


class IdentifyForm(ui.Form):
    """Who one is, before anything known elsewhere is shown; no field where ID-porten answers."""

    concepts = {"mitt_fnr": "person.foedselsnummer"}

    mitt_fnr = NumberField(read=parse_ident, label=_("Fødselsnummer eller D-nummer"))


class KontoForm(ui.Form):
    """Another account for one's own pay."""

    concepts = {"kontonummer": "person.kontonummer"}

    kontonummer = NumberField(
        read=parse_kontonummer, label=_("Ny konto"),
        help_text=_("Elleve siffer. Den gjelder først når du har bekreftet den fra e-posten din."),
    )  # fmt: skip
