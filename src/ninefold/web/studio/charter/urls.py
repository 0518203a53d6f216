"""Addresses of the charter."""

from django.urls import path

from ninefold.web.studio.charter import company, views

app_name = "charter"
urlpatterns = [
    path("", views.index, name="index"),
    path("edit/", views.edit, name="edit"),
    path("company/", company.edit, name="company"),
]
