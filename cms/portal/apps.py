from django.apps import AppConfig


class PortalConfig(AppConfig):
    name = "cms.portal"
    label = "portal"
    verbose_name = "门户"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from django.db.models.signals import post_save

        from cms.core import sitemap
        from cms.core.models import CmsImage, SiteSettings
        from cms.core.reader import provide_chrome
        from cms.portal import searchable
        from cms.portal.reader import chrome_for, lost, marks
        from cms.portal.reader.sitemap import addresses

        provide_chrome(chrome_for)
        sitemap.register("portal", addresses)
        searchable.connect()
        post_save.connect(marks.draw, sender=SiteSettings, dispatch_uid="cms.portal.marks")
        post_save.connect(lost.forget, sender=CmsImage, dispatch_uid="cms.portal.lost")
