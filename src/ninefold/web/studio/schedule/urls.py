"""The address of the schedule."""

from django.urls import path

from ninefold.web.studio.schedule import views

app_name = "schedule"
urlpatterns = [path("", views.index, name="index")]
