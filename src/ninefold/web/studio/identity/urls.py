"""Addresses of identity."""

from django.urls import path

from ninefold.web.studio.identity import ruling, views

app_name = "identity"
urlpatterns = [
    path("", views.index, name="index"),
    path("rules/", ruling.rules, name="rules"),
    path("rules/draft/", ruling.draft, name="draft"),
    path("rules/draft/drop/", ruling.drop, name="drop"),
    path("rules/changes/", ruling.changes, name="changes"),
    path("rules/changes/<int:number>/restore/", ruling.restore, name="restore"),
    path("candidates/<int:candidate_id>/", views.decide, name="decide"),
]
