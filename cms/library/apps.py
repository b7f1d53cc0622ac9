from django.apps import AppConfig
from django.conf import settings
from wagtail.documents.apps import WagtailDocsAppConfig


class LibraryConfig(AppConfig):
    name = "cms.library"
    label = "library"
    verbose_name = "理论库"
    default_auto_field = "django.db.models.BigAutoField"
    default = True

    def ready(self) -> None:
        from cms.core import files_views, first_pages, holders, home_sections, sitemap
        from cms.library import receivers, searchable
        from cms.library.extract import workers
        from cms.library.reading import front
        from cms.library.reading.holding import WorkFiles
        from cms.library.services.extraction import extract_one, let_go
        from cms.library.services.first import first_library
        from cms.library.views.files import send_document

        workers.use(settings.EXTRACT_PROCESSES)
        searchable.register(extract_one, let_go)
        receivers.connect()
        first_pages.register("library", first_library)
        home_sections.register("library", template="library/home.html", provider=front.shelf, order=50)
        sitemap.register("library", front.sitemap)
        files_views.keep("library", send_document)
        holders.register("library", WorkFiles())


class DocumentsConfig(WagtailDocsAppConfig):
    """Wagtail's documents, whose files go as cms.library.services.removal says."""

    default = False

    def ready(self) -> None:
        super().ready()
        from cms.library.services import removal

        removal.connect()
