"""What each management group may do, how levels and slugs are set, and that the admin speaks Chinese."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import Group
from django.core.mail import get_connection
from django.core.mail.backends.dummy import EmailBackend as DummyBackend
from django.test import Client
from wagtail.models import CollectionViewRestriction, Page, PageViewRestriction, Workflow

from cms.core import access, groups, slugs
from cms.core.factories import (
    CmsDocumentFactory,
    CmsImageFactory,
    OrganisationFactory,
    UserFactory,
    collection,
    restrict,
)
from cms.core.models import Organisation, SiteSettings, User
from cms.core.models.people import organisation_tree
from cms.core.workflows import make_workflow
from cms.portal.models import ArticlePage, ColumnPage
from config.settings import base

pytestmark = pytest.mark.django_db
MODAL = {"HTTP_X_REQUESTED_WITH": "XMLHttpRequest"}


@pytest.fixture
def root(client: Client) -> User:
    user = User.objects.create_superuser("root")
    client.force_login(user)
    return user


@pytest.fixture
def page() -> Page:
    return Page.objects.get(depth=2).add_child(instance=ColumnPage(title="要闻"))


def test_groups_are_made_once_and_kept() -> None:
    assert {role.name for role in groups.ROLES} <= set(Group.objects.values_list("name", flat=True))
    assert not Group.objects.filter(name__in=groups.WAGTAILS_OWN).exists()
    auditor = Group.objects.get(name="审计管理")
    auditor.permissions.add(*Group.objects.get(name="系统管理").permissions.all())
    before = auditor.permissions.count()
    groups.make_groups()
    assert auditor.permissions.count() == before
    assert Group.objects.count() == len(groups.ROLES)


@pytest.mark.parametrize(
    ("role", "may", "may_not"),
    [
        ("编辑", ["/admin/", "/admin/images/", "/admin/documents/"], ["/admin/users/", "/admin/groups/"]),
        (
            "系统管理",
            ["/admin/users/", "/admin/collections/", "/admin/snippets/core/organisation/"],
            ["/admin/groups/"],
        ),
        ("安全管理", ["/admin/groups/", "/admin/users/"], ["/admin/snippets/core/organisation/"]),
        ("审计管理", ["/admin/reports/audit/"], ["/admin/users/", "/admin/groups/", "/admin/images/add/"]),
        ("审批", ["/admin/", "/admin/pages/"], ["/admin/users/", "/admin/reports/audit/"]),
        ("审核", ["/admin/"], ["/admin/users/", "/admin/reports/audit/"]),
    ],
)
def test_least_rights(client: Client, role: str, may: list[str], may_not: list[str]) -> None:
    client.force_login(UserFactory(groups=[role]))
    assert {path: client.get(path).status_code for path in may} == dict.fromkeys(may, 200)
    assert all(client.get(path).status_code in {302, 403} for path in may_not)


def test_only_approvers_publish(page: Page) -> None:
    can = {
        role.name: page.permissions_for_user(UserFactory(groups=[role.name])).can_publish()
        for role in groups.ROLES
    }
    assert [name for name, yes in can.items() if yes] == ["审批"]


def test_user_form_has_name_organisation_and_duty(client: Client, root: User) -> None:
    branch = OrganisationFactory(name="第一支部", parent=OrganisationFactory(name="机关党委"))
    form = client.get("/admin/users/new/").content.decode()
    for label in ("姓名", "所属组织", "职务", "登录名", "　第一支部"):
        assert label in form
    assert "名字" not in form
    data = {"username": "zhang", "real_name": "张三", "organisation": branch.pk, "duty": "书记", "email": ""}
    answer = client.post(
        "/admin/users/new/", {**data, "password1": "a-Good-one-7", "password2": "a-Good-one-7"}
    )
    assert answer.status_code == 302, answer.content.decode()[:2000]
    user = User.objects.get(username="zhang")
    assert (user.get_full_name(), user.organisation, user.duty) == ("张三", branch, "书记")
    listing = client.get("/admin/users/?q=张三").content.decode()
    assert "书记" in listing and "第一支部" in listing


def test_separate_powers_over_accounts(client: Client) -> None:
    someone = UserFactory()
    boss = User.objects.create_superuser("boss")
    client.force_login(UserFactory(groups=["系统管理"]))
    form = client.get(f"/admin/users/edit/{someone.pk}/").content.decode()
    assert 'name="real_name"' in form and 'name="groups"' not in form and 'name="is_superuser"' not in form
    assert client.get(f"/admin/users/edit/{boss.pk}/").status_code in {302, 403}
    role = Group.objects.get(name="安全管理").pk
    client.post(f"/admin/bulk/core/user/assign_role/?id={someone.pk}", {"role": role})
    assert not someone.groups.exists()

    client.force_login(UserFactory(groups=["安全管理"]))
    form = client.get(f"/admin/users/edit/{someone.pk}/").content.decode()
    assert 'name="groups"' in form and 'name="is_superuser"' not in form
    answer = client.post(
        f"/admin/users/edit/{someone.pk}/",
        {"username": "hacked", "password1": "a-Good-one-7", "password2": "a-Good-one-7", "groups": [role]},
    )
    assert answer.status_code == 302
    password = someone.password
    someone.refresh_from_db()
    assert someone.username != "hacked" and someone.password == password
    assert someone.groups.get().pk == role


def test_page_level_form(client: Client, root: User, page: Page) -> None:
    address = f"/admin/pages/{page.pk}/privacy/"
    form = client.get(address, **MODAL).json()["html"]
    assert "公开：任何人都能看" in form and "限定" in form and "password" not in form
    client.post(address, {"restriction_type": "login"}, **MODAL)
    assert access.describe(access.audience_of(page)) == "内部"
    assert client.post(address, {"restriction_type": "password", "password": "x"}, **MODAL).status_code == 200
    assert "至少勾选一个组" in client.post(address, {"restriction_type": "groups"}, **MODAL).json()["html"]
    group = Group.objects.get(name="编辑")
    client.post(address, {"restriction_type": "groups", "groups": [group.pk]}, **MODAL)
    assert access.audience_of(page) == {f"g:{group.pk}"}
    client.post(address, {"restriction_type": "none"}, **MODAL)
    assert not PageViewRestriction.objects.exists()


def test_collection_level_form(client: Client, root: User) -> None:
    place = collection()
    address = f"/admin/collections/{place.pk}/privacy/"
    assert "内部：登录后的人员才能看" in client.get(address, **MODAL).json()["html"]
    client.post(address, {"restriction_type": "password", "password": "x"}, **MODAL)
    assert not CollectionViewRestriction.objects.exists()
    client.post(address, {"restriction_type": "login"}, **MODAL)
    assert access.audience_of(place) == {"m"}


def test_slugs() -> None:
    assert slugs.pinyin_slug("党建工作 2026") == "dang-jian-gong-zuo-2026"
    assert slugs.pinyin_slug("“！”") == "page"
    assert len(slugs.pinyin_slug("很长的标题" * 40)) <= slugs.LENGTH
    home = Page.objects.get(depth=2)
    made = [home.add_child(instance=ColumnPage(title="党建工作")).slug for _ in range(3)]
    assert made == ["dang-jian-gong-zuo", "dang-jian-gong-zuo-2", "dang-jian-gong-zuo-3"]
    assert home.add_child(instance=ColumnPage(title="search")).slug == "search-2"
    assert home.add_child(instance=ColumnPage(title="P2")).slug == "p2-2"


def test_empty_slug_in_the_form(client: Client, root: User, page: Page) -> None:
    form_class = ColumnPage.get_edit_handler().get_form_class()
    form = form_class(instance=ColumnPage(), parent_page=page.get_parent(), for_user=root)
    assert not form.fields["slug"].required
    assert 'data-w-sync-target-value="#id_slug"' not in str(form["title"])


def test_organisations_are_a_tree() -> None:
    top = OrganisationFactory(name="党委")
    leaf = OrganisationFactory(name="支部", parent=top)
    other = OrganisationFactory(name="团委")
    assert [(depth, node.name) for depth, node in organisation_tree()] == [
        (0, "党委"),
        (1, "支部"),
        (0, "团委"),
    ]
    top.parent = leaf
    with pytest.raises(Exception, match="上级组织"):
        top.full_clean()
    Organisation.objects.get(pk=other.pk).full_clean()


@pytest.mark.parametrize(
    ("field", "good", "bad"),
    [
        ("domain", "dj.example.cn", "http://dj.example.cn/"),
        ("domain", "dj.example.cn:8000", "<script>"),
        ("site_code", "bm01000001", "abc"),
        ("icp_number", "京ICP备12345678号-1", "12345678"),
        ("police_number", "京公网安备11010102000001号", "京"),
        ("phone", "0000-0000000转12", "电话"),
    ],
)
def test_site_settings_are_checked(field: str, good: str, bad: str) -> None:
    validate = SiteSettings._meta.get_field(field).run_validators
    validate(good)
    with pytest.raises(Exception, match=r"[一-鿿]"):
        validate(bad)


def test_tops_of_the_trees_are_chinese() -> None:
    assert Page.objects.get(depth=1).title == "全部页面"
    assert collection().get_parent().name == "全部文件"


def test_no_mail_leaves_the_house() -> None:
    """Wagtail's would name hidden manuscripts to every reviewer."""
    mailer = get_connection(base.EMAIL_BACKEND)
    assert isinstance(mailer, DummyBackend)


def test_own_account_can_be_saved(client: Client, root: User) -> None:
    page = client.get("/admin/account/").content.decode()
    assert "notifications" not in page
    assert "first_name" not in page and "avatar" not in page.replace("avatar-", "").split("<main")[-1]
    data = {
        "password-old_password": "x",
        "theme-theme": "system",
        "theme-density": "default",
        "theme-contrast": "system",
        "theme-keyboard_shortcuts": "on",
    }
    assert client.post("/admin/account/", data).status_code in {200, 302}


def test_the_password_is_changed_where_guesses_are_counted(client: Client) -> None:
    user = UserFactory(groups=["编辑"])
    client.force_login(user)
    page = client.get("/admin/account/").content.decode()
    assert 'href="/xiugai-mima/"' in page and 'type="password"' not in page
    old, new = user.username * 2, "Neu-und-lang-7"
    typed = {"password-old_password": old, "password-new_password1": new, "password-new_password2": new}
    client.post("/admin/account/", typed)
    user.refresh_from_db()
    assert user.check_password(old)


def test_no_api_is_mounted(client: Client) -> None:
    for path in ("/api/v2/pages/", "/api/v3/pages/", "/admin/api/main/nothing/"):
        assert client.get(path).status_code in {302, 404}


@pytest.mark.parametrize("kind", ["images", "documents"])
def test_files_have_no_api(client: Client, kind: str) -> None:
    """Nothing in the admin asks it: who may not see files has no list of them here either."""
    made = {"images": CmsImageFactory, "documents": CmsDocumentFactory}[kind](title="章程")
    for role in ("编辑", "安全管理", "审计管理"):
        client.force_login(UserFactory(groups=[role]))
        for tail in ("", "?search=章程", f"{made.pk}/", f"find/?id={made.pk}"):
            assert client.get(f"/admin/api/main/{kind}/{tail}").status_code == 404, tail
    client.force_login(UserFactory(groups=["编辑"]))
    assert client.get("/admin/api/main/pages/?fields=*").status_code == 200


def test_choosers_keep_levels(client: Client) -> None:
    """A file limited to a group is offered to its members alone, and to whoever brought it."""
    closed = collection("委员会资料")
    restrict(closed, Group.objects.create(name="党委委员"))
    CmsImageFactory(title="哨兵图片", collection=closed)
    CmsDocumentFactory(title="哨兵文件", collection=closed)
    editor = UserFactory(groups=["编辑"])
    client.force_login(editor)
    addresses = [
        f"/admin/{kind}/chooser/results/{query}"
        for kind in ("images", "documents")
        for query in ("", "?q=哨兵")
    ]
    assert all(not client.get(address).context["results"].object_list for address in addresses)
    CmsImageFactory(title="自带的哨兵图片", collection=closed, uploaded_by_user=editor)
    assert "自带的哨兵图片" in client.get(addresses[1]).content.decode()
    editor.groups.add(Group.objects.get(name="党委委员"))
    assert all("哨兵" in client.get(address).content.decode() for address in addresses)


def test_the_way_of_a_manuscript(client: Client, page: Page) -> None:
    """编辑 sends in, 审核 passes on, 审批 lets out; made once, and what was changed in the admin stays."""
    workflow = Workflow.objects.get()
    assert [task.name for task in workflow.tasks] == ["审核", "审批"]
    writer = UserFactory(groups=["编辑"])
    draft = page.add_child(instance=ColumnPage(title="待审", live=False))
    draft.save_revision(user=writer)
    workflow.start(draft, writer)
    for role in ("审核", "审批"):
        state = Page.objects.get(pk=draft.pk).current_workflow_task_state
        assert state.task.name == role
        other = UserFactory(groups=["审批" if role == "审核" else "审核"])
        assert state.task.specific.get_actions(draft, other) == []
        state.task.specific.on_action(state, UserFactory(groups=[role]), "approve")
    assert Page.objects.get(pk=draft.pk).live
    workflow.active = False
    workflow.save()
    make_workflow()
    assert not Workflow.objects.get().active


@pytest.mark.once
def test_marks_that_turn_text_round_are_no_part_of_a_title() -> None:
    page = ArticlePage(title="关于\u202eRTL\u202c的\u200b通知", slug="tong-zhi")
    page.clean()
    assert page.title == "关于RTL的通知"
