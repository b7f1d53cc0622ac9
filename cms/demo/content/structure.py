"""The invented organisation: who it is, its columns with their texts, its people by duty."""

from __future__ import annotations

from dataclasses import dataclass

HOME_TITLE = "青坪检察党建网"
HOME_SUMMARY = "青坪县人民检察院机关党建网站：党建动态、党务公开、学习园地和可以逐页检索的理论库。"
SEARCH_HINTS = "主题党日，第十五条，“三个工作日”，请假补课，标题:值守"
HEADLINE = "河岸巡查三十七天：十一处问题逐处销号，整改结果向群众公布"
HEADLINE_LINKS = (
    ("七份检察建议，七份回复，七次“回头看”", "七份建议七次回头看"),
    ("问：发现有人往河里排污，打哪个电话？", "发现排污打哪个电话"),
    ("分段认领：十四段河岸有了“段长”", "十四段河岸有了段长"),
)

SETTINGS = {
    "full_name": "青坪检察党建网",
    "domain": "dj.example.cn",
    "host_unit": "中共青坪县人民检察院机关委员会（示例）",
    "operator_unit": "青坪县人民检察院信息技术组（示例）",
    "address": "青坪县文昌路 100 号",
    "phone": "0000-0000000",
    "hours": "工作日 08:30—17:30",
}

ORGANISATION = ("青坪县人民检察院机关党委", "机关党委")
BRANCHES = (
    ("第一党支部", "刑事检察"),
    ("第二党支部", "公益诉讼和民事行政检察"),
    ("第三党支部", "案件管理和检察服务"),
    ("第四党支部", "政治部和办公室"),
    ("离退休党支部", "离退休干部"),
)


@dataclass(frozen=True, slots=True)
class Column:
    """`articles` names a file of content/articles; `body` is in its notation."""

    slug: str
    title: str
    kind: str
    summary: str
    articles: str = ""
    body: str = ""
    children: tuple[Column, ...] = ()
    menu: bool = True
    home: bool = True
    internal: bool = False
    archived: int | None = None  # days ago


OVERVIEW = """
青坪县人民检察院机关党委下设五个党支部，现有党员一百零七名，其中在职党员八十六名、离退休党员二十一名。本网站由机关党委主办，登载党建动态、公开事项、学习材料，并提供一个可以逐页检索的理论库。

!figure hills | 青坪县三面环山，青河自北向南穿城而过

## 支部设置

!table 各党支部一览
党支部 | 覆盖部门 | 党员数
第一党支部 | 刑事检察部门 | 24
第二党支部 | 公益诉讼、民事和行政检察部门 | 19
第三党支部 | 案件管理、检察服务大厅 | 21
第四党支部 | 政治部、办公室、机关纪委 | 22
离退休党支部 | 离退休干部 | 21

## 我们怎样工作

议题提前三个工作日告知，意见落到事，答应落到日，结果向提出意见的人反馈。这是写进《机关党支部工作规则》的几条老规矩，也是这个网站登载各项内容的标准。

## 怎样找到我们

办公地点在文昌路一百号，乘坐一路、三路公共汽车到“文昌路口”下车。全县另有五处检察为民服务站，地点和开放时间见通知公告栏。
"""

DUTIES = """
机关党委在上级党组织和院党组领导下工作，主要职责如下。

- 宣传和执行党的路线方针政策，组织党员学习；
- 指导各党支部开展组织生活，做好发展党员、党费管理和党内统计；
- 监督党员履行义务、遵守纪律，保障党员权利；
- 了解和反映党员、群众的意见，做好思想工作；
- 组织党员联系群众、服务群众，管理检察为民服务站；
- 承担党务公开和本网站的日常工作。

## 办事机构

!table 机构和电话（示例）
机构 | 主要工作 | 电话
机关党委办公室 | 综合协调、会议、督办 | 0000-0000001
组织组 | 组织生活、发展党员、党费 | 0000-0000002
机关纪委 | 监督执纪、作风建设 | 0000-0000003
青年理论学习小组 | 青年读书会、调研 | 0000-0000004
信息技术组 | 网站、数据安全 | 0000-0000005

## 监督和意见

对机关党委的工作有意见和建议，可以在任何一个服务站的意见簿上写明，也可以通过本网站“我要纠错”提出。
"""

COLUMNS = (
    Column(
        "yaowen",
        "动态要闻",
        "news",
        "机关党委和各党支部的会议、活动与工作进展",
        "yaowen",
        children=(Column("zhibu", "支部动态", "news", "五个党支部的组织生活和做法，各支部自己写", "zhibu"),),
    ),
    Column("tongzhi", "通知公告", "notice", "通知、公告和公示", "tongzhi"),
    Column(
        "gaikuang",
        "机关概况",
        "overview",
        "机关党委的组成、职责和联系方式",
        body=OVERVIEW,
        children=(
            Column("zhineng", "机构职能", "duties", "机关党委的职责和办事机构", body=DUTIES),
            Column("lingdao", "领导信息", "leaders", "负责同志分工和公开承诺", "lingdao"),
        ),
    ),
    Column(
        "zhidu",
        "政策法规",
        "policy",
        "机关党委制定的规则、办法和细则",
        "zhidu",
        children=(Column("jiedu", "政策解读", "reading", "制度修改了什么、怎样用，一问一答", "jiedu"),),
    ),
    Column("lianzheng", "党风廉政", "other", "监督检查、廉政教育和澄清正名", "lianzheng"),
    Column("xuexi", "学习园地", "other", "学习笔记、共读札记和岗位手记", "xuexi", home=False),
    Column("tushuo", "图说", "pictures", "用图片讲一件事", "tushuo"),
    Column(
        "zhuanti",
        "专题",
        "topics",
        "围绕一项工作集中登载的报道",
        children=(
            Column(
                "qinghe",
                "守护青河",
                "topic",
                "二十四名党员、四十二公里岸线、十一处问题，从发现到销号",
                body="二十四名党员分十四段走完青河岸线。这里登载巡查的进展、每一处问题的结果，以及群众问得最多的问题。",
                children=(
                    Column("jinzhan", "进展", "news", "巡查和整改的最新进展", "huhe-jinzhan"),
                    Column("wenda", "问与答", "reading", "群众问、检察官答", "huhe-wenda"),
                ),
            ),
            Column(
                "menkou",
                "服务到门口",
                "topic",
                "五处检察为民服务站，从选址到值守",
                body="服务站为什么设在这里、谁来值守、群众问了什么，都写在这里。登记簿的数字每季度公布一次。",
                children=(Column("shouji", "值守手记", "other", "值守党员自己写的记录", "fuwu"),),
            ),
            Column(
                "yizhang",
                "一次读一章",
                "topic",
                "青年读书会的共读篇目、讲稿和讨论",
                body="每月最后一个周四晚上，一次只读一章，每人带一个没看懂的地方来。讲稿经主讲人核对后收入理论库。",
                children=(Column("gongdu", "共读", "other", "每期的讨论摘记", "dushu"),),
            ),
            Column(
                "guifan",
                "规范组织生活",
                "topic",
                "制度、案例和问答，为期一年",
                body="本专题为期一年，把制度、案例和问答放在一起：怎样定议题，怎样做记录，怎样公布结果。",
                children=(Column("anli", "案例", "other", "支部自己的做法", "guifan"),),
                archived=140,
            ),
        ),
    ),
    Column(
        "neibu",
        "内部通报",
        "other",
        "供院内人员登录后阅读",
        "neibu",
        menu=False,
        home=False,
        internal=True,
    ),
)

LIBRARY = (
    "lilunku",
    "理论库",
    "规章制度、工作手册、读书讲稿和院史资料，逐页全文检索。输入原句、条款号或文号，直接翻到那一页。",
)
