"""The words of a text with a code for signing in."""

from __future__ import annotations

WORDS = {
    "zh": "【邻里】登录验证码{code}，{minutes}分钟内有效。请勿告诉他人，工作人员不会向您索要。",
    "en": "[Linli] {code} is your sign-in code, good for {minutes} minutes. Tell nobody: our staff never ask for it.",
}


def text(*, code: str, minutes: int, language: str) -> str:
    """Give the words in a language ('zh' or 'en')."""
    return WORDS[language].format(code=code, minutes=minutes)
