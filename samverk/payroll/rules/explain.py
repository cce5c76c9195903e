"""«Hvorfor er lønna mi dette?» – a trace turned into a sentence, the steps and the law behind.

The text is always made from the trace and the rate rows it points at, in bokmål, nynorsk or
English; no explanation is ever stored. Leaders must not be shown explanations of attachment or
sickness; that is the caller's access rule, not this one's.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

from samverk.core.errors import Refusal
from samverk.core.money import Ppm, format_kr, format_percent
from samverk.core.rates.api import Rate, RateBook, RateMissing
from samverk.payroll.rules.explain_pension_texts import PENSION_WORDS
from samverk.payroll.rules.explain_tax_texts import REMARK_WORDS, TABLE_VALUES, TAX_WORDS
from samverk.payroll.rules.explain_texts import WORDS, RuleText
from samverk.payroll.rules.maanedsloenn import maanedsloenn
from samverk.payroll.rules.wage_types import WageType

ALL_WORDS = WORDS | TAX_WORDS | PENSION_WORDS
LANGUAGES = ("nb", "nn", "en")
TABLE_RULE = "forskuddstrekk.tabell"


class TraceInvalid(Refusal):
    """A trace that no rule here has made."""


class Step(NamedTuple):
    """One step of the calculation, in words and as a figure."""

    label: str
    figure: str


class Explanation(NamedTuple):
    """`rates` are the rows used, with law, source and certainty; an unconfirmed one shows a badge.
    `missing` are pointers to rows that are no longer in the book."""

    sentence: str
    steps: tuple[Step, ...]
    legal_ref: str
    rates: tuple[Rate, ...]
    missing: tuple[str, ...]

    @property
    def is_confirmed(self) -> bool:
        """No figure is unconfirmed or gone."""
        return not self.missing and all(rate.is_confirmed for rate in self.rates)


def explain(
    trace: Sequence[object], wage_type: WageType, book: RateBook, *, language: str = "nb"
) -> Explanation:
    """The explanation of one pay line; raises TraceInvalid for a trace of an unknown rule.

    `book` must be the book of the run (its rows are looked up by the pointers in the trace).
    """
    name = wage_type.name(language)
    sentence, steps = _render(trace, name, language)
    rates, missing = _rates(trace, book)
    return Explanation(sentence, steps, wage_type.legal_ref, rates, missing)


def explain_steps(
    trace: Sequence[object], name: str, *, language: str = "nb"
) -> tuple[str, tuple[Step, ...]]:
    """Sentence and steps only, for figures that are not pay lines (a cost estimate)."""
    return _render(trace, name, language)


def explain_remark(code: str, args: Sequence[int | str], *, language: str = "nb") -> str:
    """A remark of the engine as a sentence that says what to do."""
    words = REMARK_WORDS.get(code)
    if words is None:
        raise TraceInvalid("Merknaden %(code)s har ingen tekst.", values={"code": code})
    kinds, texts = words
    shown = [_show(kind, value, language) for kind, value in zip(kinds, args, strict=True)]
    return texts[language].format(*shown)


def _render(trace: Sequence[object], name: str, language: str) -> tuple[str, tuple[Step, ...]]:
    rule = str(trace[0])
    words = ALL_WORDS.get(rule)
    if words is None or len(trace) != len(words.values) + 2:
        raise TraceInvalid("Regelen %(rule)s kan ikke forklares.", values={"rule": rule})
    kinds = dict(words.values)
    values: dict[str, object] = dict(zip(kinds, trace[2:], strict=True))
    inner: tuple[Step, ...] = ()
    if rule == TABLE_RULE:
        values, kinds = _table_values(values, kinds)
    elif "inni" in values:
        below = values.pop("inni")
        assert isinstance(below, Sequence)
        inner = _render(below, name, language)[1]
    values, kinds = _derive(rule, values, kinds)
    shown = {key: _show(kinds[key], value, language) for key, value in values.items()}
    shown["navn"] = name
    return _fill(words.texts[language], values, shown, inner)


def _fill(
    text: RuleText,
    values: Mapping[str, object],
    shown: Mapping[str, str],
    inner: tuple[Step, ...],
) -> tuple[str, tuple[Step, ...]]:
    steps = tuple(
        Step(step.label.format(**shown), step.figure.format(**shown))
        for step in text.steps
        if not step.unless_zero or values[step.unless_zero]
    )
    return text.sentence.format(**shown), (*inner, *steps)


def _table_values(
    values: dict[str, object], kinds: dict[str, str]
) -> tuple[dict[str, object], dict[str, str]]:
    """Unfold the routine's own trace, and add what its steps come to."""
    steps = values.pop("trinn")
    assert isinstance(steps, Sequence)
    unfolded: dict[str, object] = values | dict(
        zip((name for name, _ in TABLE_VALUES), steps, strict=True)
    )
    number = _numbers(unfolded)
    deduction = number("tabellfradrag")
    taxes = ("skatt_kommune_fylke", "fellesskatt", "trinnskatt", "trygdeavgift")
    added: dict[str, object] = {
        "skatt": sum(number(tax) for tax in taxes),
        "uten_overskytende": number("trekk") - number("overskytende_trekk"),
        "tabellfradrag": max(deduction, 0),
        "tabelltillegg": max(-deduction, 0),
    }
    return unfolded | added, kinds | dict(TABLE_VALUES) | dict.fromkeys(added, "hele")


def _derive(
    rule: str, values: dict[str, object], kinds: dict[str, str]
) -> tuple[dict[str, object], dict[str, str]]:
    """Values the texts use that follow from the trace."""
    number = _numbers(values)
    if rule == "fastloenn":
        full = maanedsloenn(number("aarsloenn"), Ppm(number("prosent")), 1, 1)
        part = number("dager_i_alt") - number("dager")
        return values | {"beloep_full": full, "del": part}, kinds | {
            "beloep_full": "kr", "del": "tall",
        }  # fmt: skip
    if rule == "timeloenn.linje":
        has_factor = number("faktor") != 100
        return values | {"med_faktor": int(has_factor), "uten_faktor": int(not has_factor)}, (
            kinds | {"med_faktor": "tall", "uten_faktor": "tall"}
        )
    return values, kinds


def _numbers(values: Mapping[str, object]) -> Callable[[str], int]:
    def number(name: str) -> int:
        value = values[name]
        assert isinstance(value, int)
        return value

    return number


def _rates(trace: Sequence[object], book: RateBook) -> tuple[tuple[Rate, ...], tuple[str, ...]]:
    """The rows a trace and its sub-steps point at, each once, and the pointers to nothing."""
    found: dict[str, Rate] = {}
    missing: list[str] = []
    for ref in dict.fromkeys(_refs(trace)):
        try:
            found[ref] = book.by_ref(ref)
        except RateMissing:
            missing.append(ref)
    return tuple(found.values()), tuple(missing)


def _refs(trace: Sequence[object]) -> list[str]:
    head = trace[1] if len(trace) > 1 and isinstance(trace[1], list | tuple) else ()
    refs = [ref for ref in head if isinstance(ref, str) and ref]
    for part in trace[2:]:
        if isinstance(part, list | tuple):
            refs.extend(_refs(part))
    return refs


def _show(kind: str, value: object, language: str) -> str:
    return _SHOWN[kind](value, language) if kind in _SHOWN else str(value)


def _kr(value: object, language: str) -> str:
    assert isinstance(value, int)
    return format_kr(value, language=language)


def _taken(value: object, language: str) -> str:
    assert isinstance(value, int)
    return format_kr(-value, language=language)


def _whole(value: object, language: str) -> str:
    assert isinstance(value, int)
    return format_kr(value * 100, language=language)


def _share(value: object, language: str) -> str:
    assert isinstance(value, int)
    return format_percent(Ppm(value), language=language)


def _hundredths(value: object, language: str) -> str:
    """«7,5», without needless zeros."""
    if value is None:
        return ""
    assert isinstance(value, int)
    text = f"{value // 100}.{value % 100:02d}".rstrip("0").rstrip(".")
    return _decimal(text, language)


def _decimal(value: object, language: str) -> str:
    """A figure as its source writes it, with the language's decimal mark."""
    text = str(value).replace("*", "·")
    return text if language == "en" else text.replace(".", ",")


_SHOWN: dict[str, Callable[[object, str], str]] = {
    "kr": _kr,
    "trekk": _taken,
    "hele": _whole,
    "andel": _share,
    "antall": _hundredths,
    "desimal": _decimal,
}
