"""Which installed fonts stand in for those that Chinese office documents name and no server has.

Without this LibreOffice takes a Latin font for 宋体 and fetches Hanzi elsewhere, glyph by glyph: dashes and “quotes”, which
both have, are drawn apart from the text, stay narrow, and are read at the end of the line. A font of that name which is
installed still comes first.
"""

from __future__ import annotations

from pathlib import Path

SERIF = (
    "Noto Serif CJK SC",
    "Source Han Serif SC",
    "AR PL UMing CN",
    "Noto Sans CJK SC",
    "WenQuanYi Micro Hei",
)
SANS = ("Noto Sans CJK SC", "Source Han Sans SC", "WenQuanYi Micro Hei", "Noto Serif CJK SC")
STAND_INS = {
    **dict.fromkeys(
        (
            *("宋体", "SimSun", "新宋体", "NSimSun", "华文宋体", "STSong", "华文中宋", "STZhongsong"),
            *("仿宋", "FangSong", "仿宋_GB2312", "FangSong_GB2312", "华文仿宋", "STFangsong"),
            *("楷体", "KaiTi", "楷体_GB2312", "KaiTi_GB2312", "华文楷体", "STKaiti"),
            *("方正小标宋简体", "方正小标宋_GBK", "FZXiaoBiaoSong-B05S", "FZXiaoBiaoSong-B05"),
            *("方正仿宋简体", "方正仿宋_GBK", "方正楷体简体", "方正楷体_GBK", "方正书宋简体", "方正书宋_GBK"),
        ),
        SERIF,
    ),
    **dict.fromkeys(
        (
            *(
                "黑体",
                "SimHei",
                "微软雅黑",
                "Microsoft YaHei",
                "等线",
                "DengXian",
                "等线 Light",
                "DengXian Light",
            ),
            *("华文细黑", "STXihei", "华文黑体", "STHeiti", "方正黑体简体", "方正黑体_GBK"),
        ),
        SANS,
    ),
}


def configuration(folder: Path) -> Path:
    """A fontconfig file: the system's own, and the stand-ins."""
    aliases = "".join(
        f'<alias binding="same"><family>{name}</family><accept>'
        + "".join(f"<family>{other}</family>" for other in others)
        + "</accept></alias>\n"
        for name, others in STAND_INS.items()
    )
    path = folder / "fonts.conf"
    path.write_text(
        '<?xml version="1.0" encoding="UTF-8"?>\n<!DOCTYPE fontconfig SYSTEM "urn:fontconfig:fonts.dtd">\n<fontconfig>\n'
        f'<include ignore_missing="yes">/etc/fonts/fonts.conf</include>\n{aliases}</fontconfig>\n',
        encoding="utf-8",
    )
    return path
