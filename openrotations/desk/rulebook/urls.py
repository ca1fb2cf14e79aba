"""The office's pages about the rules."""

from django.urls import path

from openrotations.desk.rulebook import views

urlpatterns = [
    path("desk/rules/", views.rules, name="rules"),
    path("desk/rules/add/", views.add_rule, name="add_rule"),
    path("desk/rules/changes/<uuid:change_id>/", views.rule_change, name="rule_change"),
    path("desk/rules/changes/<uuid:change_id>/withdraw/", views.withdraw_change, name="withdraw_rule_change"),
    path("desk/rules/<slug:rule>/", views.rule_page, name="rule"),
    path("desk/rules/<slug:rule>/change/", views.change_rule, name="change_rule"),
]
