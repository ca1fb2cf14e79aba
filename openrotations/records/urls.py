"""Addresses of this package."""

from django.urls import path

from openrotations.records import views

app_name = "records"
urlpatterns = [
    path("my/record/", views.mine, name="mine"),
    path("my/record/renew/<uuid:student_id>/", views.renew, name="renew"),
    path("my/record/<uuid:record_id>/", views.show, name="record"),
    path("my/record/<uuid:record_id>/record.pdf", views.pdf, name="pdf"),
    path("my/record/<uuid:record_id>/revoke/", views.revoke, name="revoke"),
    path("verify/", views.verify, name="verify"),
    path("verify/<str:code>/", views.verified, name="verified"),
]
