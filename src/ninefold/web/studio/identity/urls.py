"""Addresses of identity."""

from django.urls import path

from ninefold.web.studio.identity import views

app_name = "identity"
urlpatterns = [
    path("", views.index, name="index"),
    path("candidates/<int:candidate_id>/", views.decide, name="decide"),
]
