"""What the clerk decides on reading an order: the item it is filed under, its title, its crew.

Every free-form order and every wish was read and filed by hand, and so were the menu orders
whose resident had picked an item that does not fit the words.
"""

# row number in orders-week.csv · item · title (never a digit or a person's name)
_FILED_AS = """
13 G05 想学盲文，认写自己的名字
22 G07 退休电工想报名做志愿者
38 A04 问社保卡挂失怎么办
77 G07 微心愿：会发光的地球仪
80 G01 听老人念信，代笔寄给远方亲人
96 E02 突发疾病，请人看一看
116 F01 问卖果货款拖欠怎么办
117 G07 微心愿：一个新暖水袋
123 I01 反映垃圾场异味
125 G05 帮独居老人修鸡圈，防黄鼠狼
132 I04 反映沟边道路塌方
141 B05 教把老照片扫进手机
147 J02 开业想请人发传单
148 G07 代买一袋面粉送到家
171 B05 帮老人和部队上的孙子视频
188 G07 试发的单子
216 A02 想发一则招工信息
234 J04 帮忙找走失的老人
251 B05 帮视障居民调手机读屏
257 G01 带新来的居民认路、说泾川话
261 J04 屋里有人煤气中毒
277 G07 微心愿：两床新棉被的布和棉花
282 G07 微心愿：一套高中辅导书
283 G06 陪孩子送别家里的老狗
284 F01 问低保被冒领怎么办
285 E05 陪同就医并做维吾尔语翻译
293 G07 微心愿：一台唱戏机
307 G07 微心愿：一盏小台灯
317 A04 问孩子入学政策
320 G07 微心愿：水彩和画纸
344 G07 微心愿：一双蓝色棉鞋
351 G07 微心愿：一本大字挂历
377 I01 想请人打扫小区楼道
390 J04 麦草垛着火
396 G07 微心愿：一个足球
"""

# Orders that are a bigger job than the item usually is: hands, minutes.
BIGGER_JOBS = {63: (2, 90), 83: (3, 180), 395: (2, 120)}


def filed_as() -> dict[int, tuple[str, str]]:
    """Row number of the order → (item code, title)."""
    table = {}
    for line in _FILED_AS.strip().splitlines():
        row, item, title = line.split(" ", 2)
        table[int(row)] = (item, title)
    return table
