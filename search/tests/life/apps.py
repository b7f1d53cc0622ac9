from django.apps import AppConfig


class LifeConfig(AppConfig):
    name = "search.tests.life"
    label = "life"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from search.sources import register

        from .shelf import Shelf

        register(Shelf())
