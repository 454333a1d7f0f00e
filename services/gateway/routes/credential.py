"""The own password and second factor: none is sent twice by itself, for its answer is kept nowhere."""

from __future__ import annotations

from functools import partial

from services.gateway.credential import schemas as credential
from services.gateway.http.route import Route
from services.gateway.routes.group import ANYONE, V1

ME = f"{V1}/me"
say = partial(Route, "POST", unsigned=True)

ROWS: tuple[Route, ...] = (
    say(
        f"{ME}/password", "gateway", "change_password", credential.ChangePassword, credential.EndedView,
        ("Change the own password", "修改本人密码"),
    ),
    say(
        f"{V1}/password-strength", "gateway", "weigh_password", credential.WeighPassword, credential.StrengthView,
        ("Tell how easily a password is guessed", "估计密码强度"), roles=ANYONE, quota="strength",
    ),
    say(
        f"{ME}/second-factor", "gateway", "begin_second_factor", credential.BeginFactor, credential.SecretView,
        ("Set up a second factor", "设置动态验证码"),
    ),
    say(
        f"{ME}/second-factor/confirm", "gateway", "confirm_second_factor", credential.ConfirmFactor,
        credential.ConfirmedView, ("Confirm it by a code", "确认动态验证码"),
    ),
    say(
        f"{ME}/recovery-codes", "gateway", "renew_recovery_codes", credential.RenewCodes, credential.CodesView,
        ("Renew the recovery codes", "更换恢复码"),
    ),
)  # fmt: skip
