"""Every address of this server: the API's and the pages'."""

from django.urls import URLPattern, URLResolver, path

from plumbline.interfaces.api import page
from plumbline.interfaces.api.app import api
from plumbline.interfaces.web import urls as web

urlpatterns: list[URLPattern | URLResolver] = [
    path("api/v1/docs", page.operations, name="api-docs"),
    path("api/v1/", api.urls),
    *web.urlpatterns,
]

handler400 = web.handler400
handler403 = web.handler403
handler404 = web.handler404
handler500 = web.handler500
