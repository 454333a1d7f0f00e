"""What the words that ship make of eighty things people may say, each with the reason why it should be so."""
from __future__ import annotations

import pytest

from services.mediation.domain.kind import DISPUTES
from services.petition.domain.window import words
from services.petition.domain.window.kind import DISPUTE, INCIDENT, PETITION
from services.petition.domain.window.lexicon import Lexicon, read
from services.petition.domain.window.suggest import dangerous, suggest
from services.petition.service.window.lexicon import shipped

NONE = ""
OFFICIAL = {INCIDENT, DISPUTE}  # what the accused might deal with
Row = tuple[str, str, str | None, set[str], str]

# text, what is suggested first, its code, what is not suggested at all, why
SAID: tuple[Row, ...] = (
    # what a street has
    ("小区门口的路灯坏了三天，晚上很黑", INCIDENT, "F0103", set(), "a public lamp"),
    ("我家楼下路灯不亮", INCIDENT, "F0103", {DISPUTE}, "downstairs is a place here, nobody quarrels"),
    ("楼上外墙掉瓷砖，差点砸到人", INCIDENT, "E0408", {DISPUTE}, "upstairs is a place here"),
    ("隔壁工地半夜施工，吵得睡不着", INCIDENT, "E0301", {DISPUTE}, "a building site is no neighbour to be reconciled with"),
    ("楼下广场舞音响太吵，老人休息不好", INCIDENT, "E0505", {DISPUTE}, "noise of a public place"),
    ("楼下烧烤摊每天占道经营，油烟很大", INCIDENT, "E0501", {DISPUTE}, "a stall on the pavement"),
    ("井盖没了，车轮都陷进去了", INCIDENT, "F0101", set(), "a cover is missing"),
    ("路面有坑，骑车摔了一跤", INCIDENT, "E0401", set(), "the road is broken"),
    ("下水道堵了，污水外溢到路上", INCIDENT, "E0404", set(), "a public drain"),
    ("自来水管爆了，马路上都是水", INCIDENT, "E0402", set(), "a public main"),
    ("家里停水两天了没人通知", INCIDENT, "E0602", set(), "supply"),
    ("供暖不热，室温只有十四度", INCIDENT, "E0601", set(), "supply"),
    ("消防通道被私家车堵死", INCIDENT, "E0504", set(), "danger of a public kind"),
    ("楼道里有人给电动车充电，飞线充电很危险", INCIDENT, "E0506", set(), "danger of a public kind"),
    ("电梯坏了一周，老人下不了楼", INCIDENT, "F0503", set(), "what a house shares"),
    ("垃圾堆在路口没人清运", INCIDENT, "E0102", set(), "rubbish on the street"),
    ("有人在绿地上焚烧树叶", INCIDENT, "E0108", set(), "smoke"),
    ("盲道被共享单车占了", INCIDENT, "F0501", {DISPUTE}, "nobody is the other side"),
    ("The street lamp below my flat is out", INCIDENT, "F0103", {DISPUTE}, "a public lamp"),
    ("The manhole on Liuli Lane is open on one side", INCIDENT, "F0101", {"answer"}, "nobody asks when something is open"),
    ("There is a hole in the road in front of our school", INCIDENT, "E0401", set(), "the school is a place here"),
    ("The restaurant next door makes cooking fumes all day", INCIDENT, "E0109", {DISPUTE}, "a business, and the air of all"),
    ("Construction at night behind our house, the noise is terrible", INCIDENT, "E0301", {DISPUTE}, "a building site"),
    ("Rubbish is lying at the gate for a week", INCIDENT, "E0102", set(), "rubbish on the street"),
    ("The storm damages trees, a fallen tree blocks the path", INCIDENT, "F0401", {DISPUTE}, "nobody claims damages"),
    ("Somebody parked on the pavement, wheelchairs cannot pass", INCIDENT, "E0502", set(), "the pavement"),
    # between people
    ("楼上邻居半夜拖椅子，沟通几次都不听", DISPUTE, "neighbour", set(), "two homes"),
    ("楼上漏水到我家，天花板都泡了", DISPUTE, "neighbour", set(), "two homes, and a harm"),
    ("对门把鞋柜放在我家门口不让走", DISPUTE, "neighbour", set(), "two homes"),
    ("隔壁养的狗整夜狗叫，说不听", DISPUTE, "neighbour", set(), "two homes"),
    ("楼下住户说我们吵，天天上来骂人", DISPUTE, "neighbour", {PETITION}, "to be scolded at home is no act of an office"),
    ("房东不退押金，说墙面有划痕", DISPUTE, "contract", set(), "a contract"),
    ("健身房跑路了，办的卡不退钱", DISPUTE, "consumer", set(), "a consumer and a business"),
    ("离婚后孩子抚养费的事想调解", DISPUTE, None, {INCIDENT}, "a family; nothing public"),
    ("业委会主任挪用公共收益，业主们有意见", DISPUTE, "property_management", {INCIDENT}, "owners among themselves, no office"),
    ("邻居家的狗咬伤了我，要求赔偿", DISPUTE, "tort", {INCIDENT}, "a harm between two"),
    ("My upstairs neighbour plays loud music every night", DISPUTE, "neighbour", set(), "two homes"),
    ("Water leaks from upstairs into my bathroom", DISPUTE, "neighbour", set(), "two homes"),
    ("The landlord keeps my deposit", DISPUTE, "contract", set(), "a contract"),
    ("丈夫喝醉就打我，我要离婚", NONE, None, {DISPUTE, INCIDENT}, "《反家庭暴力法》 art. 13, in the words of who is beaten"),
    ("老公打我和孩子，邻居都听到吵闹", NONE, None, {DISPUTE, INCIDENT}, "the same, heard through the wall"),
    ("法院判了离婚，抚养费他一直不给，申请执行没结果", NONE, None, {DISPUTE}, "a court has decided, and enforces"),
    ("邻居偷我家东西还骂人", NONE, None, {DISPUTE}, "theft is for the police"),
    ("健身房关门老板跑路，几十个人报案派出所不立案", NONE, None, {DISPUTE}, "a crime that was reported"),
    ("派出所抓错人关了我三天，我要国家赔偿", PETITION, None, OFFICIAL, "《国家赔偿法》 art. 9: asked of the organ itself"),
    ("交警拖车把我的车砸坏了没人赔偿", NONE, None, OFFICIAL, "the office may owe it: no mediator between it and a resident"),
    ("农业局发的种子是假货，庄稼绝收，要求赔偿", NONE, None, OFFICIAL, "the same"),
    ("工伤鉴定下来了公司不给赔偿", NONE, None, {DISPUTE}, "《工伤保险条例》: insurance and labour arbitration"),
    ("疫苗打完孩子发烧抽搐，要求赔偿", NONE, None, {DISPUTE}, "《疫苗管理法》 art. 56: compensation of its own kind"),
    ("路面大坑把我摔骨折了，要市政赔偿", INCIDENT, "E0401", {DISPUTE}, "the hole is to be filled; who pays is no quarrel of two"),
    ("村委会把我家的地分给别人，纠纷调解了三次没用", NONE, None, OFFICIAL, "a committee that allots land is no neighbour"),
    ("街道办事处拆了我的小棚子，说是违建，没给我看文件", PETITION, None, OFFICIAL, "would report the one who complains"),
    ("城管扣了我的三轮车，也不开单子", PETITION, None, OFFICIAL, "a seizure is for review"),
    ("物业保安把我推倒受伤，物业不管", NONE, None, OFFICIAL, "a person is hurt; what the manager keeps is not the point"),
    ("小区物业不修大门", INCIDENT, "E0603", {DISPUTE}, "what the manager keeps"),
    ("楼道里有人把电动车推上来充电", INCIDENT, "E0506", {DISPUTE}, "danger of a public kind, in other words"),
    ("我老公家暴，想离婚", NONE, None, {DISPUTE, INCIDENT}, "《反家庭暴力法》 art. 13: the police first, not a table of both"),
    ("My husband beats me and the neighbours hear the noise", NONE, None, OFFICIAL, "the same, and no noise"),
    ("楼上邻居天天半夜拖椅子，楼下路灯也不亮", DISPUTE, "neighbour", set(), "two matters in one: a person sees both"),
    ("邻居人很好，想介绍他做志愿者", NONE, None, {DISPUTE}, "a neighbour and no quarrel"),
    # of offices
    ("城管收了摊贩好处费，收钱不办事", PETITION, None, OFFICIAL, "an accusation of an official, whatever else it names"),
    ("社区主任把低保给了自己亲属，居委会不公开名单", PETITION, None, OFFICIAL, "an accusation of an official"),
    ("民警态度恶劣，还骂人", PETITION, None, OFFICIAL, "an accusation of an official"),
    ("举报街道某领导受贿，给违建开绿灯", PETITION, None, OFFICIAL, "an accusation of an official, though it names a building"),
    ("网格员泄露我的电话给推销的", PETITION, None, OFFICIAL, "an accusation of who would get the incident"),
    ("路灯报了五次，街道办推诿不管", PETITION, None, OFFICIAL, "what is complained of is the office; a person sees the lamp"),
    ("An official took money to let the illegal building stand", PETITION, None, OFFICIAL, "an accusation of an official"),
    ("The inspector was rude and hit me", PETITION, None, OFFICIAL, "an accusation of an official"),
    ("我家房子被认定违建要强制拆除，不服", PETITION, None, {INCIDENT}, "to report their own home would be the opposite"),
    ("对拆迁补偿不满意，反对这次征收", PETITION, None, {DISPUTE}, "《信访工作条例》 art. 17; an office's decision"),
    ("They want to tear down our house and the compensation is a joke", PETITION, None, OFFICIAL, "an office's decision"),
    ("老板拖欠我三个月工资", PETITION, None, {INCIDENT}, "《保障农民工工资支付条例》: an office must act; mediation is second"),
    ("My boss has not paid my wages since spring", PETITION, None, {INCIDENT}, "the same"),
    ("建议在公园增加长椅", PETITION, None, set(), "《信访工作条例》 art. 17: a proposal"),
    # questions, services, praise
    ("请问社区窗口周六上班吗", "answer", "office_hours", OFFICIAL, "a question"),
    ("When do you open on Monday?", "answer", "office_hours", OFFICIAL, "a question"),
    ("我妈妈行动不便，想请人上门办证", "service_item", "accompany", OFFICIAL, "something to be done for her"),
    ("感谢网格员，路灯很快就修好了", "answer", "praise", {INCIDENT}, "it is repaired: nobody is to be sent"),
    ("Thanks to the crew, the lamp was fixed and they were helpful", "answer", "praise", {INCIDENT}, "the same"),
    ("路灯还没修好，请尽快处理，感谢", INCIDENT, "F0103", {"answer"}, "thanks before the deed are no praise"),
    ("你好，在吗", NONE, None, OFFICIAL, "nothing was said: a person asks"),
)  # fmt: skip


@pytest.fixture(scope="module")
def lexicon() -> Lexicon:
    return shipped()


@pytest.mark.parametrize("placed", [False, True])
@pytest.mark.parametrize(("text", "kind", "code", "never", "why"), SAID, ids=[row[0] for row in SAID])
def test_gr_485_what_is_suggested_is_sensible_and_no_wrong_track(
    lexicon: Lexicon, text: str, kind: str, code: str | None, never: set[str], why: str, *, placed: bool
) -> None:
    found = suggest(text, lexicon, [], placed=placed)
    best = found[0] if found else None
    assert (best.kind if best else NONE) == kind, (why, found)
    assert code is None or (best and best.code == code), (why, found)
    assert not never & {one.kind for one in found}, (why, found)


def test_gr_485_of_two_matters_in_one_text_both_are_suggested(lexicon: Lexicon) -> None:
    found = suggest("楼上邻居天天半夜拖椅子，楼下路灯也不亮", lexicon, [], placed=True)
    assert {one.code for one in found} == {"F0103", "neighbour"}


def test_gr_485_what_is_said_of_an_office_says_so_in_words_and_names_what_stood_there(lexicon: Lexicon) -> None:
    best = suggest("城管收钱不办事", lexicon, [], placed=True)[0].data()
    assert best["reasons"] == [{"rule": "word", "word": "城管"}, {"rule": "word", "word": "收钱"}, {"rule": "office"}]
    for language in ("zh", "en"):
        assert all(words.reason_words(one, language) for one in best["reasons"])


IN_DANGER = (
    "丈夫家暴", "老人被困在电梯里", "老公喝酒打我，我带着孩子跑出来了", "他说要弄死我们", "前夫一直跟踪我",
    "My husband beats me", "a smell of gas in the stair",
)  # fmt: skip


@pytest.mark.parametrize("text", IN_DANGER)
def test_gr_424_who_is_in_danger_is_told_whom_to_call(lexicon: Lexicon, text: str) -> None:
    assert dangerous(text, lexicon)


def test_each_kind_of_dispute_that_is_suggested_is_one_that_mediation_takes(lexicon: Lexicon) -> None:
    assert {one.code for one in lexicon.entries if one.kind == DISPUTE} <= set(DISPUTES)


@pytest.mark.parametrize("wrong", [{"over": ["street"]}, {"because": "weather"}])
def test_a_table_that_says_what_there_is_not_stops_the_process(wrong: dict[str, object]) -> None:
    with pytest.raises(ValueError, match="no such entry"):
        read({"version": "1", "entry": [{"kind": PETITION, "words": ["a"], **wrong}]})
