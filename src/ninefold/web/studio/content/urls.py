"""Addresses of content's own pages; the editor's are Wagtail's."""

from django.urls import path

from ninefold.web.studio.content import (
    choosers,
    claims,
    library,
    mapping,
    picturing,
    releasing,
    seeing,
    testing,
    tree,
    views,
)

app_name = "content"
urlpatterns = [
    path("", views.index, name="index"),
    path("coverage/", mapping.coverage_map, name="coverage"),
    path("coverage/map/", mapping.drawn, name="coverage_map"),
    path("pictures/<int:image_id>/", picturing.picture, name="picture"),
    path("pages/", tree.pages, name="pages"),
    path("seen-by/", seeing.seen_by, name="seen_by"),
    path("start-from/", library.start_from, name="library"),
    path("things/", choosers.things, name="things"),
    path("<int:item_id>/", views.contact_sheet, name="sheet"),
    path("<int:item_id>/claims/", claims.claims, name="claims"),
    path("<int:item_id>/publish/", releasing.publish, name="publish"),
    path("<int:item_id>/test/", testing.send, name="test"),
]
