"""Words about what comes from outside: systems that call with a key, each named by what its key begins with, and files."""

from __future__ import annotations

TEMPLATES: dict[str, dict[str, tuple[str, str]]] = {
    "key_ending": {
        "zh": ("接口密钥将到期", "接口密钥 llk_{key} 将于 {ends_on} 到期，其后来数一律拒收。请更换密钥并交给对方。"),
        "en": ("A key ends", "The key llk_{key} ends on {ends_on}; no call opens with it then. Make a new one."),
    },
    "client_ending": {
        "zh": ("接口客户端将到期", "持密钥 llk_{key} 的接口客户端将于 {ends_on} 到期，其后一律拒收。需要继续的，请变更期限。"),
        "en": ("A client ends", "The client with the key llk_{key} ends on {ends_on}. Change its end if it is to go on."),
    },
    "account_asked": {
        "zh": ("运维账号事项待确认", "有一项运维账号操作待另一名运维人员在7日内确认或拒绝。无人知情的请拒绝并报告。"),
        "en": ("An operator's account", "Something asked of one waits for a second operator. If nobody knows of it, refuse."),
    },
    "attachment_infected": {
        "zh": ("上传文件含恶意程序", "附件 {attachment} 检出恶意程序（{found}），已隔离，任何人不可查看。请核查其来源。"),
        "en": ("Malware was sent", "In attachment {attachment} malware was found ({found}). Nobody sees it."),
    },
    "clients_left": {
        "zh": ("接口客户端待调整", "区划 {area} 自 {on} 起不再存在，{clients} 个接口客户端仍属该区划，上报将被拒收，请变更。"),
        "en": ("Clients to place", "Area {area} is no more from {on} on. {clients} clients still name it. Change each."),
    },
}
