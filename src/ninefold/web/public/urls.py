"""Addresses of the public pages. Each takes a signed token from a message; without one there is nothing to see."""

from django.urls import URLPattern, path

from ninefold.web import assets
from ninefold.web.public.poll import views as poll
from ninefold.web.public.preferences import views as preferences

handler400 = "ninefold.web.errors.bad_request"
handler403 = "ninefold.web.errors.not_allowed"
handler404 = "ninefold.web.errors.not_found"
handler500 = "ninefold.web.errors.server_error"
urlpatterns: list[URLPattern] = [
    *assets.urlpatterns,
    path("preferences/<str:token>", preferences.page),
    path("unsubscribe/<str:token>", preferences.unsubscribe),
    path("poll/<str:token>", poll.page),
]
