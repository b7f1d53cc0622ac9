from django.urls import path

from search.probes import healthz, readyz

urlpatterns = [path("healthz", healthz), path("readyz", readyz)]
