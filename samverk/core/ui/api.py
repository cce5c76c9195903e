"""The door of ui: what modules hang on the shell, and what they build pages from."""

from __future__ import annotations

from samverk.core.ui import words
from samverk.core.ui.forms import DatoField, Form, KronerField, Source, TimerField
from samverk.core.ui.messages import PageMessage, say, take_messages
from samverk.core.ui.queries import (
    TilbakemeldingFacts,
    my_tilbakemeldinger,
    open_tilbakemelding,
    open_tilbakemeldinger,
)
from samverk.core.ui.registry import (
    DayEntry,
    MenuGroup,
    MenuItem,
    Notice,
    Panel,
    SearchHit,
    Shortcut,
    TaskRow,
    add_days,
    add_menu,
    add_notices,
    add_panel,
    add_search,
    add_shortcut,
    add_tasks,
    days,
    menu_for,
    notices,
    panels,
    search,
    shortcuts_for,
    tasks,
)
from samverk.core.ui.request import actor_of, next_path
from samverk.core.ui.services import (
    TilbakemeldingRefused,
    answer_tilbakemelding,
    give_tilbakemelding,
)
from samverk.core.ui.tables import CalcLine, Cell, Column, Paging, Row, Step, Table
from samverk.core.ui.words import language

__all__ = [
    "CalcLine", "Cell", "Column", "DatoField", "DayEntry", "Form", "KronerField", "MenuGroup",
    "MenuItem", "Notice", "PageMessage", "Paging", "Panel", "Row", "SearchHit", "Shortcut",
    "Source", "Step", "Table", "TaskRow", "TilbakemeldingFacts", "TilbakemeldingRefused",
    "TimerField", "actor_of", "add_days", "add_menu", "add_notices", "add_panel", "add_search",
    "add_shortcut", "add_tasks", "answer_tilbakemelding", "days", "give_tilbakemelding",
    "language", "menu_for", "my_tilbakemeldinger", "next_path", "notices", "open_tilbakemelding",
    "open_tilbakemeldinger", "panels", "say", "search", "shortcuts_for", "take_messages", "tasks",
    "words",
]  # fmt: skip
