"""Where a process lets a tenant differ: declared slots, and parameters within national limits."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from samverk.core.workflow.rules.bpmn import Definition, Kind, Node
from samverk.core.workflow.rules.durations import describe_duration, parse_duration


@dataclass(frozen=True, slots=True)
class VariationPoint:
    """A slot or a parameter of a published version.

    Attributes:
        art, key: spor or parameter, and its name; node: the step it belongs to, or None when
            only tables read it.
        standard, low, high: national value and limits of a parameter, as the version has them.
        counts_working_days: whether its days are working days.
    """

    art: str
    key: str
    node: Node | None
    standard: str = ""
    low: str = ""
    high: str = ""
    counts_working_days: bool = False

    @property
    def unit(self) -> str:
        """The type of the value: D (days), T (hours) or empty for a whole number."""
        if not self.standard.startswith("P"):
            return ""
        return "T" if parse_duration(self.standard).hours else "D"

    def number(self, value: str) -> int:
        """The value as people count it: 5 of `P5D`, 12 of `PT12H`, 14 of `P2W`.

        Raises:
            DurationInvalid, ValueError: the value is not of the parameter's type.
        """
        if not self.unit:
            return int(value)
        length = parse_duration(value)
        return length.hours if self.unit == "T" else length.days

    def written(self, number: int) -> str:
        """A number as the version has it: `P5D` of 5 days."""
        return {"D": f"P{number}D", "T": f"PT{number}H"}.get(self.unit, str(number))

    def described(self, value: str, language: str) -> str:
        """«5 virkedager», «12 timer», or the number."""
        if not self.unit:
            return value
        return describe_duration(
            parse_duration(value), language, is_virkedager=self.counts_working_days
        )


def variation_points(
    definition: Definition, parametre: Mapping[str, Mapping[str, str]]
) -> list[VariationPoint]:
    """Return slots, then parameters, in the order of the diagram.

    Args:
        definition: the version; parametre: its parameters with standard, min and max.
    """
    nodes = definition.nodes.values()
    slots = [VariationPoint("spor", n.spor, n) for n in nodes if n.spor]
    order = list(dict.fromkeys(n.frist_parameter for n in nodes if n.frist_parameter))
    keys = sorted(parametre, key=lambda key: order.index(key) if key in order else len(order))
    return slots + [_parameter(definition, key, parametre[key]) for key in keys]


def _parameter(definition: Definition, key: str, limits: Mapping[str, str]) -> VariationPoint:
    users = [n for n in definition.nodes.values() if n.frist_parameter == key]
    node = next((n for n in users if n.kind == Kind.USER), users[0] if users else None)
    return VariationPoint(
        "parameter", key, node, limits.get("standard", ""), limits.get("min", ""),
        limits.get("max", ""),
        node is not None and (node.is_virkedager or definition.counts_working_days(node)),
    )  # fmt: skip
