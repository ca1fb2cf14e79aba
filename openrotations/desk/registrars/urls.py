"""A registrar's pages about the students of the school, by signed link."""

from django.urls import path

from openrotations.desk.registrars import views

urlpatterns = [
    path("l/<str:token>/students/", views.students, name="school_students"),
    path("l/<str:token>/students/counts/", views.declare_counts, name="declare_counts"),
    path("l/<str:token>/students/questions/<uuid:school_confirmation_id>/", views.open_question, name="open_question"),
    path("l/<str:token>/students/<uuid:student_id>/", views.student, name="school_student"),
    path("l/<str:token>/students/placements/<uuid:placement_id>/", views.approve, name="approve_placement"),
]
