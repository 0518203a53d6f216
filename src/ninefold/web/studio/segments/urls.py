"""Addresses of the segments' pages."""

from django.urls import path

from ninefold.web.studio.segments import views

app_name = "segments"
urlpatterns = [
    path("", views.index, name="index"),
    path("new/", views.create, name="create"),
    path("preview/", views.preview, name="preview"),
    path("<int:segment_id>/", views.edit, name="edit"),
    path("<int:segment_id>/rebuild/", views.rebuild, name="rebuild"),
    path("<int:segment_id>/delete/", views.delete, name="delete"),
    path("<int:segment_id>/count/", views.count, name="count"),
]
