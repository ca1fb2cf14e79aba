"""The addresses as they are in the demo; the tests run in another mode."""

from django.urls import include, path

from openrotations.urls import handler403, handler404, handler500
from openrotations.urls import urlpatterns as usual

__all__ = ["handler403", "handler404", "handler500", "urlpatterns"]
urlpatterns = [*usual, path("demo/", include("openrotations.desk.demo.urls"))]
