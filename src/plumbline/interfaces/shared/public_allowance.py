"""The one count of what the public asked of this server."""

from __future__ import annotations

from django.conf import settings

from plumbline.interfaces.shared.allowances import Allowances

allowances = Allowances(settings.PUBLIC_PER_MINUTE)
