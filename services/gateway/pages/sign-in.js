"use strict";
// signs in by a cookie that no script reads; what is typed is kept in its field alone, until the step is done
const WORDS = {
  zh: { entry: "登录", login: "登录名", password: "密码", code: "动态验证码或恢复码", enter: "登录", lost: "忘记密码或丢失设备，请向本单位运维人员索取一次性链接。",
    link: "设置密码", rule: "至少12个字符，可以用一句话；不要用常见密码，也不要包含登录名。", fresh: "新密码", again: "再输入一次", set: "设置密码",
    factor: "设置动态验证码", why: "每次登录时，除密码外还要输入手机身份验证器上的六位数字。", start: "开始设置", scan: "用身份验证器扫描二维码，或手工输入下面的密钥。",
    open: "在本机的身份验证器中打开", six: "身份验证器上的六位数字", confirm: "确认", codes: "恢复码", keep: "每个只能用一次，只显示这一次。请抄下来妥善保管，丢失手机时使用。",
    kept: "已保存", map: "打开地图", change: "修改密码", old: "当前密码", sessions: "登录会话", others: "结束其他会话", leave: "退出登录",
    see: "显示密码", hide: "隐藏密码", alerts: "账号安全提醒", noted: "知道了",
    end: "结束", here: "本会话", cookie: "浏览器", bearer: "应用程序", differ: "两次输入的密码不一致", done: "密码已修改，其他会话已结束", failed: "连接失败，请稍后再试",
    strength: ["马上就能猜到", "很容易猜到", "较容易猜到", "较难猜到", "很难猜到"], short: "还不能使用",
    there: "动态验证码已设置", byphone: "居民手机验证码登录", number: "手机号", texted: "短信中的六位数字", send: "获取验证码", sent: "验证码已发送，5分钟内有效。", roles: { resident: "居民", grid_worker: "网格员", dispatcher: "调度员", officer: "经办人", checker: "核查员", leader: "负责人", operator: "运维人员" } },
  en: { entry: "Sign in", login: "Login", password: "Password", code: "Code of the authenticator, or a recovery code", enter: "Sign in",
    lost: "Password or device lost? Ask an operator of your office for a one-time link.", link: "Set a password",
    rule: "At least 12 characters, a sentence is good; none that is common, none that holds the login.", fresh: "New password", again: "Once more",
    set: "Set the password", factor: "Set up a second factor", why: "Each sign-in then asks for six digits of an authenticator besides the password.",
    start: "Begin", scan: "Scan the picture with an authenticator, or type the secret below it.", open: "Open in the authenticator of this device",
    six: "Six digits of the authenticator", confirm: "Confirm", codes: "Recovery codes", keep: "Each opens once, and they are shown this once. Write them down and keep them safe, for when the device is lost.",
    see: "Show the password", hide: "Hide the password", alerts: "About your account", noted: "I know", kept: "I have kept them", map: "Open the map", change: "Change the password", old: "Present password", sessions: "Sessions", others: "End all others",
    leave: "Sign out", end: "End", here: "this one", cookie: "browser", bearer: "program", differ: "The two passwords differ",
    byphone: "Residents: sign in by telephone", number: "Mobile number", texted: "Six digits of the text", send: "Send me a code",
    sent: "A code is under way, good for 5 minutes.",
    strength: ["Guessed at once", "Very easily guessed", "Easily guessed", "Hard to guess", "Very hard to guess"], short: "not enough yet",
    done: "The password is changed, other sessions have ended", failed: "No connection, try again later", there: "The second factor is set up",
    roles: { resident: "resident", grid_worker: "grid worker", dispatcher: "dispatcher", officer: "officer", checker: "checker", leader: "leader", operator: "operator" } },
};
const API = "/api/v1";
const at = (id) => document.getElementById(id);
const STEPS = ["entry", "link", "begin", "confirm", "codes", "home"];
let language = navigator.language.startsWith("zh") ? "zh" : "en";
let say = WORDS[language];
let texts = false; // whether codes go out by telephone here
let secret = location.hash.startsWith("#link=") ? location.hash.slice(6) : "";
if (secret) history.replaceState(null, "", location.pathname); // the secret stays in no history

function speak() {
  say = WORDS[language];
  document.documentElement.lang = language === "zh" ? "zh-CN" : "en";
  document.title = `${say.entry} · Linli`;
  for (const part of document.querySelectorAll("[data-say]")) part.textContent = say[part.dataset.say];
  Object.assign(at("language"), { textContent: language === "zh" ? "English" : "中文", lang: language === "zh" ? "en" : "zh" });
  providers().catch(() => {});
}

// providers one may sign in by; without them the form is the only way
async function providers() {
  const found = await ask("GET", "/sign-in/providers");
  const links = found.items.map((one) => Object.assign(document.createElement("a"), { href: one.path, textContent: one.name }));
  at("providers").replaceChildren(...links.flatMap((link) => [link, " "]));
  texts = found.phone;
  at("phone").hidden = !texts || at("entry").hidden;
}

function tell(text) {
  at("told").textContent = text;
  at("told").hidden = !text;
}

function step(name) {
  for (const one of STEPS) at(one).hidden = one !== name;
  at("phone").hidden = name !== "entry" || !texts;
  const first = at(name).querySelector("input:not([type=hidden])");
  if (first) first.focus();
}

function guard() {
  const found = document.cookie.split("; ").map((one) => one.split("=")).find(([name]) => /^(__Host-)?linli-guard$/.test(name));
  return found ? { "X-CSRF-Token": found[1] } : {};
}

async function ask(verb, path, body) {
  const headers = { "Accept-Language": language, ...guard(), ...(body ? { "Content-Type": "application/json" } : {}) };
  let answer;
  try {
    answer = await fetch(API + path, { method: verb, headers, body: body && JSON.stringify(body) });
  } catch {
    throw new Error(say.failed);
  }
  const told = answer.status === 204 ? {} : await answer.json();
  if (!answer.ok) throw Object.assign(new Error([...new Set([told.title, told.detail])].filter(Boolean).join(" ")), { code: told.code });
  return told;
}

// one way for all forms: what is refused is told, and a form whose step is done is emptied, unless its act says otherwise
function form(id, act) {
  at(id).addEventListener("submit", async (event) => {
    event.preventDefault();
    const button = event.target.querySelector("button:not([type])");
    button.disabled = true;
    tell("");
    try {
      if (!(await act(Object.fromEntries(new FormData(event.target)), event.target))) event.target.reset();
    } catch (error) {
      tell(error.message);
      const second = event.target.querySelector(".second");
      if (second && error.code === "gateway.second_factor_needed") {
        second.hidden = false;
        second.querySelector("input").focus();
      }
    }
    button.disabled = false;
  });
}

// who types a long sentence may look at it; it is hidden again with the step
for (const field of document.querySelectorAll("input[type=password]")) {
  const button = Object.assign(document.createElement("button"), { type: "button", className: "see" });
  button.dataset.say = "see";
  button.addEventListener("click", () => {
    const shown = field.type === "text";
    field.type = shown ? "password" : "text";
    button.dataset.say = shown ? "see" : "hide";
    button.textContent = say[button.dataset.say];
  });
  field.form.addEventListener("submit", () => { if (field.type === "text") button.click(); });
  field.closest("label").after(button);
}

// how easily a new password is guessed is asked of the house, which keeps nothing of it; without an answer the rule in words stands
const PAUSE = 400; // milliseconds without a key
for (const field of document.querySelectorAll("input[autocomplete=new-password][name=password]")) {
  const shown = field.form.querySelector(".strength");
  let waiting;
  const weigh = async (typed) => {
    const told = await ask("POST", "/password-strength", { password: typed });
    if (field.value !== typed) return; // another was typed meanwhile
    shown.querySelector("meter").value = told.score;
    shown.querySelector("span").textContent = [say.strength[told.score], told.enough ? "" : say.short].filter(Boolean).join(" · ");
    shown.hidden = false;
  };
  field.addEventListener("input", () => {
    clearTimeout(waiting);
    if (!field.value) shown.hidden = true;
    else waiting = setTimeout(() => weigh(field.value).catch(() => { shown.hidden = true; }), PAUSE);
  });
  field.form.addEventListener("reset", () => { shown.hidden = true; });
}

function click(id, act) {
  at(id).addEventListener("click", () => act().catch((error) => tell(error.message)));
}

const entered = async (opened) => (opened.second_factor === "wanted" ? step("begin") : home());
const coded = (given) => (given.code ? { code: given.code } : {});

async function home() {
  const me = await ask("GET", "/me");
  at("who").textContent = [me.name, say.roles[me.role]].filter(Boolean).join(" · ");
  const typed = !me.login.startsWith("phone."); // who comes by telephone has no password to change or to add a factor to
  at("change").hidden = !typed;
  const found = await ask("GET", "/sessions");
  at("factor").hidden = !typed || found.items.some((one) => one.current && one.factor);
  at("sessions").replaceChildren(...found.items.map(row));
  await alerts();
  step("home");
}

// what was changed of the account and not read yet; who may not read notices before signing the pledge sees them after it
async function alerts() {
  const found = await ask("GET", "/notices?limit=50").catch(() => ({ items: [] }));
  const fresh = found.items.filter((one) => one.template.startsWith("credential_") && !one.read_at);
  at("alerts").hidden = !fresh.length;
  at("alerts").querySelector("ul").replaceChildren(...fresh.map(alert));
}

function alert(notice) {
  const line = document.createElement("li");
  const told = new Date(notice.at).toLocaleString(language === "zh" ? "zh-CN" : "en-GB", { dateStyle: "medium", timeStyle: "short" });
  const button = Object.assign(document.createElement("button"), { type: "button", textContent: say.noted });
  button.addEventListener("click", () => ask("POST", `/notices/${notice.id}/read`, {}).then(alerts).catch((error) => tell(error.message)));
  line.append(`${told} · ${notice.text} `, button);
  return line;
}

function row(session) {
  const line = document.createElement("li");
  const seen = new Date(session.seen_at).toLocaleString(language === "zh" ? "zh-CN" : "en-GB", { dateStyle: "medium", timeStyle: "short" });
  line.append(`${say[session.kind]} · ${seen}${session.current ? ` · ${say.here}` : ""}`);
  if (session.current) return line;
  const button = Object.assign(document.createElement("button"), { type: "button", textContent: say.end });
  button.addEventListener("click", () => ask("DELETE", `/sessions/${session.id}`).then(home).catch((error) => tell(error.message)));
  line.append(button);
  return line;
}

form("entry", async (given) => {
  await entered(await ask("POST", "/sessions", { login: given.login, password: given.password, kind: "cookie", ...coded(given) }));
});
form("phone", async (given, shown) => {
  const button = shown.querySelector("button");
  if (!given.code) {
    await ask("POST", "/sign-in/code", { phone: given.phone });
    for (const part of shown.querySelectorAll(".second")) part.hidden = false;
    button.textContent = say.enter;
    shown.querySelector("[name=code]").focus();
    return true; // what was typed is asked for once more
  }
  await entered(await ask("POST", "/sessions/by-code", { phone: given.phone, code: given.code, kind: "cookie" }));
  for (const part of shown.querySelectorAll(".second")) part.hidden = true;
  button.textContent = say.send;
});
form("link", async (given) => {
  if (given.password !== given.again) throw new Error(say.differ);
  const opened = await ask("POST", "/sessions/by-link", { link: secret, password: given.password, kind: "cookie", ...coded(given) });
  secret = "";
  await entered(opened);
});
form("begin", async (given) => {
  const made = await ask("POST", "/me/second-factor", { password: given.password });
  at("picture").src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(made.svg)}`;
  at("secret").textContent = made.secret.match(/.{1,4}/g).join(" ");
  at("open").href = made.uri;
  step("confirm");
});
form("confirm", async (given) => {
  const opened = await ask("POST", "/me/second-factor/confirm", { code: given.code, kind: "cookie" });
  at("picture").removeAttribute("src");
  at("secret").textContent = "";
  at("open").removeAttribute("href");
  at("codes").querySelector("ol").replaceChildren(...opened.recovery_codes.map((code) =>
    Object.assign(document.createElement("li"), { textContent: code })));
  step("codes");
});
form("renew", async (given, shown) => {
  await ask("POST", "/me/password", { old: given.old, password: given.password });
  shown.hidden = true;
  await home();
  tell(say.done);
});
at("codes").querySelector("button").addEventListener("click", () => {
  at("codes").querySelector("ol").replaceChildren();
  home().catch((error) => tell(error.message));
});
click("factor", async () => step("begin"));
click("change", async () => { at("renew").hidden = false; at("renew").querySelector("input").focus(); });
click("others", async () => { await ask("DELETE", "/sessions/others"); await home(); });
click("leave", async () => {
  const left = await ask("DELETE", "/sessions/current/provider");
  if (left.location) return location.assign(left.location); // who came by a provider may sign out there as well
  for (const part of ["who", "sessions"]) at(part).replaceChildren(); // what was shown goes with the session
  at("alerts").querySelector("ul").replaceChildren();
  tell("");
  step("entry");
});
at("language").addEventListener("click", () => {
  language = language === "zh" ? "en" : "zh";
  speak();
});
speak();
if (secret) step("link");
else home().catch((error) => (error.code === "gateway.second_factor_wanted" ? step("begin") : step("entry")));
