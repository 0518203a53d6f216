"""Addresses of the currencies."""

from django.urls import path

from ninefold.web.studio.currencies import views

app_name = "currencies"
urlpatterns = [path("", views.index, name="index")]
