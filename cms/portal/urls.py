"""Addresses of this room that are no pages of the tree. No page may take their names: see cms.core.slugs."""

from django.urls import path

from . import views

app_name = "portal"

urlpatterns = [
    path("ditu/", views.site_map, name="map"),
    path("neibu-mulu/", views.inside, name="inside"),
    path("jiucuo/", views.correction, name="correction"),
    path("wuzhangai/", views.accessibility, name="accessibility"),
    path("yinsi/", views.privacy, name="privacy"),
    path("likai/", views.leave, name="leave"),
    path("qr.svg", views.qr, name="qr"),
    path("sitemap.xml", views.sitemap_xml, name="sitemap"),
    path("sitemap-<int:part>.xml", views.sitemap_part, name="sitemap_part"),
    path("robots.txt", views.robots, name="robots"),
]
