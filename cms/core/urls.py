"""Addresses of this room."""

from django.urls import path, re_path
from wagtail.admin.auth import require_admin_access

from . import doors, files_views, passwords
from .admin import tags
from .admin.collections import EditCollection

app_name = "core"

urlpatterns = [
    path("login/", doors.SignIn.as_view(), name="login"),
    path("logout/", doors.sign_out, name="logout"),
    path("xiugai-mima/", passwords.Change.as_view(), name="password"),
    path("xiugai-mima/wancheng/", passwords.changed, name="password_changed"),
    path("island/visitor/", doors.visitor, name="visitor"),
    path("admin/login/", doors.to_sign_in, name="admin_login"),
    path("admin/logout/", doors.sign_out, name="admin_logout"),  # Wagtail's signs out whoever follows a link
    path("_util/login/", doors.to_sign_in, name="page_login"),
    path("media/<path:path>", files_views.media, name="media"),
    path("pictures/<int:pk>/<str:name>", files_views.picture, name="picture"),
    path(
        "admin/collections/<int:pk>/", require_admin_access(EditCollection.as_view()), name="collection_edit"
    ),
    path("admin/tag-autocomplete/", require_admin_access(tags.offer), name="tags"),
    path(
        "admin/tag-autocomplete/<slug:app_name>/<slug:model_name>/",
        require_admin_access(tags.offer),
        name="tags_of_model",
    ),
    re_path(r"^documents/(?P<pk>\d+)/(?P<name>[^/]+)$", files_views.document, name="document"),
]
