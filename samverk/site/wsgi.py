"""WSGI entry point; serves nothing before the database role has been checked."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "samverk.site.settings")
application = get_wsgi_application()

from samverk.site.guard import check_or_exit  # noqa: E402 - needs the settings loaded above

check_or_exit()
