"""How the orders end that are not served: what the staff conclude and say to the resident.

Taken by hand from each order's text and note. The sentences name no person, and the resident's
own circumstances are not repeated in them, for such a sentence may be read out over a shoulder.
"""

# row number · target · sentence to the resident
_REFERRED = """
22 volunteer_signup 谢谢您愿意出力：这是报名，不是点单，已在登记窗口当面办好。
38 12333 这要到社保大厅或拨12333办理，要带的材料已经告诉您。
72 110 这事请带凭证到公安经侦报案，县金融工作办也已知道。
104 village_committee 高处的机器不让志愿者冒险，已请村集体联系厂家，下面先别站人。
116 legal_aid 我们不收钱也不替人讨债，已转县法律援助中心，也可拨12348。
123 12345 这归主管部门管，已转12345和生态环境局，会有人给您回话。
132 12345 修路归镇政府和交通局，已转12345，编号念给您了。
284 civil_affairs 这事已转县民政局和纪委监督；贴字帮不上您，先把凭据留好。
327 court 这要申请法院执行，志愿者不能上门；遇到危险请拨110。
363 12393 这由税务和医保窗口办理，已帮您约好号，也可拨12393问。
377 street_office 这是物业该做的事，已转街道物业办，投诉电话也给您了。
388 disabled_federation 这要专门验配，已转县残联辅具站，电话抄给您了。
"""

# row number · reason · what else could help · sentence to the resident
_REJECTED = """
28 commercial department 企业用工请雇人，不能以义务植树派志愿者，可找县就业服务中心。
66 outside_capability neighbours 自家喜事的打扫不属困难帮扶，可请亲邻搭手，家政电话已附上。
100 commercial other_item 带货跑腿属商业配送，志愿者不代办，可以找同城跑腿。
147 commercial department 开业揽客属商业用工，志愿服务不挣钱，招人可到县就业服务中心。
216 commercial department 招聘信息不登记为需求，可到县就业服务中心免费发布。
262 duplicate hotline 家里人先来过电话，已经转120送医，不再另外派人，请与家人联系。
317 illegal department 请托入学不合规定，不能受理；招生政策和教育局电话已告诉您。
"""

# row number of the duplicate → row number of the order that survives
MERGED = {
    57: 5, 78: 25, 86: 85, 133: 16, 134: 93, 136: 31, 156: 124, 173: 144, 182: 103,
    185: 162, 187: 153, 223: 200, 256: 75, 271: 237,
}  # fmt: skip

# row number · stage reached before it · half-hours that the resident takes · who · reason
_CANCELLED = """
17 submitted 1 resident 家里人带钥匙回来了，不用了。
44 accepted 20 proxy 老人要随儿子到外地过冬，开春再点。
47 approved 3 resident 要吃糊状的饭，助餐点做不了，家里自己想办法。
65 submitted 3 resident 毛病自己没了，先不修，有问题再找。
70 submitted 4 resident 家里有亲属能接送孩子了。
107 offered 3 resident 这几天来的人多，想清静两天。
143 accepted 20 resident 医院把复查改到下月，到时再点。
174 submitted 1 resident 家里决定买新的，不修了。
194 approved 4 resident 队里还没商量好，过阵子再说。
196 approved 30 resident 孙子回来了，他教我。
207 accepted 1 resident 歇了一阵再量就好了，不用上门。
304 submitted 2 resident 这周已经剪过，不用来了。
312 offered 6 resident 土快冻了，改到明年春上再点。
323 submitted 1 resident 家里人已经弄好了。
331 accepted 134 resident 等得久了，邻居已经给换好。
"""

# row number · reason · what else could help · what the resident is told
_UNFULFILLED = """
12 too_far hotline 律师志愿者到不了您镇上，材料清单已送到，可拨12348预约法援。
13 no_skill department 全县还没有会盲文的志愿者，已请残联联系市盲协，有消息告诉您。
21 no_time later_date 两名放映员这几天都出不来，与村上说好改排下月，定了先通知。
46 crew_incomplete later_date 医护凑不齐六人去荔堡，已报卫健局，排上就通知村里。
51 no_skill hotline 飞云没有懂法的志愿者，已登记下月巡回，急可拨12348。
53 no_skill department 窑店没有法律志愿者，已替您约县法援中心当面看材料，先别签字。
67 no_skill hotline 荔堡没有懂劳动法的志愿者，已登记待排，可先拨12333问。
68 crew_incomplete department 调解要两人同去，太平只有一名，已登记巡回，可先找镇司法所。
146 too_far later_date 眼科志愿者到不了荔堡，已报进下季度光明行名单。
159 no_skill neighbours 红河没有护理志愿者，驻村干部会来教，也可到乡卫生院。
166 no_qualification department 红河没有持证兽医志愿者，乡畜牧站已答应当天出诊。
176 no_skill later_date 红河没有法律志愿者，中心赶集日有人坐班可看原件，先别签字。
179 crew_incomplete department 医护队当周排满凑不齐人，已报卫健局，请大家按医嘱吃药。
192 no_skill department 太平没有护理志愿者，城里的跑不到那么远，可先问镇卫生院。
195 crew_incomplete later_date 自乐班凑不齐去荔堡的日子，已登记为文化下乡需求。
209 no_skill department 罗汉洞没有调解志愿者，已列入下月巡回，可先找乡司法所。
213 no_skill department 红河没有调解志愿者，乡司法所和派出所当天先来，请两家等一等。
255 no_qualification later_date 太平的医生志愿者证照到期，外镇的太远，已报卫健局另排。
273 no_skill later_date 荔堡没有法律志愿者，请先别签字，等中心下乡时当面念给您。
275 no_qualification hotline 附近没有律师志愿者，已有专人联系您，遇到危险请马上拨110。
276 too_far later_date 中医志愿者只在县城和高平，去不了荔堡，已登记等义诊下乡。
285 no_skill department 名册里没有会维吾尔语的志愿者，已请县医院安排电话翻译。
297 no_skill department 泾明没有护理志愿者，乡卫生院答应这两天派家医团队上门。
308 no_qualification department 荔堡没有持证护理志愿者，已联系镇卫生院按时上门。
309 no_skill department 荔堡缺调解志愿者，外村的人暂时排不到，已登记，可找镇司法所。
325 no_time later_date 眼科志愿者全县只有一位，每周只出半天，排上就通知学校。
329 no_qualification department 太平没有证照有效的护理人员，请尽快到县医院就诊。
337 too_far department 劳动法志愿者到不了红河，已报县劳动监察，请把记录收好。
343 no_qualification department 太平的兽医志愿者证照到期，换证后再派，可先问镇畜牧站。
348 crew_incomplete department 助浴要两人，荔堡片没有做过护理的，已报中心，可先请卫生院。
372 no_skill department 飞云没有调解志愿者，已转乡司法所，可以视频调解。
392 too_far later_date 心理咨询志愿者只在县城，到不了红河，下乡巡回时优先排。
397 no_skill neighbours 红河一带没有会修水管的志愿者，已请村上联系水厂来修。
400 too_far hotline 荔堡附近没有心理咨询志愿者，已请班主任先家访，也可拨12356。
"""


def _table(text: str) -> dict[int, list[str]]:
    rows = [line.split(" ") for line in text.strip().splitlines()]
    return {int(row[0]): row[1:] for row in rows}


REFERRED = _table(_REFERRED)
REJECTED = _table(_REJECTED)
CANCELLED = _table(_CANCELLED)
UNFULFILLED = _table(_UNFULFILLED)
