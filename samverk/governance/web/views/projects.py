"""One project: lights with why, mandate, milestones, risks, reports."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods

from samverk.core import clock
from samverk.core.access.api import AccessDenied, current_actor
from samverk.core.errors import Refusal
from samverk.core.ui import api as ui
from samverk.governance.api import submit_report
from samverk.governance.queries.detail import ProjectPage, read_project_page
from samverk.governance.web import present, words
from samverk.governance.web.forms import ReportForm, submission_of


@require_http_methods(["GET", "POST"])
def project(request: HttpRequest, noekkel: str) -> HttpResponse:
    """Show a project; its leader reports here."""
    actor, now = current_actor(), clock.now()
    page = read_project_page(actor, noekkel, now=now)
    if page is None:
        raise Http404
    form = _form(request, page)
    if request.method == "POST" and form.is_valid():
        try:
            submit_report(
                actor=actor,
                project_id=page.row.facts.project.id,
                kommentar=form.cleaned_data["kommentar"],
                estimate=form.to_estimate(),
                now=now,
                submission=submission_of(form, "samstyring.rapport"),
            )
        except AccessDenied:
            raise
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            ui.say(request, gettext("Rapporten er levert."))
            return redirect("samstyring_prosjekt", noekkel=noekkel)
    facts = page.row.facts
    data = {
        "p": facts.project,
        "linje": present.project_line(page.row, clock.today()),
        "mandat": facts.mandate,
        "stopp": [words.metric(row) for row in facts.mandate.stoppkriterier]
        if facts.mandate
        else [],
        "lys": present.light_table(page),
        "begrunnelse": page.row.lights.begrunnelse,
        "saker": present.agenda_rows(page.items, clock.today()),
        "milepaeler": present.milestone_table(page),
        "risiko": present.risk_table(page),
        "gevinster": [present.benefit_line(row) for row in page.benefits],
        "steder": [c.universitet.kortnavn for c in page.benefits[0].cells] if page.benefits else [],
        "rapporter": present.reports(page),
        "porter": facts.passages,
        "vilkaar": facts.conditions,
        "eiere": present.owner_lines(page),
        "may_report": page.may_report,
        "form": form,
        "crumbs": [("/samstyring/", "UDIR-BOTT"), ("", words.typed(facts.project.navn))],
    }
    status = 422 if form.errors else 200
    return render(request, "governance/project/page.html", data, status=status)


def _form(request: HttpRequest, page: ProjectPage) -> ReportForm:
    """The last estimate is filled in, with its source."""
    last = page.row.facts.estimate
    known = {}
    sources = {}
    if last is not None:
        known = {
            "paaloept": last.paaloept_oere,
            "forpliktet": last.forpliktet_oere,
            "gjenstaar": last.gjenstaar_oere,
        }
        source = ui.Source("arvet", gettext("fra forrige rapport"))
        sources = dict.fromkeys(known, source)
    posted = request.POST if request.method == "POST" else None
    return ReportForm(posted, initial=known, sources=sources)
