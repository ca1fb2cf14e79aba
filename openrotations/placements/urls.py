"""Addresses of this package."""

from django.urls import path

from openrotations.placements.views import hosts, offers, rounds, threads

app_name = "placements"
urlpatterns = [
    path("desk/rounds/", rounds.rounds, name="rounds"),
    path("desk/rounds/add/", rounds.add_round, name="add_round"),
    path("desk/rounds/<uuid:round_id>/", rounds.round, name="round"),
    path("desk/rounds/<uuid:round_id>/collect/", rounds.collect_round, name="collect_round"),
    path("desk/rounds/<uuid:round_id>/check/", rounds.check_round, name="check_round"),
    path("desk/rounds/<uuid:round_id>/reopen/", rounds.reopen_round, name="reopen_round"),
    path("desk/rounds/<uuid:round_id>/run/", rounds.run_round, name="run_round"),
    path("desk/rounds/<uuid:round_id>/publish/", rounds.publish_round, name="publish_round"),
    path("desk/rounds/<uuid:round_id>/close/", rounds.close_round, name="close_round"),
    path("desk/rounds/students/<uuid:entry_id>/", rounds.entry, name="entry"),
    path("desk/placements/<uuid:placement_id>/host/", hosts.ask_host, name="ask_host"),
    path("desk/placements/<uuid:placement_id>/cancel/", hosts.cancel, name="cancel"),
    path("my/offers/<uuid:placement_id>/", offers.offer, name="offer"),
    path("my/offers/<uuid:placement_id>/accept/", offers.accept, name="accept"),
    path("my/offers/<uuid:placement_id>/decline/", offers.decline, name="decline"),
    path("my/offers/<uuid:placement_id>/give-up/", offers.give_up, name="give_up"),
    path("my/free-seats/", offers.free_seats, name="free_seats"),
    path("my/free-seats/<uuid:opening_id>/take/", offers.take_free_seat, name="take_free_seat"),
    path("my/rounds/<uuid:entry_id>/", offers.reasons, name="reasons"),
    path("placement/<uuid:placement_id>/post/", threads.post, name="post"),
    path("l/<str:token>/placement/answer/", hosts.host_answer, name="host_answer"),
    path("l/<str:token>/placement/post/", threads.post_by_link, name="post_by_link"),
]
