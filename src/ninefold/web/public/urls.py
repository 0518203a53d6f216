"""Addresses of the public pages. Each takes a signed token from a message; without one there is nothing to see."""

from django.urls import URLPattern, path

from ninefold.web import assets
from ninefold.web.public.poll import views as poll

handler400 = "ninefold.web.errors.bad_request"
handler403 = "ninefold.web.errors.not_allowed"
handler404 = "ninefold.web.errors.not_found"
handler500 = "ninefold.web.errors.server_error"
urlpatterns: list[URLPattern] = [
    *assets.urlpatterns,
    path("poll/<str:token>", poll.page),
]
