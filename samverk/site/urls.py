"""All addresses: each module brings its own, site brings what belongs to none of them."""

from importlib.util import find_spec

from django.urls import URLPattern, URLResolver, include, path

from samverk.site.json_api import api

MODULES = {
    "": "samverk.site.web.urls",
    "saker/": "samverk.cases.web.urls",
    "arkiv/": "samverk.archive.web.urls",
    "regnskap/": "samverk.finance.web.urls",
    "folk/": "samverk.hr.web.urls",
    "lonn/": "samverk.payroll.web.urls",
    "prosesser/": "samverk.processes.web.urls",
    "samstyring/": "samverk.governance.web.urls",
}


def _exists(module: str) -> bool:
    try:
        return find_spec(module) is not None
    except ModuleNotFoundError:
        return False


urlpatterns: list[URLPattern | URLResolver] = [
    path("api/", api.urls),
    *(path(prefix, include(module)) for prefix, module in MODULES.items() if _exists(module)),
]
handler400 = "samverk.site.web.views.errors.bad_request"
handler403 = "samverk.site.web.views.errors.forbidden"
handler404 = "samverk.site.web.views.errors.not_found"
handler500 = "samverk.site.web.views.errors.server_error"
