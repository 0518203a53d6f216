"""Addresses of layouts of mail."""

from django.urls import path

from ninefold.web.studio.layouts import views

app_name = "layouts"
urlpatterns = [
    path("", views.index, name="index"),
    path("new/", views.create, name="create"),
    path("default/", views.choose, name="choose"),
    path("<int:layout_id>/", views.layout, name="layout"),
    path("<int:layout_id>/source/", views.edit, name="edit"),
    path("<int:layout_id>/slots/", views.pick, name="pick"),
    path("<int:layout_id>/delete/", views.delete, name="delete"),
]
