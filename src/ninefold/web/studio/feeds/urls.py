"""Addresses of the pages of feeds."""

from django.urls import path

from ninefold.web.studio.feeds import comparing, views

app_name = "feeds"
urlpatterns = [
    path("", views.index, name="index"),
    path("new/<slug:kind>/", views.create, name="create"),
    path("<int:feed_id>/", views.feed, name="feed"),
    path("<int:feed_id>/edit/", views.edit, name="edit"),
    path("<int:feed_id>/read/", views.read, name="read"),
    path("<int:feed_id>/stop/", views.stop, name="stop"),
    path("<int:feed_id>/delete/", views.delete, name="delete"),
    path("newer/<int:document_id>/", comparing.compare, name="compare"),
    path("newer/<int:document_id>/take/", comparing.take, name="take"),
    path("newer/<int:document_id>/keep/", comparing.keep, name="keep"),
]
