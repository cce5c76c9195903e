"""Trial balance, account and voucher: every figure opens to its origin."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language, gettext
from django.views.decorators.http import require_GET, require_http_methods

from samverk.core import clock
from samverk.core.access.api import Actor, brukere, current_actor
from samverk.core.errors import Refusal
from samverk.core.ui import api as ui
from samverk.finance import api as finance
from samverk.finance.web.choice import Choice, read_choice
from samverk.finance.web.download import trial_lines
from samverk.finance.web.forms import ReverseForm
from samverk.finance.web.present import trial as laid_out

READ = "okonomi.regnskap.les"
PAGE = 50


def _language() -> str:
    return (get_language() or "nb")[:2]


def _text(periode: int) -> str:
    return finance.period_text(periode, language=_language())


@require_GET
def trial(request: HttpRequest) -> HttpResponse:
    """Show the trial balance; ``?konto=`` opens what lies behind one figure."""
    actor = current_actor()
    actor.require(READ)
    today = clock.today()
    choice = read_choice(request, actor, today=today)
    rows = finance.trial_balance(
        actor, year=choice.year, through=choice.periode, koststeder=choice.koststeder,
        delprosjekt=choice.delprosjekt, language=_language(),
    )  # fmt: skip
    chosen = next((r for r in rows if str(r.konto) == request.GET.get("konto")), None)
    behind = _behind(actor, choice, chosen, only_month=request.GET.get("hva") == "maaned")
    context = {
        "choice": choice, "trial": laid_out(rows, choice, chosen.konto if chosen else 0),
        "periode_navn": _text(choice.periode), "bak": behind,
        "periode_kort": _text(choice.periode).removesuffix(f" {choice.year}"),
        "years": choice.years, "steder": choice.steder,
        "perioder": [(p, _text(p)) for p in range(choice.year * 100 + 1, choice.year * 100 + 14)],
        "prosjekter": finance.delprosjekter(
            actor, on=today, koststed=choice.enhet.koststed if choice.enhet else None
        ),
        "hele": finance.sees_whole_ledger(actor), "sist": finance.last_posted_at(actor),
    }  # fmt: skip
    piece = request.headers.get("HX-Target") == "bak"
    name = "finance/trial/_behind.html" if piece else "finance/trial/page.html"
    return render(request, name, context)


@require_GET
def trial_file(request: HttpRequest) -> HttpResponse:
    """Download the trial balance as chosen, in kroner and øre."""
    actor = current_actor()
    actor.require(READ)
    choice = read_choice(request, actor, today=clock.today())
    rows = finance.trial_balance(
        actor, year=choice.year, through=choice.periode, koststeder=choice.koststeder,
        delprosjekt=choice.delprosjekt, language=_language(),
    )  # fmt: skip
    name = f"{gettext('saldobalanse')}-{choice.periode}.csv"
    return HttpResponse(
        "".join(trial_lines(actor, rows, through=choice.periode)),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


def _behind(
    actor: Actor, choice: Choice, row: finance.TrialRow | None, *, only_month: bool
) -> dict[str, object] | None:
    """Return the chain: figure → voucher → source, from the newest line."""
    if row is None:
        return None
    first = choice.periode if only_month else choice.year * 100 + 1
    lines = finance.account_lines(
        actor, konto=row.konto, periods=(first, choice.periode), koststeder=choice.koststeder,
        delprosjekt=choice.delprosjekt, limit=4,
    )  # fmt: skip
    newest = finance.voucher(actor, lines[0].voucher_id) if lines else None
    month = row.maaneder[choice.periode % 100 - 1]
    return {
        "row": row, "oere": month if only_month else row.saldo_oere,
        "naar": _text(choice.periode) if only_month else str(choice.year),
        "lines": lines[:3], "has_more": len(lines) > 3, "bilag": newest,
        "link": newest.link if newest else None,
        "query": choice.query(fra=first) if only_month else choice.query(),
    }  # fmt: skip


@require_GET
def account(request: HttpRequest, konto: int) -> HttpResponse:
    """Show one account: month by month, and its lines, newest first."""
    actor = current_actor()
    actor.require(READ)
    today = clock.today()
    choice = read_choice(request, actor, today=today)
    facts = finance.accounts(actor, on=today).get(konto)
    if facts is None:
        raise Http404
    rows = finance.trial_balance(
        actor, year=choice.year, through=choice.periode, koststeder=choice.koststeder,
        delprosjekt=choice.delprosjekt, language=_language(),
    )  # fmt: skip
    row = next((r for r in rows if r.konto == konto), None)
    only_month = request.GET.get("fra") == str(choice.periode)
    first = choice.periode if only_month else choice.year * 100 + 1
    lines = finance.account_lines(
        actor, konto=konto, periods=(first, choice.periode), koststeder=choice.koststeder,
        delprosjekt=choice.delprosjekt, after=_key(request.GET.get("etter", "")), limit=PAGE,
    )  # fmt: skip
    context = {
        "konto": facts, "navn": facts.name(_language()), "choice": choice, "row": row,
        "fra_navn": _text(first), "til_navn": _text(choice.periode), "only_month": only_month,
        "maaneder": _months(row, choice), "linjer": _lines_table(request, choice, lines),
    }  # fmt: skip
    return render(request, "finance/account/page.html", context)


def _months(row: finance.TrialRow | None, choice: Choice) -> ui.Table:
    found = []
    running = row.inngaaende_oere if row else 0
    for n in range(choice.periode % 100) if row else ():
        assert row is not None
        running += row.maaneder[n]
        periode = choice.year * 100 + n + 1
        url = f"?{choice.query(periode=periode, fra=periode)}"
        found.append(
            ui.Row(
                (
                    _text(periode),
                    ui.Cell(ui.words.amount(row.maaneder[n]), url=url),
                    ui.words.amount(running),
                ),
                url=url,
            )
        )
    return ui.Table(
        gettext("Måned for måned, kroner"),
        [
            ui.Column(gettext("Periode")), ui.Column(gettext("Bevegelse"), "num"),
            ui.Column(gettext("Saldo"), "num"),
        ],
        found, dense=True, empty_title=gettext("Ingen bevegelser"),
        empty_text=gettext("Når noe bokføres på kontoen, vises det her."),
    )  # fmt: skip


def _lines_table(request: HttpRequest, choice: Choice, lines: list[finance.LineFacts]) -> ui.Table:
    rows = [
        ui.Row(
            (
                ui.Cell(ui.words.written(line.bilagstekst, "nb"), code=line.bilagsnr),
                ui.Cell(ui.words.day_long(line.voucher_date)),
                ui.Cell(ui.words.written(line.tekst, "nb") or "–"), ui.Cell(line.koststed or "–"),
                ui.Cell(line.delprosjekt or "–"), ui.words.amount(line.beloep_oere),
            ),
            url=f"/regnskap/bilag/{line.voucher_id}/",
        )
        for line in lines
    ]  # fmt: skip
    last = lines[-1] if len(lines) == PAGE else None
    fra = request.GET.get("fra", "")
    key = f"{last.periode}.{last.voucher_id}.{last.lno}" if last else ""
    return ui.Table(
        gettext("Linjer, kroner, de nyeste først"),
        [
            ui.Column(gettext("Bilag")), ui.Column(gettext("Dato"), "tn"),
            ui.Column(gettext("Linjetekst")), ui.Column(gettext("Koststed"), "tn"),
            ui.Column(gettext("Delprosjekt"), "tn"), ui.Column(gettext("Beløp"), "num"),
        ],
        rows, dense=True, hide_caption=True,
        paging=ui.Paging(
            next_url=f"?{choice.query(fra=fra, etter=key)}" if last else "",
            first_url=f"?{choice.query(fra=fra)}" if request.GET.get("etter") else "",
        ),
        empty_title=gettext("Ingen linjer her"),
        empty_text=gettext("Velg en annen periode, eller hele institusjonen."),
    )  # fmt: skip


def _key(text: str) -> tuple[int, UUID, int] | None:
    try:
        periode, voucher_id, lno = text.split(".")
        return int(periode), UUID(voucher_id), int(lno)
    except ValueError:
        return None


@require_http_methods(["GET", "POST"])
def voucher(request: HttpRequest, voucher_id: UUID) -> HttpResponse:
    """Show a voucher with its lines, source and corrections; POST takes it back."""
    actor, now = current_actor(), clock.now()
    actor.require(READ)
    found = finance.voucher(actor, voucher_id)
    if found is None:
        raise Http404
    today = now.date()
    form = ReverseForm(request.POST or None, initial={"dato": today})
    if request.method == "POST" and form.is_valid():
        day = form.cleaned_data["dato"]
        try:
            posted = finance.reverse_voucher(
                actor=actor, voucher_id=voucher_id, periode=finance.period_of(day),
                voucher_date=day, begrunnelse=form.cleaned_data["begrunnelse"], now=now,
            )  # fmt: skip
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            ui.say(request, gettext("Bilaget er tilbakeført. Begge bilagene står i regnskapet."))
            return redirect("regnskap-bilag", voucher_id=posted.voucher_id)
    names = finance.accounts(actor, on=found.voucher_date)
    posted_by = brukere(actor, [found.posted_by]).get(found.posted_by)
    context = {
        "bilag": found, "periode_navn": _text(found.periode), "form": form,
        "posted_by": posted_by.navn if posted_by else "Samverk",
        "linjer": [
            (line, names[line.konto].name(_language()) if line.konto in names else "")
            for line in found.lines
        ],
        "sum_debet": sum(line.beloep_oere for line in found.lines if line.beloep_oere > 0),
        "sum_kredit": -sum(line.beloep_oere for line in found.lines if line.beloep_oere < 0),
        "link": found.link,
        "can_reverse": actor.can("okonomi.bilag.foer") and not found.reversed_by,
    }  # fmt: skip
    status = 422 if form.errors else 200
    return render(request, "finance/voucher/page.html", context, status=status)
