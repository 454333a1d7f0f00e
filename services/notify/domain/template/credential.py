"""Words to a holder about what proves their account, so that nobody changes it unseen."""

from __future__ import annotations

TEMPLATES: dict[str, dict[str, tuple[str, str]]] = {
    "credential_password": {
        "zh": ("密码已修改", "您的登录密码已修改，此前的其他会话已结束。如非本人操作，请立即告知本单位运维人员。"),
        "en": ("Your password was changed", "The sessions before have ended. If it was not you, tell an operator at once."),
    },
    "credential_factor": {
        "zh": ("动态验证码已设置", "您的账号已设置动态验证码。如非本人操作，请立即告知本单位运维人员。"),
        "en": ("A second factor was set up", "Your account has one now. If it was not you, tell an operator at once."),
    },
    "credential_codes": {
        "zh": ("恢复码已更换", "您的恢复码已更换，原恢复码失效。如非本人操作，请立即告知本单位运维人员。"),
        "en": ("Your recovery codes were renewed", "Those before open no more. If it was not you, tell an operator at once."),
    },
    "credential_phone": {
        "zh": ("登录手机号已更换", "此后由新手机号登录，此前的其他会话已结束。如非本人操作，请立即告知社区。"),
        "en": ("Another number opens your account", "Sessions before have ended. If it was not you, tell your community."),
    },
    "credential_reset": {
        "zh": ("动态验证码已被重置", "运维人员已重置您的动态验证码和恢复码。如您没有提出，请立即告知本单位负责人。"),
        "en": (
            "Your second factor was taken away",
            "An operator reset it, with its recovery codes. If you did not ask for that, tell your leader at once.",
        ),
    },
    "credential_replay": {
        "zh": ("已用过的验证码被再次使用", "有人以正确密码和已用过的验证码登录，已被拒绝。如非本人重复提交，请立即修改密码。"),
        "en": (
            "A code was used twice",
            "Somebody came with your password and such a code, and was refused. If it was not you, change your password.",
        ),
    },
    "credential_link": {
        "zh": ("您的账号有了一次性链接", "运维人员已生成可设置您密码的一次性链接，24小时内有效。如非您提出，请立即告知负责人。"),
        "en": (
            "A one-time link was made for your account",
            "By it your password can be set within 24 hours. An operator made it; if you did not ask for it, tell your leader.",
        ),
    },
}
