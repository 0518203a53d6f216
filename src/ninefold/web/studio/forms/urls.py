"""Addresses of the sign-up forms' pages."""

from django.urls import path

from ninefold.web.studio.forms import views

app_name = "forms"
urlpatterns = [
    path("", views.index, name="index"),
    path("new/", views.create, name="create"),
    path("<slug:key>/", views.form, name="form"),
    path("<slug:key>/edit/", views.edit, name="edit"),
    path("<slug:key>/code.svg", views.code, name="code"),
]
