"""Why somebody wants to see a number: chosen from the list, and what they add."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from samverk.core.ui import api as ui
from samverk.hr import api as hr


class NummerForm(ui.Form):
    """A purpose and, if the reader wants, why just now."""

    concepts: ClassVar = {"formaal": "lesing.formaal", "begrunnelse": "lesing.begrunnelse"}
    formaal = forms.ChoiceField(label=_("Hva skal du bruke det til?"), widget=forms.RadioSelect)
    begrunnelse = forms.CharField(
        label=_("Begrunnelse"), required=False, max_length=hr.LONGEST_REASON,
        help_text=_("Personen kan lese det du skriver her."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )  # fmt: skip

    def __init__(self, *args: Any, formaal: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        asked = self.fields["formaal"]
        asked.choices = formaal  # type: ignore[attr-defined]
        asked.error_messages["required"] = _("Velg hva du skal bruke nummeret til.")
