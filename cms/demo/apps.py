from django.apps import AppConfig


class DemoConfig(AppConfig):
    name = "cms.demo"
    label = "demo"
    verbose_name = "示范站点"
    default_auto_field = "django.db.models.BigAutoField"
