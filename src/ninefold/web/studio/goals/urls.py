"""Addresses of the goals' pages."""

from django.urls import path

from ninefold.web.studio.goals import views

app_name = "goals"
urlpatterns = [
    path("", views.index, name="index"),
    path("reached/", views.reached, name="reached"),
    path("new/", views.create, name="create"),
    path("<slug:key>/", views.edit, name="edit"),
]
