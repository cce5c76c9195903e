"""What a person waits for, and what a person has done."""

from samverk.core.workflow import api


def test_the_starter_sees_who_is_waited_for_and_the_doer_sees_what_was_done(uit, act_as, now):
    instance = uit.start("ola")
    uit.do("ola", instance, "bestill")
    with act_as("uit", "ola") as ola:
        (waiting,) = api.waiting_on_others(ola, now=now)
        ((done, done_at),) = api.done_by_me(ola, now=now)
    assert (waiting.node, waiting.waits_for) == ("bdm", ("Ingrid Solbakken",))
    assert (done.node, done_at) == ("bestill", now)
    with act_as("uit", "ingrid") as ingrid:
        assert api.waiting_on_others(ingrid, now=now) == []
        assert api.done_by_me(ingrid, now=now) == []


def test_what_waits_for_the_starter_is_not_among_what_the_starter_waits_for(uit, act_as, now):
    uit.start("ola")
    with act_as("uit", "ola") as ola:
        assert api.waiting_on_others(ola, now=now) == []
