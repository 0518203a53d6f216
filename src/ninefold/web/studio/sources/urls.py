"""Addresses of the sources' pages."""

from django.urls import path

from ninefold.web.studio.sources import held, views

app_name = "sources"
urlpatterns = [
    path("", views.index, name="index"),
    path("tail/", views.tail, name="tail"),
    path("new/", views.create, name="create"),
    path("<int:source_id>/limit/", views.limit, name="limit"),
    path("<int:source_id>/protect/", views.protect, name="protect"),
    path("<int:source_id>/rotate/", views.rotate, name="rotate"),
    path("<int:source_id>/revoke/", views.revoke, name="revoke"),
    path("quarantine/", held.quarantine, name="quarantine"),
    path("quarantine/replay/", held.replay, name="replay"),
    path("quarantine/replay/all/", held.replay_all, name="replay_all"),
    path("quarantine/replays/", held.replays, name="replays"),
    path("quarantine/<int:quarantined_id>/", held.mend, name="mend"),
]
