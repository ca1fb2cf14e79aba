"""Addresses of this package, below /hosts/."""

from django.urls import path

from openrotations.hosts import views

app_name = "hosts"
urlpatterns = [
    path("sites/", views.sites, name="sites"),
    path("sites/add/", views.add_site, name="add_site"),
    path("sites/<uuid:site_id>/", views.site, name="site"),
    path("sites/<uuid:site_id>/edit/", views.edit_site, name="edit_site"),
    path("sites/<uuid:site_id>/coordinators/add/", views.add_coordinator, name="add_coordinator"),
    path("coordinators/<uuid:coordinator_id>/confirm/", views.confirm_coordinator, name="confirm_coordinator"),
    path("preceptors/", views.preceptors, name="preceptors"),
    path("preceptors/add/", views.add_preceptor, name="add_preceptor"),
    path("preceptors/<uuid:preceptor_id>/", views.preceptor, name="preceptor"),
    path("preceptors/<uuid:preceptor_id>/edit/", views.edit_preceptor, name="edit_preceptor"),
    path("preceptors/<uuid:preceptor_id>/confirm/", views.confirm_preceptor, name="confirm_preceptor"),
]
