"""The office's pages about the rules."""

from django.urls import path

from openrotations.desk.rulebook import counter_views, views

urlpatterns = [
    path("desk/rules/", views.rules, name="rules"),
    path("desk/rules/add/", views.add_rule, name="add_rule"),
    path("desk/rules/changes/<uuid:change_id>/", views.rule_change, name="rule_change"),
    path("desk/rules/changes/<uuid:change_id>/withdraw/", views.withdraw_change, name="withdraw_rule_change"),
    path("desk/rules/counters/add/", counter_views.add_counter, name="add_counter"),
    path("desk/rules/counters/<slug:counter>/", counter_views.counter_page, name="counter"),
    path("desk/rules/counters/<slug:counter>/propose/", counter_views.change_counter, name="change_counter"),
    path("desk/rules/<slug:rule>/", views.rule_page, name="rule"),
    path("desk/rules/<slug:rule>/change/", views.change_rule, name="change_rule"),
]
