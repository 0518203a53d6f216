"""Addresses of the pages of versions and comments."""

from django.urls import path

from ninefold.web.studio.versions import commenting, views

app_name = "versions"
urlpatterns = [
    path("<int:variant_id>/", views.written, name="written"),
    path("<int:variant_id>/all/", views.index, name="index"),
    path("<int:variant_id>/compare/", views.compare, name="compare"),
    path("<int:variant_id>/restore/", views.restore, name="restore"),
    path("<int:variant_id>/comment/", commenting.say, name="comment"),
    path("comment/<int:comment_id>/", commenting.settle, name="settle"),
]
