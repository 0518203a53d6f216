"""Addresses of the charter."""

from django.urls import path

from ninefold.web.studio.charter import brand, company, views

app_name = "charter"
urlpatterns = [
    path("", views.index, name="index"),
    path("edit/", views.edit, name="edit"),
    path("brand/", brand.edit, name="brand"),
    path("brand/shown/", brand.shown, name="brand_shown"),
    path("company/", company.edit, name="company"),
]
