"""Addresses of the pages of reviews."""

from django.urls import path

from ninefold.web.studio.reviews import subjects, views

app_name = "reviews"
urlpatterns = [
    path("", views.index, name="index"),
    path("<int:review_id>/", views.one, name="one"),
    path("who/", subjects.index, name="subjects"),
    path("who/new/", subjects.create, name="create_subject"),
    path("who/<int:subject_id>/", subjects.edit, name="subject"),
]
