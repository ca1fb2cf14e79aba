"""Every address of the program, package by package."""

from django.conf import settings
from django.urls import include, path
from django.views.i18n import set_language

from openrotations.common.views import health, ready
from openrotations.people.guards import public

urlpatterns = [
    path("health", public(health), name="health"),
    path("ready", public(ready), name="ready"),
    path("language/", public(set_language), name="set_language"),
    path("account/", include("allauth.urls")),
    path("", include("openrotations.website.urls")),
    path("", include("openrotations.people.urls")),
    path("schools/", include("openrotations.schools.urls")),
    path("hosts/", include("openrotations.hosts.urls")),
    path("catalogue/", include("openrotations.catalogue.urls")),
    path("", include("openrotations.consents.urls")),
    path("", include("openrotations.documents.urls")),
    path("", include("openrotations.applications.urls")),
    path("", include("openrotations.placements.urls")),
    path("", include("openrotations.onboarding.urls")),
    path("", include("openrotations.logbook.urls")),
    path("", include("openrotations.evaluations.urls")),
    path("", include("openrotations.letters.urls")),
    path("", include("openrotations.records.urls")),
    path("", include("openrotations.desk.urls")),
]
handler404 = "openrotations.website.views.not_found"
handler403 = "openrotations.website.views.not_allowed"
handler500 = "openrotations.website.views.failed"
if settings.DEMO:
    urlpatterns += [path("demo/", include("openrotations.desk.demo.urls"))]
