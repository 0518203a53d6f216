"""Addresses of the public pages. Each takes a signed token from a message; only the demo's shop stands without one."""

from django.urls import URLPattern, path

from ninefold.web import assets
from ninefold.web.public.poll import views as poll
from ninefold.web.public.preferences import views as preferences
from ninefold.web.public.shop import views as shop

handler400 = "ninefold.web.errors.bad_request"
handler403 = "ninefold.web.errors.not_allowed"
handler404 = "ninefold.web.errors.not_found"
handler500 = "ninefold.web.errors.server_error"
urlpatterns: list[URLPattern] = [
    *assets.urlpatterns,
    path("preferences/<str:token>", preferences.page),
    path("unsubscribe/<str:token>", preferences.unsubscribe),
    path("poll/<str:token>", poll.page),
    path("demo/shop", shop.page),
]
