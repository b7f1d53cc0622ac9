from django.apps import AppConfig


class LibraryConfig(AppConfig):
    name = "cms.library"
    label = "library"
    verbose_name = "理论库"
    default_auto_field = "django.db.models.BigAutoField"
