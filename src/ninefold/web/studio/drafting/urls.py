"""Addresses of drafts by a language model."""

from django.urls import path

from ninefold.web.studio.drafting import views

app_name = "drafting"
urlpatterns = [
    path("<int:item_id>/", views.ask, name="ask"),
    path("draft/<int:draft_id>/", views.draft, name="draft"),
]
