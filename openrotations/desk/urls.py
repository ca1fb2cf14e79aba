"""Addresses of the desk, of a student's day, and of the page per placement."""

from django.urls import path

from openrotations.desk.accounts.urls import urlpatterns as account_pages
from openrotations.desk.blank_forms.urls import urlpatterns as blank_form_pages
from openrotations.desk.hosts.urls import urlpatterns as host_pages
from openrotations.desk.invitations.urls import urlpatterns as invitation_pages
from openrotations.desk.registrars.urls import urlpatterns as registrar_pages
from openrotations.desk.rulebook.urls import urlpatterns as rule_pages
from openrotations.desk.views import agreements, home, outbox, people, placement, setup, sheets

app_name = "desk"
urlpatterns = [
    *account_pages,
    *blank_form_pages,
    *host_pages,
    *invitation_pages,
    *registrar_pages,
    *rule_pages,
    path("desk/", home.home, name="home"),
    path("today/", people.today, name="today"),
    path("desk/today/", people.needs, name="needs"),
    path("desk/students/", people.people, name="people"),
    path("desk/students/<uuid:student_id>/", people.student, name="student"),
    path("desk/students/<uuid:student_id>/name/", people.change_name, name="change_name"),
    path("placement/<uuid:placement_id>/", placement.placement, name="placement"),
    path("l/<str:token>/placement/", placement.placement_by_link, name="placement_by_link"),
    path("desk/outbox/", outbox.outbox, name="outbox"),
    path("desk/outbox/<uuid:message_id>/", outbox.outbox_message, name="outbox_message"),
    path("desk/outbox/<uuid:message_id>/again/", outbox.send_again, name="send_again"),
    path("desk/import/", sheets.import_sheets, name="import"),
    path("desk/import/check/", sheets.check_import, name="check_import"),
    path("desk/import/stop/", sheets.stop_import, name="stop_import"),
    path("desk/export/", sheets.export, name="export"),
    path("desk/export/<str:kind>.<str:form>", sheets.export_sheet, name="export_sheet"),
    path("desk/settings/", setup.policies, name="settings"),
    path("desk/staff/", setup.staff, name="staff"),
    path("desk/staff/<uuid:role_id>/end/", setup.end_staff_role, name="end_staff_role"),
    path("desk/audit/", setup.audit, name="audit"),
    path("desk/components/", people.components, name="components"),
    path("desk/sites/<uuid:site_id>/agreements/add/", agreements.add_agreement, name="add_agreement"),
    path("desk/agreements/<uuid:agreement_id>/edit/", agreements.edit_agreement, name="edit_agreement"),
    path("start/", setup.start, name="start"),
]
