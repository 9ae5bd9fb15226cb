"""The WSGI application that ``plumb serve`` runs."""

from __future__ import annotations

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "plumbline.interfaces.settings")
application = get_wsgi_application()
