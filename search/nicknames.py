"""What laws are called in daily use."""

from __future__ import annotations

# Names in daily use that no rule of the title book finds: others are beginnings, ends or contractions of titles.
NICKNAMES = {
    "消法": "消费者权益保护法",
    "新公司法": "公司法",
    "道交法": "道路交通安全法",
    "交法": "道路交通安全法",
    "治安处罚法": "治安管理处罚法",
    "未保法": "未成年人保护法",
    "个保法": "个人信息保护法",
    "数安法": "数据安全法",
    "网安法": "网络安全法",
    "消保法": "消费者权益保护法",
    "食安法": "食品安全法",
    "反诈法": "反电信网络诈骗法",
    "政务处分法": "公职人员政务处分法",
    "民促法": "民办教育促进法",
    "侵权法": "侵权责任法",
    "交通法": "道路交通安全法",
    "居委会组织法": "城市居民委员会组织法",
    "行诉法": "行政诉讼法",
    "民诉法": "民事诉讼法",
    "刑诉法": "刑事诉讼法",
    "行诉": "行政诉讼法",
    "民诉": "民事诉讼法",
    "刑诉": "刑事诉讼法",
    "国安法": "国家安全法",
    "环保法": "环境保护法",
    "个税法": "个人所得税法",
    "治安法": "治安管理处罚法",
    "土地法": "土地管理法",
    "房地产法": "城市房地产管理法",
    "招投标法": "招标投标法",
    "出入境法": "出境入境管理法",
    "道交条例": "道路交通安全法实施条例",
    "党章": "中国共产党章程",
    "纪律处分条例": "中国共产党纪律处分条例",
}


def called(name: str) -> str:
    """The whole name of what people call so."""
    return NICKNAMES.get(name) or (f"{name}典" if name.endswith("法") else name)
