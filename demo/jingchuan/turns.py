"""The turns that some orders take on their way, chosen by hand because their own words call for it.

The clerk has to ask first; the time suits no more; the order had better wait; somebody asks when their turn comes.
"""

from datetime import datetime

from demo.jingchuan.marks import ZONE

# row number · what the clerk asks · what the one who ordered answers; a dash: nobody ever does
_ASKED = """
39 是哪条腿瘸，几天了，草还吃吗？ 左后腿，三天了，草还吃，就是不敢踩。
76 泵是多大的，接的铁管还是塑料管？ 七百五的，黑塑料管，埋着十来米。
79 机子是什么牌子，烧柴油还是汽油？ 重庆的，烧柴油，买了五年。
114 缝纫机是脚踏的还是插电的？ 脚踏的，皮带也松了。
144 是用哪样电器跳，还是什么都不用也跳？ 一插电水壶就跳，别的没试。
162 娃几年级，哪一门不会？ 四年级，数学。
188 您好，您是要点什么服务？写一句就行。 -
193 是波轮的还是滚筒的，几公斤？ 波轮的，五公斤，放在院里。
215 坐便器是螺丝松了，还是底下裂了？ 螺丝锈断了一个，底下好着。
282 要哪个版本的课本配的？ 学校用人教版。
323 炉子是新盘的还是旧的，屋里几口人？ -
360 是单缸柴油的吗，电瓶用几年了？ 单缸的，电瓶是前年换的。
396 要几号的球？ 老师说要五号的。
"""

# row number · reason · until · who says that it can go on, or the clock when the day has come
_HELD = """
2 material 2026-11-19T17:00 resident
58 farm_work 2026-11-24T08:30 clock
152 weather 2026-11-21T09:00 clock
277 material 2026-11-27T17:00 clerk
296 away 2026-11-21T17:00 resident
"""

# row number · the need in other words, before the order is verified
_NEED_CHANGED = """
200 盐、酱油、煤气罐换一个，再捎一包洗衣粉。
335 拐拐底下的皮头头磨光了，打滑。两根都要换，镇上没有卖的。
"""

TIME_CHANGED = frozenset({99, 197, 204, 224, 375})
"""Orders whose day suits no more before anybody has been asked."""

URGED = frozenset({12, 129, 144, 166, 172, 201, 213, 308, 337, 348, 397})
"""Orders about which somebody asks when their turn comes, once."""
URGED_TWICE = 331

LEFT = frozenset({133, 187})
"""Duplicates whose callers wait no longer, once they have heard that the same was ordered already."""

PASSED_UP = frozenset({170, 391})
"""Orders for which the office knows nobody else after the first no, and passes the search up."""
HANDED_DOWN = {95: "620821101", 340: "620821001"}
"""Orders for which the center knows an office that has somebody, and hands the search down to it."""
TRANSFERRED = {48: "620821101"}
"""Orders for which a neighbouring office is asked to look, and does."""
DISPUTED = 36
"""The order to which somebody says that the no taken down for them was not theirs."""

POSTPONED = {32: "weather"}
"""Appointments that have to be put off, and why."""

NOT_RUNG = frozenset({150, 298})
"""Orders that somebody accepted and did not ring about in time; they come all the same."""


def _table(text: str) -> dict[int, list[str]]:
    rows = [line.split(" ") for line in text.strip().splitlines()]
    return {int(row[0]): row[1:] for row in rows}


ASKED = {row: (question, answer.strip("-")) for row, (question, answer) in _table(_ASKED).items()}
HELD = {
    row: (reason, datetime.fromisoformat(until).replace(tzinfo=ZONE), who)
    for row, (reason, until, who) in _table(_HELD).items()
}
NEED_CHANGED = {row: words for row, (words,) in _table(_NEED_CHANGED).items()}
