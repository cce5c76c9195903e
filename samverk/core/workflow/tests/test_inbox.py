"""«Mine oppgaver»: ordered, grouped, paged, and the same number of queries however long."""

from datetime import timedelta

from samverk.core.workflow import api


def boxed(act_as, who, at, slug="uit", **more):
    with act_as(slug, who, at) as actor:
        return api.inbox(actor, now=at, **more)


def test_a_task_is_shown_with_name_title_deadline_and_who(uit, act_as):
    instance = uit.start("ola", subject="jonas")
    uit.do("ola", instance, "bestill")
    (task,) = boxed(act_as, "ingrid", uit.now).tasks
    assert (task.name, task.title, task.process) == (
        "Leder (BDM) godkjenner", "Sak ansettelse", "Ansettelse til første lønn",
    )  # fmt: skip
    assert (task.group, task.waits_for, task.rolle) == (
        "senere", ("Ingrid Solbakken",), "leder (BDM)",
    )  # fmt: skip
    assert task.url == f"/oppgaver/{task.id}/"
    assert task.outcomes == {}
    (english,) = boxed(act_as, "ingrid", uit.now, language="en").tasks
    assert english.name == "Manager (budget) approves"


def test_tasks_come_by_deadline_and_in_groups(uit, act_as):
    early = uit.start("ola", subject="jonas")
    uit.do("ola", early, "bestill")
    later = uit.now + timedelta(days=1)
    second = uit.start("ola", subject="amalie", now=later)
    uit.do("ola", second, "bestill", at=later)
    thursday = uit.now.replace(day=26)
    page = boxed(act_as, "ingrid", thursday)
    assert [(t.instance_id, t.group) for t in page.tasks] == [(early, "i_dag"), (second, "senere")]
    friday = uit.now.replace(day=27)
    assert [t.group for t in boxed(act_as, "ingrid", friday).tasks] == ["forfalt", "i_dag"]


def test_tasks_without_a_deadline_come_last(uit, act_as):
    mine = uit.start("ingrid", subject="jonas")
    other = uit.start("ola", subject="jonas")
    uit.do("ola", other, "bestill")
    page = boxed(act_as, "ingrid", uit.now)
    assert [t.node for t in page.tasks] == ["bdm", "bestill"]
    assert page.tasks[1].instance_id == mine
    assert [t.group for t in page.tasks] == ["senere", "senere"]


def test_pages_follow_each_other_without_loss(uit, act_as):
    cases = [uit.start("ola", subject="jonas") for _ in range(5)]
    seen, after = [], ""
    while True:
        page = boxed(act_as, "ola", uit.now, limit=2, after=after)
        seen += [t.instance_id for t in page.tasks]
        after = page.after
        if not after:
            break
    assert sorted(seen) == sorted(cases)
    assert len(seen) == 5
    assert len(boxed(act_as, "ola", uit.now, after="tull").tasks) == 5


def test_taken_and_done_tasks_leave_others_inbox(uit, act_as):
    instance = uit.start("ola", subject="jonas")
    uit.do("ola", instance, "bestill")
    assert boxed(act_as, "ola", uit.now).tasks == ()
    uit.do("ingrid", instance, "bdm")
    assert boxed(act_as, "ingrid", uit.now).tasks == ()


def test_other_people_and_other_tenants_see_nothing(uit, act_as):
    uit.start("ola", subject="jonas")
    assert boxed(act_as, "jonas", uit.now).tasks == ()
    assert boxed(act_as, "yusuf", uit.now, slug="uio").tasks == ()


def test_the_number_of_queries_does_not_follow_the_number_of_tasks(
    uit, act_as, django_assert_num_queries
):
    for _ in range(6):
        uit.start("ola", subject="jonas")
    with act_as("uit", "ola") as ola:
        api.inbox(ola, now=uit.now)
        with django_assert_num_queries(4):
            assert len(api.inbox(ola, now=uit.now).tasks) == 6


def test_the_tasks_of_a_case_and_one_task(uit, act_as):
    instance = uit.start("ola", subject="jonas")
    with act_as("uit", "ola") as ola:
        (task,) = api.tasks_of_instance(ola, instance, now=uit.now)
        assert api.task_facts(ola, task.id, now=uit.now) == task


def test_waiting_time_per_step_is_one_query(uit, act_as, installed, django_assert_num_queries):
    for hours in (1, 2, 9):
        instance = uit.start("ola", subject="jonas")
        uit.do("ola", instance, "bestill", at=uit.now + timedelta(hours=hours))
    with act_as("uit", "ola") as ola, django_assert_num_queries(1):
        found = api.waiting_times(
            ola, definition_ids=[installed["ansettelse_til_loenn"]], fra=uit.now.date(),
            til=uit.now.date() + timedelta(days=1),
        )  # fmt: skip
    (row,) = [w for w in found if w.node == "bestill"]
    assert (row.n, row.median_s, row.p90_s) == (3, 7200.0, 27360.0)


def test_the_step_list_and_drawing_come_from_the_rows(uit, act_as):
    instance = uit.start("ola", subject="jonas")
    uit.do("ola", instance, "bestill")
    with act_as("uit", "ola") as ola:
        case = api.progress(ola, instance, language="nn")
    text = api.list_steps(case, language="nn").as_text().replace("\u00a0", " ")
    waits = "Saka ventar på Ingrid Solbakken, leiar (bdm), sidan 23. november 2026."
    assert f"{waits} Frist 26. november 2026." in text
    svg = api.draw_case(case, prefix="x", language="nn")
    assert "Ingrid Solbakken" in svg
    assert "Du er her" in svg
