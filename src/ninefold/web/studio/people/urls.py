"""Addresses of people."""

from django.urls import path

from ninefold.web.studio.people import asking, previewing, views

app_name = "people"
urlpatterns = [
    path("", views.index, name="index"),
    path("fullest/", views.fullest, name="fullest"),
    path("asking/", asking.asking, name="asking"),
    path("<int:person_id>/", views.person, name="person"),
    path("<int:person_id>/preview/", previewing.preview, name="preview"),
    path("<int:person_id>/story/", views.story_page, name="story"),
]
