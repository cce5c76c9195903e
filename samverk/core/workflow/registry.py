"""What the modules above bring to the engine; filled in their `apps.ready()`.

A definition holds names only. Here the names get their meaning: who has a role, which page a form
is, what a machine step does, where a decision's facts are read, which events exist.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

from samverk.core.access.api import Actor


@dataclass(frozen=True, slots=True)
class CaseFacts:
    """An instance as the registered functions see it: ids and codes only.

    `values` are the outcomes and decision outputs so far; `noekler` the ids events are matched by.
    """

    instance_id: UUID
    definition: str
    versjon: int
    objekt_type: str
    objekt_id: UUID
    enhet_id: UUID | None
    gjelder_party_id: UUID | None
    started_by: UUID
    noekler: Mapping[str, UUID] = field(default_factory=dict)
    values: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class StepFacts:
    """A machine step to carry out; handlers are idempotent on `step_id`."""

    step_id: UUID
    node: str
    scope: str
    pass_no: int
    from_step_id: UUID | None
    case: CaseFacts


Names = tuple[str, str, str]  # bokmål, nynorsk, English
Handler = Callable[[Actor, StepFacts, datetime], "Mapping[str, UUID] | None"]
RoleResolver = Callable[[Actor, CaseFacts, date], Iterable[UUID]]
DecisionReader = Callable[[Actor, CaseFacts, date], Mapping[str, object]]
ConflictCheck = Callable[[Actor, CaseFacts, date], Iterable[UUID]]
ReferenceReader = Callable[[Actor, str, date], "date | str | int | None"]
TaskUrl = Callable[[UUID, CaseFacts], str]
TaskTitles = Callable[[Actor, Sequence[CaseFacts]], Mapping[UUID, str]]


@dataclass(frozen=True, slots=True)
class Role:
    """A process role: found by an access role near the unit, or by the module's own function."""

    code: str
    names: Names
    access_role: str = ""
    resolver: RoleResolver | None = None
    capability: str = ""
    is_subject: bool = False


@dataclass(frozen=True, slots=True)
class Form:
    """The page of a task: its address, what the business object is called there, what it asks."""

    key: str
    url: TaskUrl
    titles: TaskTitles | None = None
    asks: Names | None = None


roles: dict[str, Role] = {}
forms: dict[str, Form] = {}
handlers: dict[str, Handler] = {}
decision_readers: dict[str, DecisionReader] = {}
references: dict[str, ReferenceReader] = {}
conflict_checks: list[ConflictCheck] = []
event_types: dict[str, tuple[str, ...]] = {}
_type_listeners: list[Callable[[tuple[str, ...]], None]] = []


def register_role(
    code: str,
    *,
    names: Names,
    access_role: str = "",
    resolver: RoleResolver | None = None,
    capability: str = "",
    is_subject: bool = False,
) -> None:
    """Give a process role its people.

    Args:
        code: as written in `flyt:oppgave rolle`; names: in the three languages.
        access_role: access role whose holders nearest the case's unit are asked.
        resolver: instead of it, a function that returns accounts for a case.
        capability: what a deputy must have been lent to stand in; empty means no deputies.
        is_subject: the task belongs to the person the case is about, who else is excluded (T2).

    Raises:
        ValueError: neither or both of `access_role` and `resolver` are given.
    """
    if bool(access_role) == (resolver is not None):
        msg = f"{code}: give an access role or a resolver"
        raise ValueError(msg)
    roles[code] = Role(code, names, access_role, resolver, capability, is_subject)


def register_form(
    key: str, *, url: TaskUrl, titles: TaskTitles | None = None, asks: Names | None = None
) -> None:
    """Give a form key its page.

    Args:
        key: as written in `flyt:oppgave skjema`.
        url: `url(task_id, case)`; ids only, never personal identifiers.
        titles: `titles(actor, cases)` returns what each business object is called, by its id, for
            those the actor may see; one call per inbox page.
        asks: what whoever does the task is asked to do, as an imperative in the three languages;
            a step is named for everybody else («Leder godkjenner»).
    """
    forms[key] = Form(key, url, titles, asks)


def register_handler(name: str, handler: Handler) -> None:
    """Give a machine step its function.

    It is called as `handler(service_actor, step, now)` in the transaction that closes the step,
    must be idempotent on `step.step_id`, and may return ids that later events are matched by
    (`{"arbeidsforhold": id}`).
    """
    handlers[name] = handler


def register_decision_reader(table: str, reader: DecisionReader) -> None:
    """Give a decision table its facts: `reader(service_actor, case, on)` returns the inputs."""
    decision_readers[table] = reader


def register_reference(space: str, reader: ReferenceReader) -> None:
    """Give `@space.name` in decision tables its dated figure: `reader(actor, name, on)`."""
    references[space] = reader


def register_conflict_check(check: ConflictCheck) -> None:
    """Name persons (party ids) with a recorded conflict of interest in a case (T2)."""
    conflict_checks.append(check)


def register_event_type(event_type: str, *, keys: tuple[str, ...]) -> None:
    """Make an event something a process can wait for.

    Args:
        event_type: `modul.objekt.fortid.vN`.
        keys: names an instance may be matched by: the event's subject type, or a field of its data
            that holds an id.
    """
    event_types[event_type] = keys
    for listener in _type_listeners:
        listener(tuple(event_types))


def on_event_types(listener: Callable[[tuple[str, ...]], None]) -> None:
    """Tell `listener` all registered types, now and each time one is added."""
    _type_listeners.append(listener)
    listener(tuple(event_types))


def asked(skjema: str, language: str, otherwise: str) -> str:
    """What the form asks its doer to do; the name of the step where the form does not say."""
    form = forms.get(skjema)
    return form.asks[{"nn": 1, "en": 2}.get(language, 0)] if form and form.asks else otherwise


def role_name(code: str, language: str) -> str:
    """The role in words; the code when its module is gone."""
    role = roles.get(code)
    return role.names[{"nn": 1, "en": 2}.get(language, 0)] if role else code
