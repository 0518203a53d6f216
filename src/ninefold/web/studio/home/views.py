"""The home page: the square of nine."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def home(request: HttpRequest) -> HttpResponse:
    """How we engage: nine measures in three rows, and what waits."""
    return render(request, "studio/home/home.html")
