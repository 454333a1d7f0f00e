"""The words of texts about the number an account is opened by."""

from __future__ import annotations

WORDS = {
    "sign_in": {
        "zh": "【邻里】登录验证码{code}，{minutes}分钟内有效。请勿告诉他人，工作人员不会向您索要。",
        "en": "[Linli] {code} is your sign-in code, good for {minutes} minutes. Tell nobody: our staff never ask for it.",
    },
    "change": {
        "zh": "【邻里】验证码{code}，用于将本号码设为登录手机号，{minutes}分钟内有效。请勿告诉他人，工作人员不会向您索要。",
        "en": "[Linli] {code} lets this number open an account, for {minutes} minutes. Tell nobody: our staff never ask for it.",
    },
}
LEFT = {
    "zh": "【邻里】您的账号已改用其他手机号登录，本号码不再能登录该账号。如非本人操作，请到社区说明。",
    "en": "[Linli] Another number opens your account now; this one does no more. If it was not you, tell your community.",
}
ABOUT = tuple(WORDS)


def text(*, code: str, minutes: int, language: str, about: str) -> str:
    """Give the words of a text with a code in a language ('zh' or 'en'). about: of ABOUT, what it is for."""
    return WORDS[about][language].format(code=code, minutes=minutes)
