"""A few dozen works as a Source of their own: what the door of search is tried on."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date

from search.citations import article_anchor
from search.schema import Indexable, PassageDocument, Results, Viewer, WorkDocument

NAME = "shelf.work"
INTERNAL = "m"
SENTINEL = "蓝鲸密钥"
NEARLY = "没有题名正是“{}”的文献，"  # begins what is said of a work that is only alike
Ask = Callable[..., Results]  # the fixture `ask`: the door on one of the engines
Library = Callable[..., Ask]  # the fixture `library`: the door on these works alone
MEMBER = Viewer(frozenset({"p", INTERNAL}))


class Shelf:
    """Source protocol. `hidden`: works that the database no longer shows though the index still has them."""

    name = NAME

    def __init__(self, items: Sequence[Indexable]) -> None:
        self.items = {item.work.key: item for item in items}
        self.hidden: set[str] = set()
        self.asked = 0  # calls, to see that their number does not grow

    def keys(self) -> Iterator[str]:
        yield from self.items

    def documents(self, keys: Sequence[str]) -> Iterator[Indexable]:
        yield from (self.items[key] for key in keys if key in self.items)

    def visible(self, keys: Sequence[str], viewer: Viewer) -> Mapping[str, WorkDocument]:
        self.asked += 1
        works = (self.items[key].work for key in keys if key in self.items and key not in self.hidden)
        return {work.key: work for work in works if work.access in viewer.tokens}

    def passages(self, keys: Sequence[str]) -> Mapping[str, PassageDocument]:
        self.asked += 1
        wanted = set(keys)
        return {p.key: p for item in self.items.values() for p in item.passages if p.key in wanted}


def work(
    pk: int, title: str, /, *texts: str | tuple[str, str], pages: bool = False, **more: object
) -> Indexable:
    """Texts are passages, numbered; ("第五十四条", text) is an article."""
    key, url = f"{NAME}:{pk}", f"/works/{pk}/"
    document = WorkDocument(
        key=key,
        title=title,
        url=url,
        ord=pk * 8 + 1,
        **{"kind": "document", "site": "example.cn", **more},
    )
    passages = []
    for place, text in enumerate(texts, 1):
        label, body = text if isinstance(text, tuple) else ("", text)
        anchor = article_anchor(label) or f"p{place}"
        passages.append(
            PassageDocument(
                key=f"{key}#{place}",
                work=key,
                ord=place,
                text=f"{label} {body}".strip(),
                path=(),
                page=place if pages else None,
                page_label=label,
                anchor=anchor,
                url=f"{url}p/{place}/" if pages else f"{url}#{anchor}",
            )
        )
    return Indexable(document, tuple(passages))


def numbers(results: Results) -> list[int]:
    return [int(hit.work.key.removeprefix(f"{NAME}:")) for hit in results.hits]


def marked(results: Results, hit: int = 0) -> list[str]:
    return [p.snippet[a:b] for p in results.hits[hit].passages for a, b in p.marks]


PAGE = (
    "坚持党要管党、全面从严治党，\n以党的政治建设为统领，全面推进党的政治建设、思想建设、\n组织建设、作风建设、纪律建设，"
    "把制度建设贯穿其中，\n深入推进反腐败斗争。"
)
WORKS = (
    work(
        1,
        "中华人民共和国民法典",
        ("第五十三条", "被撤销死亡宣告的人有权请求依照本法第六编取得其财产的民事主体返还财产。"),
        ("第五十四条", "自然人从事工商业经营，经依法登记，为个体工商户。个体工商户可以起字号。"),
        ("第五十五条", "农村集体经济组织的成员，依法取得农村土地承包经营权，从事家庭承包经营的，为农村承包经营户。"),
        kind="law", date=date(2020, 5, 28), prior=40,
    ),
    work(
        2,
        "中华人民共和国刑法",
        ("第九十三条", "本法所称国家工作人员，是指国家机关中从事公务的人员。"),
        ("第三百八十二条", "国家工作人员利用职务上的便利，侵吞公共财物的，是贪污罪。"),
        ("第三百九十七条", "国家机关工作人员滥用职权或者玩忽职守，致使公共财产遭受重大损失的，处三年以下有期徒刑或者拘役。"),
        ("第一百二十条之一", "资助恐怖活动组织的，处五年以下有期徒刑。"),
        kind="law", date=date(2020, 12, 26), prior=30,
    ),
    work(3, "刑法学习心得", "学习刑法，尊崇法治。结合民法典第五十四条谈个体工商户。", kind="article", date=date(2022, 3, 1)),
    work(
        4, "关于印发政府网站发展指引的通知", "各省、自治区、直辖市人民政府：现将政府网站发展指引印发给你们。",
        number="国办发〔2017〕47号", issuer="国务院办公厅", date=date(2017, 5, 15),
    ),
    work(5, "网站整改情况", "根据《政府网站发展指引》（国办发[2017]47号）要求，完成整改。根据国办发〔2017〕47号再次自查。",
         kind="article", date=date(2018, 1, 8)),
    work(6, "中华人民共和国全国人民代表大会选举法", ("第一条", "根据宪法制定本法。"), kind="law", date=date(1979, 7, 1)),
    work(7, "会议纪要", "讨论支部换届选举事项。", kind="article", date=date(2023, 6, 30), author="王编辑"),
    work(8, "党建工作要点", "抓党建，促业务。年度党建工作安排如下。", kind="article", date=date(2023, 2, 1), tags=("党建",)),
    work(9, "食堂通知", "今日供应红烧肉。每名党员自带餐具（政网发2020年第3号）。", kind="article", date=date(2021, 9, 1)),
    work(10, "采购公告", "中标单位为ＡＢＣ公司，金额⺠币十万元。", kind="article", date=date(2021, 9, 2)),
    work(11, "全面从严治党论述摘编", "目录", PAGE, "后记", pages=True, kind="book", author="本书编写组"),
    work(12, "内部通报", f"{SENTINEL}只在内部使用，党建工作点评。", access=INTERNAL, date=date(2024, 1, 1), tags=("密",)),
    work(13, "主題黨日紀實", "我們開展主題黨日活動，重溫入黨誓詞。", kind="article", date=date(2020, 7, 1)),
    work(14, "中华人民共和国公司法", ("第三条", "公司是企业法人，有独立的法人财产。"), kind="law", date=date(2023, 12, 29),
         prior=5),
    work(15, "中华人民共和国公司法", ("第三条", "公司是企业法人，享有法人财产权。"), kind="law", date=date(2018, 10, 26),
         prior=5, current=False),
    work(16, "支部动态", kind="column", summary="各支部的学习、活动与党建动态"),
    work(17, "党建", "本栏目介绍基层组织建设的历史。", kind="book", date=date(2001, 7, 1)),
    work(18, "业务与党建融合方案", "推动党务与业务融合。", "业务考核办法。", kind="document", date=date(2022, 5, 5)),
    work(19, "土地承包问答", "承包期内，发包方不得收回承包地。", "承包方全家迁入设区的市，应当将承包的耕地交回发包方。",
         kind="document", date=date(2019, 4, 4)),
    work(20, "全选法", ("第一条", "只供内部参考。"), access=INTERNAL),  # reads as the short name of another
    work(21, "行程单", "燃油附加费\n增值税税率\n9%\n增值税税额\n47元"),
    work(22, "增值税办法", "增值税税率、税额的计算：增值税税率乘以计税价格，所得即增值税的税额；税率、税额另有规定的除外。"),
    work(23, "采购公告全文", "见附件。"),
    work(24, "中华人民共和国村规", "颁布说明。", "序言 本村历史悠久。", ("第一条", "爱护公物。"), kind="law",
         date=date(2016, 1, 1)),
    *(work(30 + n, f"第{n}期简报", f"本期简报刊登综合治理消息，编号{n}。", kind="newspaper",
           date=date(2010 + n % 5, 1 + n % 12, 1))
      for n in range(24)),
)  # fmt: skip
