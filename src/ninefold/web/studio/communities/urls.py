"""Addresses of the communities' pages."""

from django.urls import path

from ninefold.web.studio.communities import views

app_name = "communities"
urlpatterns = [
    path("", views.index, name="index"),
    path("new/", views.create, name="create"),
    path("<slug:key>/edit/", views.edit, name="edit"),
    path("<slug:key>/count/", views.count, name="count"),
]
