"""Addresses of the lexicons' pages."""

from django.urls import path

from ninefold.web.studio.lexicons import drafts, views

app_name = "lexicons"
urlpatterns = [
    path("<slug:key>/", views.lexicon, name="lexicon"),
    path("<slug:key>/new/", views.create, name="create"),
    path("<slug:key>/learnt/", views.learnt, name="learnt"),
    path("<slug:key>/text/", views.bring, name="bring"),
    path("<slug:key>/try/", drafts.attempt, name="try"),
    path("<slug:key>/term/<int:term_id>/", views.edit, name="edit"),
    path("<slug:key>/draft/<int:item_id>/", drafts.draft, name="draft"),
]
