"""Addresses under /prosesser/."""

from django.urls import path

from samverk.processes.web.views import catalogue, moving, order, task, variants

urlpatterns = [
    path("", catalogue.overview, name="processes"),
    path("ansett/", order.order, name="process-order"),
    path("ansett/personer/", order.persons, name="process-order-persons"),
    path("oppgave/<uuid:task_id>/", task.page, name="process-task"),
    path("ta/<uuid:task_id>/", task.claim, name="process-claim"),
    path("gi/<uuid:task_id>/", task.give, name="process-give"),
    path("purr/<uuid:task_id>/", task.nudge, name="process-nudge"),
    path("flytting/<uuid:plan_id>/", moving.plan, name="process-move"),
    path("<slug:key>/", catalogue.process, name="process"),
    path(
        "<slug:key>/avvik/nytt/<slug:art>/<slug:punkt>/", variants.propose, name="process-propose"
    ),
    path("<slug:key>/flytting/", moving.overview, name="process-moves"),
    path("<slug:key>/flytting/<uuid:fra>/", moving.plan_new, name="process-move-new"),
    path("<slug:key>/avvik/<uuid:variant_id>/", variants.variant, name="process-variant"),
]
