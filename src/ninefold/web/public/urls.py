"""Addresses of the public pages."""

from django.urls import URLPattern

from ninefold.web import assets

handler400 = "ninefold.web.errors.bad_request"
handler403 = "ninefold.web.errors.not_allowed"
handler404 = "ninefold.web.errors.not_found"
handler500 = "ninefold.web.errors.server_error"
urlpatterns: list[URLPattern] = [*assets.urlpatterns]
