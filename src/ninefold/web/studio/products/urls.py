"""Addresses of the products' pages."""

from django.urls import path

from ninefold.web.studio.products import views

app_name = "products"
urlpatterns = [
    path("", views.index, name="index"),
    path("new/", views.create, name="create"),
    path("paste/", views.paste, name="paste"),
    path("edit/", views.edit, name="edit"),
]
