"""Addresses of the mailbox and of the inbox."""

from django.urls import path

from ninefold.web.studio.mailbox import views

app_name = "mailbox"
urlpatterns = [
    path("", views.index, name="index"),
    path("inbox/", views.inbox, name="inbox"),
    path("<int:message_id>/", views.message, name="message"),
    path("<int:message_id>/html/", views.html, name="html"),
    path("<int:message_id>/source/", views.source, name="source"),
    path("<int:message_id>/reply/", views.reply, name="reply"),
]
