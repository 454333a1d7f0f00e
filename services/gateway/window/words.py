"""What the page says, in both languages."""

from __future__ import annotations

WORDS: dict[str, dict[str, str]] = {
    "zh": {
        "title": "一个窗口，说一次就行",
        "lead": "写下您要反映、求助、咨询或投诉的事。您不用分类，由工作人员确认后转办；不用重复讲第二遍。",
        "text": "什么事", "address": "在哪里（可不填）", "name": "怎么称呼您（可不填）", "phone": "联系电话（可不填）",
        "unnamed": "不留姓名和电话", "send": "提交", "other": "English", "follow": "查询进度", "number": "编号",
        "code": "查询码",
        "received": "已收到", "keep": "请记下编号和查询码，凭它们查询进度。查询码只显示这一次。",
        "may": "看起来可能是", "because": "依据", "yes": "对，就是这个", "opposite": "对方称呼（可不填）",
        "none": "都不是，或者不确定？不用再做什么，工作人员会看。", "nobody": "工作人员会阅读并确认转办，您不用再做什么。",
        "similar": "附近可能是同一件事，正在办理",
        "supporters": "人支持", "confirmed": "已确认，正在转办",
        "by": "由工作人员确认", "back": "返回", "again": "再提交一件事", "steps": "办理过程",
        "wrong": "请改一下标出的地方再提交。",
        "matter": "转办后的编号", "phone_wrong": "请填11位手机号，或区号加座机号，也可以不填。",
        "here": "使用我现在的位置", "here_asking": "正在定位…", "here_found": "已带上您现在的位置。",
        "here_none": "没有取得位置，请在上面写明地点。",
    },
    "en": {
        "title": "One window: say it once",
        "lead": "Write what you want to report, ask for, ask about or complain of. You need not sort it: a person confirms where "
                "it goes, and nobody asks you twice.",
        "text": "What is it", "address": "Where (may be left out)", "name": "Your name (may be left out)",
        "phone": "Telephone (may be left out)", "unnamed": "Keep neither name nor telephone", "send": "Send", "other": "中文",
        "follow": "Follow it", "number": "Number", "code": "Query code", "received": "Received",
        "keep": "Keep number and query code: with both you follow it. The code is shown this once.",
        "may": "It may be", "because": "Because", "yes": "Yes, that is it", "opposite": "Who is the other side (may be left out)",
        "none": "None of these, or not sure? There is nothing more to do: a person will read it.",
        "nobody": "A person will read it and send it on. There is nothing more to do.",
        "similar": "Nearby, perhaps the same, and being dealt with", "supporters": "mean it too",
        "confirmed": "Confirmed and being sent on", "by": "for a person to confirm",
        "back": "Back", "again": "Send another matter",
        "wrong": "Please change what is marked and send it again.",
        "steps": "What has happened", "matter": "Number it went on under",
        "phone_wrong": "A mobile number of 11 digits, or area code and number; or leave it out.",
        "here": "Use where I am now", "here_asking": "Finding where you are…", "here_found": "Where you are goes along.",
        "here_none": "It could not be found: please write above where it is.",
    },
}  # fmt: skip
