"""Addresses of the experts' pages."""

from django.urls import path

from ninefold.web.studio.experts import asking, review, views

app_name = "experts"
urlpatterns = [
    path("", views.index, name="index"),
    path("new/", views.create, name="create"),
    path("<int:expert_id>/", views.expert, name="expert"),
    path("<int:expert_id>/edit/", views.edit, name="edit"),
    path("ask/draft/<int:item_id>/", asking.about_draft, name="ask_draft"),
    path("ask/question/<int:question_id>/", asking.about_question, name="ask_question"),
    path("came-in/", review.came_in, name="came_in"),
    path("request/<int:request_id>/", review.request_page, name="request"),
]
