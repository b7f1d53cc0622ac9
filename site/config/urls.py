"""Every address of the project; rooms bring their own lists."""

from django.urls import include, path, re_path
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.documents import urls as wagtaildocs_urls

from cms.core.views import api_not_found

urlpatterns = [
    path("", include("cms.core.urls")),
    path("", include("search.urls")),
    path("", include("cms.library.urls")),
    path("", include("cms.portal.urls")),
    path("admin/", include(wagtailadmin_urls)),
    path("documents/", include(wagtaildocs_urls)),
    re_path(r"^api/", api_not_found),
    path("", include(wagtail_urls)),
]
handler400 = "cms.core.views.bad_request"
handler403 = "cms.core.views.permission_denied"
handler404 = "cms.core.views.not_found"
handler500 = "cms.core.views.server_error"
