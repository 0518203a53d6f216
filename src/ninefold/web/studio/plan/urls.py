"""Addresses of the tracking plan's pages. Names of events are free text, so they stand in the query."""

from django.urls import path

from ninefold.web.studio.plan import views

app_name = "plan"
urlpatterns = [
    path("", views.index, name="index"),
    path("lock/", views.lock_plan, name="lock_plan"),
    path("new/", views.create, name="create"),
    path("accept/", views.accept, name="accept"),
    path("event/", views.event, name="event"),
    path("event/lock/", views.lock_event, name="lock_event"),
    path("event/properties/", views.properties, name="properties"),
    path("event/keep/", views.keep, name="keep"),
    path("event/forget/", views.forget, name="forget"),
]
