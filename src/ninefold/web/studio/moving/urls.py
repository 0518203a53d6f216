"""Addresses of moving in."""

from django.urls import path

from ninefold.web.studio.moving import views

app_name = "moving"
urlpatterns = [
    path("", views.index, name="index"),
    path("from/<slug:tool>/", views.tool, name="tool"),
    path("<str:key>/", views.move, name="move"),
    path("<str:key>/again/", views.again, name="again"),
    path("<str:key>/let-pass/", views.let_pass, name="let_pass"),
    path("<str:key>/give-up/", views.give_up, name="give_up"),
    path("<str:key>/refused.csv", views.refused, name="refused"),
]
