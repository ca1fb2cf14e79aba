"""Addresses of a host's own pages, by signed link, and of the office's and an account's way to them."""

from django.urls import path

from openrotations.desk.hosts.views import days, links, openings, site, students

urlpatterns = [
    path("l/<str:token>/site/", site.site, name="host_site"),
    path("l/<str:token>/site/roster/", site.roster, name="host_roster"),
    path("l/<str:token>/site/roster.<str:form>", site.roster_sheet, name="host_roster_sheet"),
    path("l/<str:token>/site/mails/", site.mails, name="host_mails"),
    path("l/<str:token>/site/openings/add/", openings.add_opening, name="host_add_opening"),
    path("l/<str:token>/site/openings/<uuid:opening_id>/", openings.opening, name="host_opening"),
    path("l/<str:token>/site/openings/<uuid:opening_id>/copy/", openings.copy_opening, name="host_copy_opening"),
    path("l/<str:token>/site/openings/<uuid:opening_id>/close/", openings.close_opening, name="host_close_opening"),
    path("l/<str:token>/site/closed-days/", days.close_days, name="host_close_days"),
    path("l/<str:token>/site/closed-days/<uuid:closure_id>/reopen/", days.reopen_days, name="host_reopen_days"),
    path("l/<str:token>/site/students/<uuid:placement_id>/", students.student, name="host_student"),
    path("l/<str:token>/site/students/<uuid:placement_id>/cv/", students.cv, name="host_cv"),
    path("desk/away/<uuid:away_id>/", days.away, name="away"),
    path("desk/hosts/<uuid:coordinator_id>/link/", links.send_link, name="send_host_link"),
    path("desk/hosts/<uuid:coordinator_id>/link/end/", links.end_links, name="end_host_links"),
]
