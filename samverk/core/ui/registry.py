"""What modules hang on the shell: menu entries, short-cuts, search, tasks, panels.

Filled in ``apps.ready()`` and read for every page. A provider is a function that takes the actor
first and runs inside the page's own transaction, so it sees exactly what the actor may see.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Literal

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from samverk.core.access.api import Actor, Guard, check_use, may_use

Text = str | Promise
Capabilities = str | tuple[str, ...] | None
GROUPS: dict[str, Text] = {
    "": "",
    "arbeid": _("Arbeid"),
    "sammen": _("Sammen"),
    "drift": _("Drift"),
}


# Kinds of search hits in the order they are shown, and what a group of them is called.
SEARCH_GROUPS: dict[str, Text] = {
    "gjør": _("Gjør"), "side": _("Gå til"), "person": _("Folk"), "sak": _("Saker"),
    "brev": _("Brev og dokumenter"), "bilag": pgettext_lazy("flertall", "Bilag"),
}  # fmt: skip
PER_GROUP = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class MenuItem:
    """One entry of the side menu.

    Attributes:
        url: where it leads; it is current for every page below it.
        text: its name, translated lazily; icon: an Aksel icon name.
        group: "", "arbeid", "sammen" or "drift"; order: place inside the group.
        capability: shown only to those who hold it (any of them, when several); None = everyone.
        key: short-cut letter after G, or ""; count: how many wait for the actor, or None.
        words: what else people search for when they mean this page, with commas between.
    """

    url: str
    text: Text
    icon: str
    group: str = ""
    capability: Capabilities = None
    order: int = 50
    key: str = ""
    count: Callable[[Actor], int] | None = None
    words: Text = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Shortcut:
    """A verb on the start page and under «Ny»: «Ansett noen»."""

    url: str
    text: Text
    icon: str
    key: str = ""
    capability: Capabilities = None
    order: int = 50


@dataclass(frozen=True, slots=True)
class SearchHit:
    """One line of an answer: what it is called, what it is, where it is.

    `kind` is a key of `SEARCH_GROUPS`.
    """

    title: str
    subtitle: str
    url: str
    kind: str
    icon: str = "MagnifyingGlass"

    @property
    def group(self) -> str:
        """What hits of this kind are called together."""
        return str(SEARCH_GROUPS[self.kind])


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskRow:
    """One row of the inbox.

    Attributes:
        id: stable within the inbox; title: what is asked, as a verb; text: why and what follows.
        url: where it is done; due_at: the deadline, or None.
        group: mine (waits for the reader), venter (the reader waits), gjort (done).
        module: module name for screen readers; module_icon: its icon.
        action_label: the button; waits_for: who it waits for and since when (group venter).
        approve_url: address that takes a POST when the act needs no look first, or "".
    """

    id: str
    title: str
    text: str
    url: str
    due_at: datetime | None = None
    group: Literal["mine", "venter", "gjort"] = "mine"
    module: str = ""
    module_icon: str = "Tasklist"
    action_label: str = ""
    waits_for: str = ""
    approve_url: str = ""


@dataclass(frozen=True, slots=True)
class Panel:
    """A filled panel for the rail of the start page: a template of the module and its data."""

    template: str
    data: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class DayEntry:
    """A line in the week on the start page."""

    day: date
    text: str
    time: str = ""
    url: str = ""


TaskProvider = Callable[[Actor, datetime], Iterable[TaskRow]]
SearchProvider = Callable[[Actor, str], Iterable[SearchHit]]
PanelProvider = Callable[[Actor, datetime], Panel | None]
DayProvider = Callable[[Actor, date, date], Iterable[DayEntry]]

_menu: dict[str, MenuItem] = {}
_shortcuts: dict[str, Shortcut] = {}
_search: list[tuple[SearchProvider, Mapping[str, Guard]]] = []
_tasks: list[TaskProvider] = []
_panels: dict[str, tuple[int, PanelProvider]] = {}
_days: list[DayProvider] = []


def add_menu(item: MenuItem) -> None:
    """Add a menu entry; the same address again replaces it."""
    _menu[item.url] = item


def add_shortcut(item: Shortcut) -> None:
    """Add a verb short-cut; the same address again replaces it."""
    _shortcuts[item.url] = item


def add_search(provider: SearchProvider, *, fields: Mapping[str, Guard]) -> None:
    """Add a search provider: (actor, text) → hits that the actor may see, at most ten.

    Args:
        provider: the function; it is asked only for readers who meet the guard of every field.
        fields: every field of the registry that it looks in or shows (``parties.Party.navn``), with
            the capability a reader needs, as `access.api.check_use` demands it; none for what is
            no field, such as the names of pages.

    Raises:
        FieldRefused: a field may not be searched.
    """
    for source, guard in fields.items():
        check_use(source, guard)
    if all(known is not provider for known, _ in _search):
        _search.append((provider, fields))


def searched_fields() -> frozenset[str]:
    """Return every field that some provider looks in or shows."""
    return frozenset(source for _, fields in _search for source in fields)


def add_tasks(provider: TaskProvider) -> None:
    """Add a source of tasks: (actor, now) → rows of every group."""
    if provider not in _tasks:
        _tasks.append(provider)


def add_panel(name: str, provider: PanelProvider, *, order: int = 50) -> None:
    """Add a panel to the rail of the start page: (actor, now) → panel, or None for nothing."""
    _panels[name] = (order, provider)


def add_days(provider: DayProvider) -> None:
    """Add a source of dated entries: (actor, first day, last day) → lines of the week."""
    if provider not in _days:
        _days.append(provider)


def allowed(actor: Actor, capability: Capabilities) -> bool:
    """Tell whether the actor holds the capability, or any of several."""
    if capability is None:
        return True
    wanted = (capability,) if isinstance(capability, str) else capability
    return any(actor.can(c) for c in wanted)


@dataclass(frozen=True, slots=True)
class MenuEntry:
    """A menu entry as one reader sees it."""

    item: MenuItem
    is_current: bool
    count: int


@dataclass(frozen=True, slots=True)
class MenuGroup:
    """A heading and its entries."""

    heading: Text
    entries: list[MenuEntry]


def menu_for(actor: Actor, path: str) -> list[MenuGroup]:
    """Return the menu of the actor: only what can be used, the page's own entry marked.

    Args:
        actor: who reads; path: the page's address.
    """
    items = [i for i in _menu.values() if allowed(actor, i.capability)]
    under = [i.url for i in items if path == i.url or (i.url != "/" and path.startswith(i.url))]
    current = max(under, key=len, default="")
    groups = []
    for code, heading in GROUPS.items():
        found = sorted((i for i in items if i.group == code), key=lambda i: (i.order, i.url))
        entries = [MenuEntry(i, i.url == current, i.count(actor) if i.count else 0) for i in found]
        if entries:
            groups.append(MenuGroup(heading, entries))
    return groups


def shortcuts_for(actor: Actor) -> list[Shortcut]:
    """Return the verb short-cuts that the actor may use, in order."""
    found = [s for s in _shortcuts.values() if allowed(actor, s.capability)]
    return sorted(found, key=lambda s: (s.order, s.url))


def search(actor: Actor, text: str, *, limit: int = PER_GROUP) -> list[SearchHit]:
    """Return hits for a text, group by group: verbs, pages, then what the modules find.

    Without a text the verbs and pages themselves are the answer, for the palette to begin with.
    """
    wanted = text.strip().casefold()
    hits = [
        SearchHit(str(s.text), str(_("Gjør")), s.url, "gjør", s.icon)
        for s in shortcuts_for(actor)
        if wanted in str(s.text).casefold()
    ]
    hits += [
        SearchHit(str(i.text), str(_("Gå til")), i.url, "side", i.icon)
        for i in _menu.values()
        if allowed(actor, i.capability) and _is_meant(i, wanted)
    ]
    for provider, fields in _search if wanted else ():
        if all(may_use(actor, guard) for guard in fields.values()):
            hits.extend(provider(actor, text.strip()))
    return [
        hit
        for kind in SEARCH_GROUPS
        for hit in [h for h in hits if h.kind == kind][: limit if wanted else None]
    ]


def _is_meant(item: MenuItem, wanted: str) -> bool:
    """Whether a search is for a page: a part of its name, or how a word it is known by begins."""
    known = str(item.words).casefold().split(", ")
    return wanted in str(item.text).casefold() or any(word.startswith(wanted) for word in known)


def tasks(actor: Actor, now: datetime) -> list[TaskRow]:
    """Return every task row of the actor, most urgent first; rows without a deadline last."""
    rows = [row for provider in _tasks for row in provider(actor, now)]
    return sorted(rows, key=lambda r: (r.due_at is None, r.due_at or now, r.id))


def panels(actor: Actor, now: datetime) -> list[Panel]:
    """Return the filled panels of the start page, in order."""
    filled = (p(actor, now) for _order, p in sorted(_panels.values(), key=lambda e: e[0]))
    return [panel for panel in filled if panel is not None]


def days(actor: Actor, first: date, last: date) -> list[DayEntry]:
    """Return the dated entries of a span of days, in order of day and hour."""
    found = [d for provider in _days for d in provider(actor, first, last)]
    return sorted(found, key=lambda d: (d.day, d.time))
