from django.apps import AppConfig
from django.db.models.signals import post_migrate
from wagtail.users.apps import WagtailUsersAppConfig


class CoreConfig(AppConfig):
    name = "cms.core"
    label = "core"
    verbose_name = "公共"
    default_auto_field = "django.db.models.BigAutoField"
    default = True

    def ready(self) -> None:
        from cms.core import audit, checks, groups, receivers, requests, searchable

        requests.connect()
        receivers.connect()
        searchable.connect()
        audit.connect()
        checks.register_checks()
        post_migrate.connect(groups.on_migrate, dispatch_uid="cms.core.groups")


class UsersConfig(WagtailUsersAppConfig):
    """Wagtail's user administration with real name, organisation and duty."""

    default = False
    user_viewset = "cms.core.admin.users.StaffViewSet"
    group_viewset = "cms.core.admin.groups.ApartGroupViewSet"
