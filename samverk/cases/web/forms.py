"""Forms of case work; every field names the concept it asks for."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from samverk.cases.api import Submission
from samverk.core.ui import api as ui


def submission_of(form: ui.Form, key: str) -> Submission:
    """Return where the fields of a valid form came from."""
    return Submission(key, form.provenance(), form.active_seconds)


class NoteForm(ui.Form):
    """An internal note."""

    concepts: ClassVar = {"tekst": "sak.notat"}
    tekst = forms.CharField(
        label=_("Notat"), max_length=4000, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Partene ser ikke notater. Et notat kan ikke endres etterpå."),
    )  # fmt: skip


class LetterForm(ui.Form):
    """A letter out of a case."""

    concepts: ClassVar = {
        "mottaker": "brev.mottaker", "tittel": "brev.tittel", "tekst": "brev.tekst",
        "svar_paa": "brev.svar_paa",
    }  # fmt: skip
    mottaker = forms.CharField(
        label=_("Til"), max_length=200,
        help_text=_("Skriv navnet på en part slik det står i saken, så leser parten brevet her."),
    )  # fmt: skip
    tittel = forms.CharField(label=_("Tittel"), max_length=200)
    tekst = forms.CharField(
        label=_("Brev"), max_length=20_000, widget=forms.Textarea(attrs={"rows": 12}),
        help_text=_("Skriv som du snakker. Tom linje gir nytt avsnitt."),
    )  # fmt: skip
    svar_paa = forms.ChoiceField(
        label=_("Svar på"), required=False, widget=ui.WrittenSelect,
        help_text=_("Brevet det svares på, blir merket som besvart."),
    )  # fmt: skip

    def __init__(
        self, *args: Any, unanswered: Iterable[tuple[str, str]] = (), **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["svar_paa"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", _("Ikke et svar")), *unanswered]


class DocumentForm(ui.Form):
    """A document that came, or that was made elsewhere."""

    concepts: ClassVar = {
        "fil": "dokument.fil", "tittel": "dokument.tittel", "type": "dokument.retning",
        "hvem": "dokument.korrespondansepart",
    }  # fmt: skip
    fil = forms.FileField(
        label=_("Fil"), allow_empty_file=True,
        help_text=_("PDF, bilde, tekst- eller regneark. Innholdet avgjør typen, ikke navnet."),
    )  # fmt: skip
    tittel = forms.CharField(label=_("Tittel"), max_length=200)
    type = forms.ChoiceField(
        label=_("Hva er det"),
        choices=[("I", _("Brev inn")), ("U", _("Brev ut")), ("X", _("Internt"))],
        widget=forms.RadioSelect,
    )
    hvem = forms.CharField(
        label=_("Fra eller til"), max_length=200, required=False,
        help_text=_("Hvem dokumentet kom fra, eller går til. Kan stå tomt for interne."),
    )  # fmt: skip


class NewCaseForm(ui.Form):
    """A new case without a process."""

    concepts: ClassVar = {
        "tittel": "sak.tittel", "enhet": "sak.enhet", "klasse": "sak.klasse",
        "tilgangskode": "sak.tilgangskode", "skjul": "sak.skjermede_ord",
    }  # fmt: skip
    tittel = forms.CharField(
        label=_("Hva gjelder saken"), max_length=250,
        help_text=_("En tittel som kan finnes igjen, for eksempel «Samarbeid om eksamen 2027»."),
    )  # fmt: skip
    enhet = forms.ChoiceField(label=_("Sted"))
    klasse = forms.ChoiceField(label=_("Arkivnøkkel"))
    tilgangskode = forms.ChoiceField(label=_("Tilgang"), required=False)
    skjul = forms.CharField(
        label=_("Ord som skjules i offentlig tittel"), max_length=200, required=False,
        help_text=_("Navn og andre ord som er skjermet, med komma mellom."),
    )  # fmt: skip

    def __init__(self, *args: Any, choices: dict[str, list[Any]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, found in choices.items():
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)
            field.choices = found


class CloseForm(ui.Form):
    """Close a case."""

    concepts: ClassVar = {"avskriv": "sak.avskriv_ved_avslutning"}
    avskriv = forms.BooleanField(
        label=_("Merk ubesvarte dokumenter som «saken er avsluttet»"), required=False
    )


class ReportForm(ui.Form):
    """«Dette er feil»."""

    concepts: ClassVar = {"tekst": "melding.tekst"}
    tekst = forms.CharField(
        label=_("Hva er feil?"), max_length=4000, widget=forms.Textarea(attrs={"rows": 5})
    )
