"""Addresses of search."""

from django.urls import path

from .probes import healthz, readyz
from .views import search_api, search_page, suggest_api

urlpatterns = [
    path("search/", search_page, name="search"),
    path("api/v1/search", search_api, name="search_api"),
    path("api/v1/suggest", suggest_api, name="suggest_api"),
    path("healthz", healthz, name="healthz"),
    path("readyz", readyz, name="readyz"),
]
