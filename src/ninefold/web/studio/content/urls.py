"""Addresses of content's own pages; the editor's are Wagtail's."""

from django.urls import path

from ninefold.web.studio.content import choosers, claims, testing, views

app_name = "content"
urlpatterns = [
    path("", views.index, name="index"),
    path("things/", choosers.things, name="things"),
    path("<int:item_id>/", views.contact_sheet, name="sheet"),
    path("<int:item_id>/claims/", claims.claims, name="claims"),
    path("<int:item_id>/test/", testing.send, name="test"),
]
