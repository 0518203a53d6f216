"""Addresses of the team's pages of the community."""

from django.urls import path

from ninefold.web.studio.community import experts, moderation, views

app_name = "community"
urlpatterns = [
    path("", views.index, name="index"),
    path("queue/", moderation.queue, name="queue"),
    path("decide/", moderation.decide, name="decide"),
    path("bar/", moderation.bar, name="bar"),
    path("log/", moderation.log, name="log"),
    path("experts/", experts.index, name="experts"),
    path("experts/take/<int:badge_id>/", experts.take, name="take"),
    path("<int:question_id>/", views.question, name="question"),
    path("<int:question_id>/approve/", moderation.approve, name="approve"),
]
