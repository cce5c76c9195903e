"""Oppgaver and Min side with tasks, search hits, panels and days from modules."""

from datetime import timedelta

import pytest

from samverk.core import clock
from samverk.core.ui import api as ui
from samverk.core.ui import registry


@pytest.fixture
def hung(monkeypatch):
    """Empty registries, put back afterwards."""
    for name in ("_tasks", "_search", "_days"):
        monkeypatch.setattr(registry, name, [])
    for name in ("_shortcuts", "_panels"):
        monkeypatch.setattr(registry, name, {})


def _row(key, days, **more):
    due = None if days is None else clock.now() + timedelta(days=days)
    return ui.TaskRow(id=key, title=f"Oppgave {key}", text="", url=f"/o/{key}/", due_at=due, **more)


def _provide(*rows):
    ui.add_tasks(lambda actor, now: rows)


def test_tasks_are_grouped_and_the_most_urgent_comes_first(hung, sign_in):
    _provide(_row("senere", 8), _row("aapen", None), _row("over", -3), _row("mer_over", -9))
    text = sign_in("uit", "ingrid").get("/").content.decode()
    places = [text.index(f"Oppgave {k}<") for k in ("mer_over", "over", "senere", "aapen")]
    assert places == sorted(places)
    assert "9 dager over" in text
    assert "om 8 dager" in text
    assert "2 er over fristen" in text
    assert "Til meg 4" in text


def test_what_the_reader_waits_for_has_its_own_tab(hung, sign_in):
    _provide(_row("min", 1), _row("din", 1, group="venter", waits_for="Venter på Ola siden i går"))
    client = sign_in("uit", "ingrid")
    assert "Oppgave din" not in client.get("/oppgaver/").content.decode()
    text = client.get("/oppgaver/?vis=venter").content.decode()
    assert "Oppgave min" not in text
    assert "Venter på Ola siden i går" in text


def test_a_long_inbox_shows_the_first_and_says_how_many_more(hung, sign_in):
    _provide(*(_row(f"{n:03}", n + 1) for n in range(60)))
    client = sign_in("uit", "ingrid")
    assert "Vis 10 til" in client.get("/oppgaver/").content.decode()
    assert "Oppgave 059" in client.get("/oppgaver/?antall=100").content.decode()
    assert client.get("/oppgaver/?antall=-1&vis=tull").status_code == 200


def test_search_answers_as_page_and_as_json(hung, sign_in):
    ui.add_search(
        lambda actor, text: [ui.SearchHit(f"Sak om {text}", actor.tenant, "/saker/1/", "sak")],
        fields={},
    )
    client = sign_in("uit", "ingrid")
    assert "Sak om jonas" in client.get("/sok/?q=jonas").content.decode()
    hits = client.get("/sok/?q=jonas&format=json").json()["treff"]
    assert hits == [
        {"title": "Sak om jonas", "subtitle": "uit", "url": "/saker/1/", "kind": "sak",
         "icon": "MagnifyingGlass", "group": "Saker"}
    ]  # fmt: skip
    empty = client.get("/sok/?q=&format=json").json()["treff"]
    assert {hit["kind"] for hit in empty} <= {"side", "gjør"}
    assert "Min side" in [hit["title"] for hit in empty]


def test_search_text_is_written_as_text(hung, sign_in):
    text = sign_in("uit", "ingrid").get("/sok/?q=<script>x").content.decode()
    assert "<script>x" not in text


def test_a_search_that_is_too_long_is_cut_and_says_so(hung, sign_in):
    client = sign_in("uit", "ingrid")
    page = client.get("/sok/", {"q": "x" * 5000}).content.decode()
    assert "Du skrev 5000 tegn. Søket er gjort på de første 100." in page
    assert f'value="{"x" * 100}"' in page
    assert "Du skrev" not in client.get("/sok/", {"q": "x" * 100}).content.decode()
    assert page.count('maxlength="100"') == 3  # the page, the top and the palette


def test_verbs_are_shown_only_to_those_who_may(hung, sign_in):
    ui.add_shortcut(
        ui.Shortcut(url="/folk/ansett/", text="Ansett noen", icon="PersonPlus", key="A",
                    capability="hr.ansettelse.bestill")
    )  # fmt: skip
    assert 'data-key="A"' in sign_in("uit", "ingrid").get("/").content.decode()
    assert "Ansett noen" not in sign_in("uit", "jonas").get("/").content.decode()


def test_panels_and_the_week_are_filled_by_modules(hung, sign_in):
    ui.add_panel("p", lambda actor, now: ui.Panel("ui/_empty.html", {}))
    ui.add_panel("tom", lambda actor, now: None)
    ui.add_days(lambda actor, first, last: [ui.DayEntry(first, "Ledermøte", "13.00")])
    client = sign_in("uit", "ingrid")
    assert "13.00 Ledermøte" in client.get("/").content.decode()


def test_the_menu_marks_the_longest_address_and_hides_what_cannot_be_used(
    hung, act_as, monkeypatch
):
    monkeypatch.setattr(registry, "_menu", {})
    ui.add_menu(ui.MenuItem(url="/", text="Min side", icon="House"))
    ui.add_menu(ui.MenuItem(url="/lonn/", text="Lønn", icon="Wallet", group="arbeid"))
    ui.add_menu(
        ui.MenuItem(url="/lonn/kjoring/", text="Kjøring", icon="Wallet", group="arbeid",
                    capability=("lonn.kjoring.les", "lonn.kjoring.klargjor"), count=lambda a: 3)
    )  # fmt: skip
    with act_as("uit", "ingrid") as actor:
        groups = ui.menu_for(actor, "/lonn/kjoring/7/")
    assert [[e.item.url for e in g.entries] for g in groups] == [["/"], ["/lonn/"]]
    assert groups[1].entries[0].is_current
    with act_as("uit", "lonn") as actor:
        groups = ui.menu_for(actor, "/lonn/kjoring/7/")
    entries = {e.item.url: (e.is_current, e.count) for g in groups for e in g.entries}
    assert entries == {"/": (False, 0), "/lonn/": (False, 0), "/lonn/kjoring/": (True, 3)}


def test_the_menu_shows_no_number_that_leaves_tasks_out(
    hung, act_as, now, django_assert_num_queries
):
    _provide(_row("a", 1))
    with act_as("uit", "ingrid") as actor:
        assert [row.id for row in ui.tasks(actor, now)] == ["a"]
        with django_assert_num_queries(0):
            groups = ui.menu_for(actor, "/")
    counts = {e.item.url: e.count for g in groups for e in g.entries}
    assert counts["/oppgaver/"] == 0
    assert set(counts.values()) == {0}


def test_the_start_page_asks_the_database_a_fixed_number_of_times(
    sign_in, django_assert_max_num_queries
):
    client = sign_in("uit", "ingrid")
    client.get("/")
    with django_assert_max_num_queries(40):
        client.get("/")
