"""The two words of a visit, made from its order by a secret that request and volunteer share: none is stored or sent.

The door word is known to both sides: it proves the volunteer to the resident. The finishing code is the resident's
alone: who knows it has been there.
"""

import hmac
from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID

_DOOR_WORDS = (
    "春风秋收小麦玉米苹果红枣核桃花椒豆腐油饼清泉石桥水渠梯田山坡果园菜园麦场窑洞木门灯笼窗花剪纸皮影秦腔锣鼓风筝毛笔算盘书包"
    "茶壶竹篮扁担铁锅碗筷棉袄布鞋草帽手套雨伞喜鹊燕子白鹅黄牛山羊骏马蜜蜂蝴蝶松树柳树杏花桃花荷花菊花月亮星星彩虹白云晴天瑞雪"
)
"""Two characters each: plain, and not to be mistaken for each other on the phone."""


@dataclass(frozen=True, slots=True)
class Codes:
    """What is derived from the secret that `secret()` gives when it is first needed."""

    secret: Callable[[], str]

    def door_word(self, order_id: UUID) -> str:
        """Two characters."""
        at = self._number("door", order_id) % (len(_DOOR_WORDS) // 2)
        return _DOOR_WORDS[2 * at :][:2]

    def finishing_code(self, order_id: UUID) -> str:
        """Six digits."""
        return f"{self._number('finish', order_id) % 10**6:06}"

    def station_sign(self, site_path: str) -> str:
        """Eight digits, which stand in the QR code on the wall of a site: who can tell them has been there, or has a
        picture of it."""
        return f"{self._number('station', site_path) % 10**8:08}"

    def mark(self, order_id: UUID, who: str) -> str:
        """16 characters that stand for somebody at this order, and tell nothing to who has not the secret."""
        return f"{self._number(who, order_id):064x}"[:16]

    def _number(self, what: str, of: UUID | str) -> int:
        return int.from_bytes(hmac.digest(self.secret().encode(), f"{what}:{of}".encode(), "sha256"))
