"""Pages for what went wrong, in plain words and without reading the database."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from samverk.core.errors import Refusal
from samverk.core.ui import api as ui
from samverk.site.context import SCHEME_COOKIE, stylesheets


def _wants_json(request: HttpRequest) -> bool:
    """Tell whether a program asks: the API, the search palette, or one that takes nothing else."""
    return (
        request.path.startswith("/api/")
        or request.GET.get("format") == "json"
        or not request.accepts("text/html")
    )


def _page(request: HttpRequest, status: int, heading: str, text: str) -> HttpResponse:
    if _wants_json(request):
        return JsonResponse({"feil": f"{heading}. {text}"}, status=status)
    scheme = request.COOKIES.get(SCHEME_COOKIE, "auto")
    content = {
        "status": status,
        "heading": heading,
        "text": text,
        "stylesheets": stylesheets(),
        "visning": scheme if scheme in {"light", "dark"} else "auto",
    }
    return HttpResponse(render_to_string("ui/error.html", content), status=status)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Answer 400."""
    return _page(
        request, 400, _("Vi forsto ikke forespørselen"),
        _("Noe i adressen eller skjemaet kan ikke leses. Gå tilbake og prøv igjen."),
    )  # fmt: skip


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Answer 403 with the sentence of the refusal, when there is one."""
    said = ui.sentence(exception) if isinstance(exception, Refusal) else ""
    return _page(
        request, 403, _("Du har ikke tilgang hit"),
        said or _("Spør lederen din hvis du trenger det til arbeidet ditt."),
    )  # fmt: skip


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Answer a form that was too old or came from somewhere else."""
    return _page(
        request, 403, _("Skjemaet var for gammelt"),
        _("Gå tilbake, last siden på nytt og send en gang til. Ingenting er lagret."),
    )  # fmt: skip


def conflict(request: HttpRequest) -> HttpResponse:
    """Answer 409: another act on the same matter went first."""
    return _page(
        request, 409, _("Noen andre lagret samtidig"),
        _("Ingenting av det du sendte, er lagret. Gå tilbake, last siden på nytt og send igjen."),
    )  # fmt: skip


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Answer 404; the same for what does not exist and what may not be seen."""
    return _page(
        request, 404, _("Siden finnes ikke"),
        _("Adressen kan være feil, eller det den peker på, er flyttet eller ikke ditt å se."),
    )  # fmt: skip


def server_error(request: HttpRequest) -> HttpResponse:
    """Answer 500."""
    return _page(
        request, 500, _("Noe gikk galt hos oss"),
        _("Ingenting av det du sendte, er lagret. Prøv igjen. Skjer det på nytt, meld fra."),
    )  # fmt: skip
