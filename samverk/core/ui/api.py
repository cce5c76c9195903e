"""The door of ui: what modules hang on the shell, and what they build pages from."""

from __future__ import annotations

from samverk.core.ui import words
from samverk.core.ui.exports import Export, ExportColumn, exports
from samverk.core.ui.forms import DatoField, Form, KronerField, Source, TimerField, WrittenSelect
from samverk.core.ui.jobs import JobPanel, job_panel
from samverk.core.ui.messages import PageMessage, attempt, say, take_messages
from samverk.core.ui.notice_rules import (
    NOTICE_GROUPS,
    NoticeRow,
    NoticeRule,
    Recipient,
    Recipients,
    Tell,
    Told,
    add_notice_rule,
    whoever,
)
from samverk.core.ui.notices import (
    NoticePage,
    ShownNotice,
    VarselvalgRefused,
    choose_digest,
    digest_choice,
    forget_old_notices,
    mark_all_read,
    mark_read,
    my_notices,
    send_digests,
    unread_count,
)
from samverk.core.ui.place import Place, drawing_of, place_of, steps_of
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
    Panel,
    SearchHit,
    Shortcut,
    TaskRow,
    add_days,
    add_menu,
    add_panel,
    add_search,
    add_shortcut,
    add_tasks,
    days,
    menu_for,
    panels,
    search,
    searched_fields,
    shortcuts_for,
    tasks,
)
from samverk.core.ui.request import actor_of, next_path, uuid, whole
from samverk.core.ui.services import (
    TilbakemeldingRefused,
    answer_tilbakemelding,
    give_tilbakemelding,
)
from samverk.core.ui.tables import CalcLine, Cell, Column, Paging, Row, Step, Table
from samverk.core.ui.words import language, sentence

__all__ = [
    "NOTICE_GROUPS", "CalcLine", "Cell", "Column", "DatoField", "DayEntry", "Export",
    "ExportColumn", "Form", "JobPanel", "KronerField", "MenuGroup", "MenuItem", "NoticePage",
    "NoticeRow", "NoticeRule", "PageMessage", "Paging", "Panel", "Place", "Recipient",
    "Recipients", "Row", "SearchHit", "Shortcut", "ShownNotice", "Source", "Step", "Table",
    "TaskRow", "Tell", "TilbakemeldingFacts", "TilbakemeldingRefused", "TimerField", "Told",
    "VarselvalgRefused", "WrittenSelect", "actor_of", "add_days", "add_menu", "add_notice_rule",
    "add_panel",
    "add_search", "add_shortcut", "add_tasks", "answer_tilbakemelding", "attempt", "choose_digest",
    "days", "digest_choice", "drawing_of", "exports", "forget_old_notices", "give_tilbakemelding",
    "job_panel", "language", "mark_all_read", "mark_read", "menu_for", "my_notices",
    "my_tilbakemeldinger", "next_path", "open_tilbakemelding", "open_tilbakemeldinger", "panels",
    "place_of", "say", "search", "searched_fields", "send_digests", "sentence", "shortcuts_for",
    "steps_of", "take_messages", "tasks", "unread_count", "uuid", "whoever", "whole", "words",
]  # fmt: skip
