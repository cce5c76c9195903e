"""Order a hire: one page that fills in what is known and shows what follows."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, Literal
from uuid import UUID

from django.db import transaction
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from samverk.core import clock
from samverk.core.access.api import Actor
from samverk.core.errors import Refusal
from samverk.core.organisation import api as organisation
from samverk.core.parties import api as parties
from samverk.core.periods import ONE_DAY, Period
from samverk.core.ui import api as ui
from samverk.finance import api as finance
from samverk.hr import api as hr
from samverk.processes import api
from samverk.processes.hire_to_pay.outlook import Outlook, SoFar, outlook
from samverk.processes.web.forms import OrderForm
from samverk.processes.web.reading import MINUTES, as_date, as_minutes, as_oere
from samverk.processes.web.same_work import FIELD, SameWork, answered, ask, same_work, sent_twice

PROPOSED = ("stillingskode", "tittel", "timesats", "delprosjekt")
CODES: dict[str, Literal["arvet", "hentet", "beregnet"]] = {
    "arvet": "arvet",
    "hentet": "hentet",
    "beregnet": "beregnet",
}


@require_GET
def persons(request: HttpRequest) -> HttpResponse:
    """Return people whose name matches, as a piece of the order page."""
    actor = ui.actor_of(request)
    actor.require("hr.ansettelse.bestill")
    text = request.GET.get("q", "")
    return render(request, "processes/order/_persons.html", _found(actor, text))


def _found(actor: Actor, text: str) -> dict[str, Any]:
    """Return the people whose name matches; without a text nobody is asked for."""
    people = parties.search_persons(actor.tenant_id, text, limit=8) if text else []
    return {"people": people, "q": text}


@require_http_methods(["GET", "POST"])
def order(request: HttpRequest) -> HttpResponse:
    """Show the order with everything known, recompute while it is written, and send it."""
    actor, today = ui.actor_of(request), clock.today()
    actor.require("hr.ansettelse.bestill")
    page = _Page(actor, request, today)
    if request.method == "POST" and request.POST.get("handling") == "send":
        return _send(request, page)
    if request.headers.get("HX-Request"):
        context = page.context(page.shown()) | {"is_piece": True}
        return render(request, "processes/order/_outlook.html", context)
    return render(request, "processes/order/page.html", page.context(page.shown()))


def _send(request: HttpRequest, page: _Page) -> HttpResponse:
    form = page.bound()
    if form.is_valid():
        order, now = page.to_order(form), clock.now()
        try:
            with transaction.atomic():  # the answer may be a redirect, which keeps what is written
                _hire, sak_id = api.order_hire(
                    actor=page.actor, order=order, now=now,
                    provenance=form.provenance(page.subjects(form)),
                    active_seconds=form.active_seconds,
                )  # fmt: skip
        except hr.JobbOrdered as refusal:
            if before := sent_twice(page.actor, order, page.look_again(form), now):
                ui.say(request, _("Bestillingen er alt sendt. Du kan følge den her."))
                return redirect(f"/saker/{before}/")
            form.refuse(refusal)
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            ui.say(request, _("Bestillingen er sendt. Du kan følge den her."))
            return redirect(f"/saker/{sak_id}/")
    return render(request, "processes/order/page.html", page.context(form), status=422)


class _Page:
    """What the page knows while one request is answered."""

    def __init__(self, actor: Actor, request: HttpRequest, today: date) -> None:
        self.actor, self.today, self.request = actor, today, request
        self.same: list[SameWork] = []  # what the form asks about, once there is a form
        self.data: QueryDict = request.POST if request.method == "POST" else request.GET
        allowed = set(organisation.unit_ids_with("hr.ansettelse.bestill"))
        every = organisation.enheter(actor.tenant_id, on=today)
        self.units = [u for u in every if u.id in allowed]
        wanted = self.data.get("enhet", "")
        self.unit = next((u for u in self.units if str(u.id) == wanted), None) or (
            self.units[0] if self.units else None
        )
        if self.unit is None:
            raise Refusal("Du har ingen enhet å bestille for.")
        self.person = self._person()
        self.proposal = hr.propose_ansettelse(
            actor, self.unit.id, self.data.get("emne", ""), on=today
        )

    def _person(self) -> parties.PartyFacts | None:
        wanted = ui.uuid(self.data.get("person"))
        return parties.party(self.actor.tenant_id, wanted) if wanted else None

    def initial(self) -> tuple[dict[str, Any], dict[str, ui.Source]]:
        """Return known values and where they come from."""
        assert self.unit is not None
        values: dict[str, Any] = {"enhet": str(self.unit.id), "fra": self.today}
        values["hjemmel"] = OrderForm.base_fields["hjemmel"].choices[0][0]  # type: ignore[attr-defined]
        sources = {"enhet": ui.Source("foreslått", _("fra hvor du arbeider"))}
        if self.person:
            values |= {"person": str(self.person.id), "epost": self.person.epost}
            sources["epost"] = ui.Source("hentet", _("fra personregisteret"))
            sources["person"] = ui.Source("hentet", _("fra personregisteret"))
        names = {"timesats": "timesats_oere"}
        # A rate belongs to a position: until one is known, a figure would be about nothing.
        is_known = self.data.get("stillingskode") or self.proposal.verdi("stillingskode")
        for name in PROPOSED if is_known else ("delprosjekt",):
            found = self.proposal.felter.get(names.get(name, name))
            if found is not None and found.verdi not in (None, ""):
                values[name] = found.verdi
                origin = (
                    _("fra %(kilde)s") if found.is_bekreftet else _("fra %(kilde)s (ubekreftet)")
                )
                code = CODES.get(found.kilde, "beregnet")
                sources[name] = ui.Source(code, origin % {"kilde": found.fra})
        return values, sources

    def shown(self) -> OrderForm:
        """Return the form as it is shown: what is written, and proposals for the rest."""
        values, sources = self.initial()
        written = {k: v for k, v in self.data.items() if v != ""}
        if self.data.get("emne", "") != self.data.get("forslag_for", ""):
            written = {k: v for k, v in written.items() if k not in PROPOSED}
        form = self._dressed(OrderForm(initial=values | written, sources=sources))
        form.initial[FIELD] = answered(self.data, self.look_again(form))
        return form

    def bound(self) -> OrderForm:
        """Return the submitted form; a proposal stands in for what was left empty."""
        values, sources = self.initial()
        data = self.request.POST.copy()
        for name in PROPOSED:
            if not data.get(name) and name in values:
                value = values[name]
                data[name] = f"{value / 100:.2f}" if name == "timesats" else str(value)
        form = self._dressed(OrderForm(data, initial=values, sources=sources))
        data.setlist(FIELD, answered(self.data, self.look_again(form)))
        return form

    def look_again(self, form: OrderForm) -> list[SameWork]:
        """Find what the person has already of the work that the form is for, and let it ask.

        Once per request, and again when the act was refused for what somebody ordered meanwhile.
        """
        self.same = same_work(
            self.actor, party_id=self.person.id if self.person else None,
            epost=self.person.epost if self.person else str(form["epost"].value() or ""),
            post=(
                str(form["stillingskode"].value() or ""), str(form["tittel"].value() or "").strip()
            ),
            days=(as_date(form["fra"].value()), as_date(form["til"].value())),
        )  # fmt: skip
        ask(form, self.same)
        return self.same

    def _dressed(self, form: OrderForm) -> OrderForm:
        assert self.unit is not None
        for name in ("fornavn", "etternavn", "epost"):
            form.fields[name].required = self.person is None
        form.fields["enhet"].choices = [(str(u.id), u.name(ui.language())) for u in self.units]  # type: ignore[attr-defined]
        codes = [
            (c.kode, f"{c.name(ui.language())} {c.kode}")
            for c in hr.stillingskoder().values()
            if c.navn
        ]
        form.fields["stillingskode"].choices = [("", _("Velg stilling")), *codes]  # type: ignore[attr-defined]
        projects = finance.delprosjekter(
            self.actor, on=self.today, koststed=int(self.unit.koststed or 0)
        )
        form.fields["delprosjekt"].choices = [  # type: ignore[attr-defined]
            ("", _("Uten prosjekt")),
            *((str(p.kode), f"{p.navn} {p.kode}") for p in projects),
        ]
        return form

    def outlook(self, form: OrderForm) -> Outlook:
        """Return what follows from the order so far."""
        assert self.unit is not None
        so_far = SoFar(
            minutter=as_minutes(form["timer"].value()),
            timesats_oere=as_oere(form["timesats"].value()),
            fra=as_date(form["fra"].value()),
            til_og_med=as_date(form["til"].value()),
            delprosjekt=str(form["delprosjekt"].value() or ""),
        )
        return outlook(
            self.actor, enhet_id=self.unit.id, now=clock.now(), so_far=so_far,
            language=ui.language(),
        )  # fmt: skip

    def context(self, form: OrderForm) -> dict[str, Any]:
        """Return the template's variables."""
        form.fields[FIELD].required = True  # shown as something that must be answered
        return {
            "form": form, "same": self.same, "navn": self.name(form),
            "person": self.person, "unit": self.unit, "ser": self.outlook(form),
            "is_ny": "ny" in self.request.GET or (form.is_bound and self.person is None),
            "forslag_for": self.data.get("emne", ""),
            "crumbs": [("/", _("Min side")), ("", _("Ansett noen"))],
        } | _found(self.actor, self.data.get("q", ""))  # fmt: skip

    def name(self, form: OrderForm) -> str:
        """Return what the person is called so far."""
        return self.person.navn if self.person else str(form["fornavn"].value() or "")

    def subjects(self, form: OrderForm) -> dict[str, UUID]:
        """Return whom the person's fields are about, so that «asked twice» can be seen."""
        if not self.person:
            return {}
        return dict.fromkeys(("epost", "fornavn", "etternavn"), self.person.id)

    def to_order(self, form: OrderForm) -> hr.NyAnsettelse:
        """Return the order that the form says."""
        assert self.unit is not None
        values: Mapping[str, Any] = form.cleaned_data
        seen = self.outlook(form)
        cost = seen.overslag
        return hr.NyAnsettelse(
            enhet_id=self.unit.id,
            emne=values["emne"],
            stillingskode=values["stillingskode"],
            tittel=values["tittel"],
            gyldig=Period(values["fra"], values["til"] + ONE_DAY),
            minutter=int(values["timer"] * MINUTES),
            timesats_oere=values["timesats"],
            koststed=self.unit.koststed or "",
            party_id=self.person.id if self.person else None,
            fornavn=values["fornavn"],
            etternavn=values["etternavn"],
            epost=values["epost"],
            yrkeskode=self.proposal.verdi("yrkeskode") or "",
            begrunnelse=values["begrunnelse"],
            lovhjemmel=values["hjemmel"],
            delprosjekt=values["delprosjekt"],
            trinn=self.proposal.verdi("trinn") or "",
            kostnad={"sum_oere": cost.sum_oere} if cost else {},
            kilder={p.name: p.code for p in form.provenance()},
            annen_jobb_enn=tuple(UUID(one) for one in values[FIELD]),
        )
