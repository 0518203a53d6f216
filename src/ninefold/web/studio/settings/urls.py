"""Addresses of the settings page."""

from django.urls import path

from ninefold.web.studio.settings import views

app_name = "settings"
urlpatterns = [path("", views.index, name="index")]
