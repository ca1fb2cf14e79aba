"""Addresses of letters of invitation."""

from django.urls import path

from openrotations.desk.invitations import views

urlpatterns = [
    path("l/<str:token>/site/students/<uuid:placement_id>/invitation/", views.invite, name="host_invite"),
    path("placement/<uuid:placement_id>/invitation/", views.invitation, name="invitation"),
    path("placement/<uuid:placement_id>/invitation.pdf", views.invitation_file, name="invitation_file"),
    path("desk/placements/<uuid:placement_id>/invitation/withdraw/", views.withdraw, name="withdraw_invitation"),
    path("verify/invitation/<str:letter_code>/", views.invitation_checked, name="invitation_checked"),
]
