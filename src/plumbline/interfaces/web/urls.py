"""Addresses. Every one of them stands in docs/pages.md and in the leak test's list; tests fail where one does not."""

from django.urls import URLPattern, path, register_converter

from plumbline.interfaces.web import mistakes
from plumbline.interfaces.web.places import Keys
from plumbline.interfaces.web.views import (
    about,
    account,
    behind,
    cuts,
    edit,
    evidence,
    figure,
    files,
    health,
    home,
    imports,
    many,
    papers,
    past,
    record,
    records,
    region,
    results,
    results_region,
    rules,
    saved,
)

register_converter(Keys, "keys")
register_converter(files.Form, "form")

urlpatterns: list[URLPattern] = [
    path("", home.overview, name="home"),
    path("regions/<str:code>/", region.page, name="region"),
    path("figures/<str:indicator>/<str:region>/<str:period>.json", behind.document, name="figure-json"),
    path("figures/<str:indicator>/<str:region>/<str:period>/records", behind.records, name="figure-records"),
    path("figures/<str:indicator>/<str:region>/<str:period>/proof", behind.root, name="figure-proof"),
    path("figures/<str:indicator>/<str:region>/<str:period>", figure.page, name="figure"),
    path("records/", records.index, name="records"),
    path("records/<str:name>.<form:form>", files.export, name="records-export"),
    path("records/<str:name>/template.xlsx", files.template, name="record-template"),
    path("records/<str:name>/", records.listing, name="record-list"),
    path("records/<str:name>/many", many.many, name="records-many"),
    path("records/<str:name>/keep", saved.save, name="saved-new"),
    path("records/<str:name>/new", edit.new, name="record-new"),
    path("records/<str:name>/<keys:key>/correct", edit.correct, name="record-correct"),
    path("records/<str:name>/<keys:key>/withdraw", edit.withdraw, name="record-withdraw"),
    path("records/<str:name>/<keys:key>/restore", edit.restore, name="record-restore"),
    path("records/<str:name>/<keys:key>/", record.detail, name="record"),
    path("evidence/about/<str:name>/<keys:key>/", evidence.about, name="evidence-about"),
    path("evidence/<str:number>/", evidence.one, name="evidence"),
    path("evidence/<str:number>/file", evidence.original, name="evidence-file"),
    path("evidence/<str:number>/pictures/<str:part>.jpg", evidence.picture, name="evidence-picture"),
    path("evidence/<str:number>/withdraw", evidence.withdraw, name="evidence-withdraw"),
    path("evidence/<str:number>/reinstate", evidence.reinstate, name="evidence-reinstate"),
    path("changes/<int:number>/", many.change, name="change"),
    path("changes/<int:number>/undo", many.undo, name="change-undo"),
    path("lists/", saved.index, name="saved"),
    path("lists/<int:number>/<str:act>", saved.change, name="saved-change"),
    path("rules/", rules.index, name="rules"),
    path("rules/figures/<str:name>/", rules.indicator, name="indicator"),
    path("rules/schemes/<str:name>/", rules.scheme, name="scheme"),
    path("sheets/<str:name>/", past.sheet, name="sheet"),
    path("grades/published/", past.published, name="published-grades"),
    path("grades/<str:scheme>/<str:year>/today", past.by_another, name="rescore"),
    path("results/<str:scheme>/<str:year>/report.<str:language>.pdf", papers.report, name="report"),
    path("results/<str:scheme>/<str:year>/<str:region>/report.<str:language>.pdf", papers.report, name="region-report"),
    path("results/", results.index, name="results"),
    path("results/<str:scheme>/small", results.small, name="results-small"),
    path("results/<str:scheme>/<str:year>/", results.year, name="results-year"),
    path("results/<str:scheme>/<str:year>/ranking", results.ranking, name="results-ranking"),
    path("results/<str:scheme>/<str:year>/ranking.<form:form>", results.export, name="results-export"),
    path("results/<str:scheme>/<str:year>/compare", results_region.compare, name="results-compare"),
    path("results/<str:scheme>/<str:year>/<str:region>/", results_region.page, name="results-region"),
    path("cuts/", cuts.index, name="cuts"),
    path("cuts/<str:name>/", cuts.one, name="cut"),
    path("imports/", imports.index, name="imports"),
    path("imports/new", imports.new, name="import-new"),
    path("imports/job/<str:token>", imports.job, name="import-job"),
    path("imports/<int:number>/", imports.one, name="import"),
    path("imports/<int:number>/reasons.xlsx", imports.reasons, name="import-reasons"),
    path("imports/<int:number>/<str:part>.csv", imports.download, name="import-download"),
    path("sign-in", account.SignIn.as_view(), name="sign-in"),
    path("sign-out", account.SignOut.as_view(), name="sign-out"),
    path("me/", account.me, name="me"),
    path("language", account.set_language, name="set-language"),
    path("appearance", account.set_appearance, name="appearance"),
    path("persona", account.set_persona, name="persona"),
    path("about/", about.about, name="about"),
    path("health", health.health, name="health"),
]

handler400 = mistakes.bad_request
handler403 = mistakes.forbidden
handler404 = mistakes.not_found
handler500 = mistakes.server_error
