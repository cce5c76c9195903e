"""The form layer: plain Django forms that keep track of where each value comes from.

Every field names the concept it asks for (``person.kontonummer``), so that "nothing asked twice"
can be measured. Known values come as ``initial`` with a `Source`. What is left unchanged keeps its
source and is marked as confirmed; what is changed is ``tastet`` and remembers what it overrode.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, ClassVar, Literal
from uuid import UUID

from django import forms
from django.core.validators import EmailValidator, MaxValueValidator, MinValueValidator
from django.forms import BoundField
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from samverk.core import money
from samverk.core.errors import Refusal
from samverk.core.provenance.api import FieldProvenance
from samverk.core.ui import words

Code = Literal["tastet", "arvet", "hentet", "beregnet", "foreslått", "mangler"]


@dataclass(frozen=True, slots=True)
class Source:
    """Where a filled-in value comes from.

    Attributes:
        code: arvet, hentet, beregnet or foreslått.
        text: the rest of the sentence, «fra instituttets regel»; url: where it can be seen.
        reference: machine-readable origin for the provenance column; never a value.
    """

    code: Code
    text: str = ""
    url: str = ""
    reference: str = ""


class Form(forms.Form):
    """Base of every form.

    Class attribute ``concepts`` maps field name → concept key; a field without one is a fault in
    the program. Construct with the same ``initial`` and ``sources`` when showing and when reading,
    so that an unchanged value is recognised. Radio fields named in ``segmented`` lie side by side.
    ``needed_when`` says of a field that is not always needed when it is, in place of «Valgfritt».

    Args:
        sources: field name → `Source` of its initial value.
    """

    concepts: ClassVar[Mapping[str, str]] = {}
    segmented: ClassVar[tuple[str, ...]] = ()
    needed_when: ClassVar[Mapping[str, str | Promise]] = {}
    aktive_sekunder = forms.IntegerField(
        required=False, min_value=0, max_value=86_400,
        widget=forms.HiddenInput(attrs={"data-active-seconds": ""}),
    )  # fmt: skip

    def __init__(
        self, *args: Any, sources: Mapping[str, Source] | None = None, **kwargs: Any
    ) -> None:
        kwargs.setdefault("auto_id", "f_%s")
        super().__init__(*args, **kwargs)
        self.sources = dict(sources or {})
        self._refused: list[Refusal] = []
        missing = set(self.fields) - set(self.concepts) - {"aktive_sekunder"}
        if missing:
            msg = f"{type(self).__name__}: fields without a concept: {', '.join(sorted(missing))}"
            raise TypeError(msg)
        for name, field in self.fields.items():
            _dress(field, is_seg=name in self.segmented)
            field.needed_when = self.needed_when.get(name, "")  # type: ignore[attr-defined]
            if field.help_text:
                _describe(field, f"{self._id_of(name)}_hjelp")

    def _id_of(self, name: str) -> str:
        """Id of a control; two forms on one page have prefixes.

        `self[name]` would tell, but keeps the label and help of that moment: a view may still set
        them.
        """
        return str(self.auto_id) % self.add_prefix(name)

    def full_clean(self) -> None:
        """Validate, and tie each error to its control for screen readers."""
        super().full_clean()
        self._mark_errors()

    def _mark_errors(self) -> None:
        for name, field in self.fields.items():
            if name in self.errors:
                own = self._id_of(name)
                hint = f" {own}_hjelp" if field.help_text else ""
                _describe(field, f"{own}_feil{hint}", is_wrong=True)

    def refuse(self, refusal: Refusal) -> None:
        """Show a refusal at the field it names, or at the top of the form."""
        field = refusal.field if refusal.field in self.fields else None
        self.add_error(field, words.sentence(refusal))
        self._mark_errors()

    @property
    def error_count(self) -> int:
        """Number of faults to correct."""
        return sum(len(errors) for errors in self.errors.values())

    @property
    def bad_fields(self) -> list[BoundField]:
        """The fields with faults, in order."""
        return [self[name] for name in self.fields if name in self.errors]

    @property
    def active_seconds(self) -> int:
        """Seconds in which the reader worked in the form; 0 without JavaScript."""
        return int(self.cleaned_data.get("aktive_sekunder") or 0)

    def provenance(self, subjects: Mapping[str, UUID] | None = None) -> list[FieldProvenance]:
        """Return where each filled field came from; call after ``is_valid()``.

        A suggestion that is accepted counts as ``beregnet``. Fields left empty are left out.

        Args:
            subjects: field name → whom or what the concept is about, where that is not the object
                that the submission makes.
        """
        return [
            self._origin(name, concept, (subjects or {}).get(name))
            for name, concept in self.concepts.items()
            if name in self.fields and self.cleaned_data.get(name) not in (None, "", [])
        ]

    def _origin(self, name: str, concept: str, subject: UUID | None) -> FieldProvenance:
        source = self.sources.get(name)
        if source is None or source.code in {"tastet", "mangler"}:
            return FieldProvenance(name, concept, "tastet", subject_id=subject)
        if name in self.changed_data:
            return FieldProvenance(
                name, concept, "tastet", overridden=_STORED[source.code], subject_id=subject
            )
        return FieldProvenance(
            name, concept, _STORED[source.code], confirmed=True,
            source_ref=source.reference, subject_id=subject,
        )  # fmt: skip


_STORED: dict[Code, Literal["arvet", "hentet", "beregnet"]] = {
    "arvet": "arvet",
    "hentet": "hentet",
    "beregnet": "beregnet",
    "foreslått": "beregnet",
}


def _is_group(field: forms.Field) -> bool:
    return isinstance(field.widget, forms.RadioSelect | forms.CheckboxSelectMultiple)


def _describe(field: forms.Field, ids: str, *, is_wrong: bool = False) -> None:
    """Tie hint and error to the control; a group of choices is described on its fieldset."""
    if _is_group(field):
        field.described = ids  # type: ignore[attr-defined]  # read by ui/_field.html
        return
    field.widget.attrs["aria-describedby"] = ids
    if is_wrong:
        field.widget.attrs["aria-invalid"] = "true"


_MESSAGES = {
    "required": _("Fyll ut dette feltet."),
    "invalid_choice": _("Velg et av alternativene."),
    "max_length": _("Skriv høyst %(limit_value)d tegn. Nå er det %(show_value)d."),
}


def _dress(field: forms.Field, *, is_seg: bool) -> None:
    """Give a control the design system's class and tell the field partial what it is."""
    widget = field.widget
    field.is_group = _is_group(field)  # type: ignore[attr-defined]  # read by ui/_field.html
    field.is_seg = is_seg  # type: ignore[attr-defined]
    field.is_check = isinstance(widget, forms.CheckboxInput)  # type: ignore[attr-defined]
    if not widget.is_hidden:
        widget.attrs.setdefault("class", "ds-input")
        if not _is_group(field):  # else an empty field is told of as wrong before it is sent
            widget.attrs.setdefault("aria-invalid", "false")
    if isinstance(widget, forms.Textarea):
        widget.attrs.pop("cols", None)
        if widget.attrs.get("rows") == "10":  # Django's own default
            widget.attrs["rows"] = 3
    # A browser cuts what is pasted beyond it without a word; the form answers with how much it is.
    widget.attrs.pop("maxlength", None)
    field.error_messages.update(_MESSAGES)
    if isinstance(field, forms.EmailField):
        field.validators = [EmailValidator(_("Skriv e-postadressen slik: navn@eksempel.no."))]


class WrittenSelect(forms.Select):
    """A choice among titles and names: they stand in the language they were written in."""

    def create_option(self, name: str, value: Any, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Mark the language of every option but the empty one, which is the page's own words."""
        made = super().create_option(name, value, *args, **kwargs)
        if str(value) and words.language() != "nb":
            made["attrs"]["lang"] = "nb"
        return made


LARGEST_OERE = 10**14  # a thousand billion kroner: far more than anybody pays, far less than bigint
FIRST_DAY, LAST_DAY = date(1900, 1, 1), date(2100, 12, 31)


class KronerField(forms.CharField):
    """An amount as people write it («18 640,50»); cleans to øre."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.widget.attrs.setdefault("inputmode", "decimal")

    def to_python(self, value: Any) -> Any:
        """Return øre, or None when empty."""
        if value in (None, ""):
            return None
        if isinstance(value, int):
            return value
        try:
            amount = money.parse_amount(str(value))
        except Refusal as refusal:
            raise forms.ValidationError(words.sentence(refusal)) from refusal
        if abs(amount) > LARGEST_OERE:
            raise forms.ValidationError(_("Beløpet er for stort. Kontroller tallet."))
        return amount

    def prepare_value(self, value: Any) -> Any:
        """Write øre as kroner; leave what was typed alone."""
        return words.amount(value) if isinstance(value, int) else value

    def has_changed(self, initial: Any, data: Any) -> bool:
        """Compare amounts, not spellings."""
        try:
            return bool(self.to_python(initial) != self.to_python(data))
        except forms.ValidationError:
            return True


class DatoField(forms.DateField):
    """A date from the browser's own picker; also understands 12.11.2026."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("input_formats", ["%Y-%m-%d", "%d.%m.%Y", "%d.%m.%y"])
        kwargs.setdefault("widget", forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}))
        super().__init__(**kwargs)
        self.error_messages["invalid"] = _("Skriv datoen slik: 12.11.2026.")
        year = _("Skriv et årstall fra 1900 til 2100.")
        self.validators = [
            *self.validators, MinValueValidator(FIRST_DAY, year), MaxValueValidator(LAST_DAY, year)
        ]  # fmt: skip


class TimerField(forms.DecimalField):
    """Hours with at most two decimals and a decimal comma."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("max_digits", 7)
        kwargs.setdefault("decimal_places", 2)
        kwargs.setdefault("min_value", Decimal(0))
        kwargs.setdefault("widget", forms.TextInput(attrs={"inputmode": "decimal"}))
        super().__init__(**kwargs)
        self.error_messages["invalid"] = _("Skriv timer som tall, for eksempel 12.")
        self.error_messages["min_value"] = _("Skriv et tall som ikke er under null.")
        self.error_messages["max_decimal_places"] = _("Skriv høyst to desimaler.")
        for code in ("max_digits", "max_whole_digits"):
            self.error_messages[code] = _("Tallet er for stort. Kontroller det.")

    def prepare_value(self, value: Any) -> Any:
        """Write 3.5 as «3,5», in English “3.5”; leave what was typed alone."""
        return words.decimal(str(value)) if isinstance(value, Decimal) else value

    def to_python(self, value: Any) -> Any:
        """Read «7,5» as 7.5."""
        return super().to_python(value.replace(",", ".") if isinstance(value, str) else value)
