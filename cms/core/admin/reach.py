"""The admin shows nobody, not even its lists and reports, what his level does not let him see.

Wagtail's policies know rights alone: an editor with a right on the whole tree would read every title. Ours ask the
level too, and leave each what he brought himself. Superusers see all; 审计管理 reads the audit trail as it is.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import ObjectDoesNotExist
from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponseBase
from django.templatetags.static import static
from wagtail.admin.views.bulk_action import BulkAction
from wagtail.admin.widgets import BaseChooser
from wagtail.models import AbstractPage, Collection, Page, Site, pages
from wagtail.permission_policies.collections import CollectionOwnershipPermissionPolicy
from wagtail.permission_policies.pages import PagePermissionPolicy
from wagtail.permissions import policy_registry, register_permission_policy

from cms.core import access, requests
from cms.core.below import Below
from cms.core.models import CmsDocument, CmsImage

from . import drafted, held, shown, unseen


def sees(user: Any, thing: Any, owner: int | None) -> bool:
    if user.is_superuser or (owner and owner == user.pk):
        return True
    told = thing.__dict__.get(held.SEEN, {})
    return told[user.pk] if user.pk in told else access.may_see(user, thing)


def pages_seen(found: QuerySet[Any], user: Any) -> QuerySet[Any]:
    """Without the parts of the tree that are hidden from him, but with his own pages there."""
    if user.is_superuser:
        return found
    hidden = access.hidden_paths(user)
    return found.filter(~Q(Below("path", hidden)) | Q(owner=user.pk)) if hidden else found


def files_seen(found: QuerySet[Any], user: Any) -> QuerySet[Any]:
    if user.is_superuser:
        return found
    own = Q(uploaded_by_user=user.pk)
    shown = access.open_collections(user)
    if len(shown) < Collection.objects.count():
        found = found.filter(Q(collection__in=shown) | own)
    for hidden in access.hidden_files(user, found.model):
        found = found.filter(~Q(pk__in=hidden) | own)
    return found


class LevelPagePolicy(PagePermissionPolicy):
    def user_has_any_permission_for_instance(self, user: Any, actions: Iterable[str], instance: Page) -> bool:
        allowed = super().user_has_any_permission_for_instance(user, actions, instance)
        return allowed and sees(user, instance, instance.owner_id)

    def instances_user_has_any_permission_for(self, user: Any, actions: Iterable[str]) -> QuerySet[Page]:
        return pages_seen(super().instances_user_has_any_permission_for(user, actions), user)

    def explorable_instances(self, user: Any) -> QuerySet[Page]:
        return pages_seen(super().explorable_instances(user), user)


class LevelPageTester(pages.PagePermissionTester):
    """What a person may do with a page. With one that is hidden from him: as much as someone whose account is closed."""

    def __init__(self, user: Any, page: Page) -> None:
        super().__init__(user, page)
        if user.is_active and not sees(user, page, page.owner_id):
            self.user = AnonymousUser()
            self.permissions: set[str] = set()

    def can_unpublish(self) -> bool:
        """Whoever may publish, and no lock stands before it (see taking_down). A site's home takes the whole site with it:
        that is for whoever set it up."""
        if not self.page.live or not self.can_publish():
            return False
        if self.user.is_superuser or self.page.depth > 2:
            return True
        return not Site.objects.filter(root_page=self.page.pk).exists()

    def can_delete(self, ignore_bulk: bool = False) -> bool:
        """Wagtail asks for all below it, in a list twice a row, though the page itself may forbid it or have nothing below.

        Who revises other people's drafts does not throw them away: that is for whoever wrote or may publish them. A move
        asks with `ignore_bulk`.
        """
        if not self.user.is_active or self.page_is_root:
            return False
        if self.user.is_superuser:
            return True
        if not (ignore_bulk or "publish" in self.permissions or self.page.owner_id == self.user.pk):
            return False
        return self._may_go_itself() and (self.page.is_leaf() or bool(super().can_delete(ignore_bulk)))

    def _may_go_itself(self) -> bool:
        mine = "change" in self.permissions or (
            "add" in self.permissions and self.page.owner_id == self.user.pk
        )
        return mine and ("publish" in self.permissions or not self.page.live)

    def can_move(self) -> bool:
        """Who may add a page nowhere has no place for it."""
        allowed = bool(super().can_move())
        return allowed and (
            self.user.is_superuser or LevelPagePolicy(Page).user_has_permission(self.user, "add")
        )


class LevelFilePolicy(CollectionOwnershipPermissionPolicy):
    """Of pictures and documents. What a room's things hold is changed through that room, what pages show through them."""

    def user_has_any_permission_for_instance(self, user: Any, actions: Iterable[str], instance: Any) -> bool:
        wanted = set(actions)
        if not self.has_right(user, wanted, instance):
            return False
        if not wanted & held.GUARDED or not (held.is_held(instance) or shown.is_beyond(user, instance)):
            return True
        other = wanted - held.GUARDED
        return bool(other) and self.has_right(user, other, instance)

    def has_right(self, user: Any, actions: Iterable[str], instance: Any) -> bool:
        """By his rights and its level, whatever holds it."""
        allowed = super().user_has_any_permission_for_instance(user, actions, instance)
        return allowed and sees(user, instance, instance.uploaded_by_user_id)

    def instances_user_has_any_permission_for(self, user: Any, actions: Iterable[str]) -> QuerySet[Any]:
        return files_seen(super().instances_user_has_any_permission_for(user, actions), user)


CLOSED = "（内部内容，您不在可看的范围内）"
ANY = ("add", "change", "delete", "view", "publish", "choose")


def named(user: Any, thing: Any) -> bool:
    """Whether he is told of it: a page, picture, document, or what has an `audience` of its own; all else has no level."""
    if isinstance(thing, Page):
        return sees(user, thing, thing.owner_id)
    if isinstance(thing, (CmsImage, CmsDocument)):
        return sees(user, thing, thing.uploaded_by_user_id)
    if not callable(getattr(thing, "audience", None)):
        return True
    policy: Any = policy_registry.get_by_type(type(thing))
    return bool(policy.user_has_any_permission_for_instance(user, ANY, thing))


def chosen(data_of: Callable[[Any, Any], Any]) -> Callable[[Any, Any], Any]:
    """What a form says of the page, picture or file that someone else chose: where it is hidden, no more than that."""

    def told(widget: Any, value: Any) -> Any:
        try:
            thing = widget.get_instance(value)
        except (ObjectDoesNotExist, ValueError, OverflowError):  # typed: the form says what is wrong
            return None
        request = requests.asking()
        data = data_of(widget, thing)
        if data is None or request is None or named(request.user, thing):
            return data
        shown = {"id": data["id"], "edit_url": None, widget.display_title_key: CLOSED}
        if "preview" in data:
            shown["preview"] = {"url": static("core/closed.svg"), "width": 165, "height": 110}
            shown["default_alt_text"] = ""
        return shown

    return told


def in_page_chooser(found: QuerySet[Page], request: HttpRequest) -> QuerySet[Page]:
    """What is published, and the drafts of the parts of the tree where he has a right."""
    user = request.user
    if user.is_superuser:
        return found
    mine = policy_registry.get_by_type(Page).explorable_instances(user)
    return pages_seen(found, user).filter(Q(live=True) | Q(pk__in=mine.values("pk")))


class PageGuard:
    """Middleware: a page hidden from him is no page in any address under the admin's pages and page choosers, nor where a
    page is to go."""

    PLACES = ("pages/", "choose-page/")
    MANY = "bulk/"  # what these are about, `quiet` asks
    WHERE_TO = ("new_parent_page", "parent_page", "chooser")  # fields of Wagtail's forms

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: dict[str, Any]) -> None:
        route = request.resolver_match.route if request.resolver_match else ""
        if route.startswith("admin/") and (memory := requests.memory()) is not None:
            memory[requests.ASKING] = request
        place = route.removeprefix("admin/")
        if not place.startswith((*self.PLACES, self.MANY)) or not request.user.is_authenticated:
            return
        keys: list[Any] = [key for field in self.WHERE_TO for key in request.POST.getlist(field)]
        if not place.startswith(self.MANY):
            other = ("revision", "task", "workflow")
            keys += [value for name, value in kwargs.items() if not name.startswith(other)]
            keys += request.GET.getlist("id")
        wanted = {int(key) for key in map(str, keys) if key.isascii() and key.isdigit() and len(key) < 19}
        named = Page.objects.filter(pk__in=wanted)
        if wanted and pages_seen(named, request.user).count() < named.count():
            raise Http404


def quiet(actionable: Callable[[Any], Any]) -> Callable[[Any], Any]:
    """An action on many names what it may not touch; what is hidden from him it leaves unnamed."""

    def asked(view: Any) -> tuple[list[Any], dict[str, Any]]:
        held.ask_once(view)
        objects, other = actionable(view)
        refused = other.get("items_with_no_access", [])
        other["items_with_no_access"] = [thing for thing in refused if named(view.request.user, thing)]
        held.explain(view, other["items_with_no_access"])
        return objects, other

    return asked


def install() -> None:
    """Before anything asks for a policy. The page tester, choosers and actions on many have no setting."""
    register_permission_policy(AbstractPage, LevelPagePolicy())
    for model, rights in ((CmsImage, "wagtailimages.Image"), (CmsDocument, "wagtaildocs.Document")):
        policy = LevelFilePolicy(model, auth_model=rights, owner_field_name="uploaded_by_user")
        register_permission_policy(model, policy, exact_class=True)  # Wagtail's, for the class, comes after
    pages.PagePermissionTester = LevelPageTester
    BaseChooser.get_value_data = chosen(BaseChooser.get_value_data)
    BulkAction.get_actionable_objects = quiet(BulkAction.get_actionable_objects)
    held.install()
    unseen.install()
    drafted.install()
