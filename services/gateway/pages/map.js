"use strict";
// draws what the map's own addresses give, as who the session of the page is; a token typed lives in this variable alone
let token = "";
const WORDS = {
  zh: { title: "邻里地图", areas: "区划", grids: "网格", places: "场所", cases: "未结事项", token: "令牌", enter: "显示事项", signIn: "登录",
    tables: "查看表格", loading: "正在读取…", more: "内容较多，请放大查看", refused: "令牌无效或已过期", failed: "读取失败，请稍后再试",
    shown: "已显示", nearer: "放大", further: "缩小", ground: "区划、网格和场所的地图；用方向键移动，加减号缩放" },
  en: { title: "Map", areas: "Areas", grids: "Grids", places: "Places", cases: "Open cases", token: "Token", enter: "Show cases", signIn: "Sign in",
    tables: "As tables", loading: "Loading…", more: "There is more: come nearer", refused: "Token refused or expired",
    failed: "Could not be read, try again", shown: "shown", nearer: "Nearer", further: "Further",
    ground: "Map of areas, grids and places; arrow keys move it, plus and minus zoom" },
};
const language = navigator.language.startsWith("zh") ? "zh" : "en";
const say = WORDS[language];
const PAGES = 5; // of a thousand features in one window; beyond that nobody sees anything
const canvas = document.getElementById("ground");
const pen = canvas.getContext("2d");
const view = { lon: 0, lat: 0, scale: 1000 }; // scale: pixels in a degree of latitude
const layers = Object.fromEntries(["areas", "grids", "places", "cases"].map((name) => [name, { on: false, held: null, features: [] }]));
let busy = 0;
let chosen = null;
let whole = null; // the window of everything, shown until somebody moves

const narrow = () => Math.cos((view.lat * Math.PI) / 180);
const put = ([lon, lat]) => [
  canvas.clientWidth / 2 + (lon - view.lon) * view.scale * narrow(),
  canvas.clientHeight / 2 - (lat - view.lat) * view.scale,
];
const zoomOf = () => Math.max(0, Math.min(24, Math.ceil(Math.log2((view.scale * narrow() * 360) / 256))));

function windowOf(room) {
  const wide = ((canvas.clientWidth / view.scale / narrow()) * room) / 2;
  const high = ((canvas.clientHeight / view.scale) * room) / 2;
  return [view.lon - wide, view.lat - high, view.lon + wide, view.lat + high];
}

function tell(text) {
  document.getElementById("state").textContent = text;
}

async function read(name, bbox, zoom) {
  const query = new URLSearchParams({ bbox: bbox.map((one) => one.toFixed(5)).join(","), limit: "1000", zoom: String(zoom) });
  if (name === "cases") query.set("open", "true");
  const headers = name === "cases" && token ? { Authorization: `Bearer ${token}` } : {};
  const features = [];
  for (let page = 0; page < PAGES; page++) {
    const answer = await fetch(`/api/v1/map/${name}?${query}`, { headers });
    if (answer.status === 401) throw new Error(say.refused);
    if (!answer.ok) throw new Error(say.failed);
    const found = await answer.json();
    features.push(...found.features);
    if (!found.next) return { features, more: false };
    query.set("cursor", found.next);
  }
  return { features, more: true };
}

const inside = (small, large) => small[0] >= large[0] && small[1] >= large[1] && small[2] <= large[2] && small[3] <= large[3];

async function refresh(name) {
  const layer = layers[name];
  const zoom = zoomOf();
  if (!layer.on || (layer.held && layer.held.zoom === zoom && inside(windowOf(1), layer.held.bbox))) return;
  const held = { zoom, bbox: windowOf(2) }; // more than is seen, so that a small step asks nobody
  layer.held = held;
  busy++;
  tell(say.loading);
  try {
    const found = await read(name, held.bbox, zoom);
    if (layer.held === held) Object.assign(layer, found); // else the view has moved on, and another answer is coming
    layer.wrong = "";
  } catch (error) {
    layer.held = null;
    layer.wrong = error.message;
  }
  busy--;
  draw();
}

let waiting = 0;
function changed() {
  draw();
  clearTimeout(waiting);
  waiting = setTimeout(() => Object.keys(layers).forEach(refresh), 150);
}

function outline(geometry) {
  const path = new Path2D();
  const polygons = geometry.type === "MultiPolygon" ? geometry.coordinates : [geometry.coordinates];
  for (const ring of polygons.flat()) {
    ring.forEach((pair, number) => path[number ? "lineTo" : "moveTo"](...put(pair)));
    path.closePath();
  }
  return path;
}

const STYLES = {
  areas: { stroke: "#1d2b2a", width: 2.5, fill: "" },
  grids: { stroke: "#2f6f6b", width: 1, fill: "rgba(47,111,107,.10)" },
};

function drawOutlines(name) {
  const style = STYLES[name];
  pen.strokeStyle = style.stroke;
  pen.lineWidth = style.width;
  for (const feature of layers[name].features.filter((one) => one.geometry)) {
    feature.path = outline(feature.geometry);
    pen.fillStyle = feature === chosen ? "rgba(47,111,107,.35)" : style.fill;
    if (style.fill || feature === chosen) pen.fill(feature.path, "evenodd");
    pen.stroke(feature.path);
  }
}

function drawPlaces() {
  pen.fillStyle = "#1f5c8a";
  for (const feature of layers.places.features) {
    const [x, y] = put(feature.geometry.coordinates);
    feature.spot = [x, y, 9];
    pen.fillRect(x - 4, y - 4, 8, 8);
  }
}

function drawCases() {
  const stacks = new Map(); // all cases of a grid stand at one point: a number says how many
  for (const feature of layers.cases.features.filter((one) => one.geometry)) {
    const key = feature.geometry.coordinates.join();
    stacks.set(key, [...(stacks.get(key) || []), feature]);
  }
  for (const stack of stacks.values()) {
    const [x, y] = put(stack[0].geometry.coordinates);
    const radius = 9 + 2 * Math.log2(stack.length);
    stack.forEach((feature) => Object.assign(feature, { spot: [x, y, radius], stack }));
    pen.fillStyle = "#a8471f";
    pen.beginPath();
    pen.arc(x, y, radius, 0, 7);
    pen.fill();
    pen.fillStyle = "#fff";
    pen.fillText(String(stack.length), x, y);
  }
}

function draw() {
  const dots = window.devicePixelRatio || 1;
  canvas.width = canvas.clientWidth * dots;
  canvas.height = canvas.clientHeight * dots;
  pen.scale(dots, dots);
  Object.assign(pen, { textAlign: "center", textBaseline: "middle", font: "12px system-ui, sans-serif", lineJoin: "round" });
  const on = (name) => layers[name].on && layers[name].features.length;
  if (on("grids")) drawOutlines("grids");
  if (on("areas")) drawOutlines("areas");
  if (on("places")) drawPlaces();
  if (on("cases")) drawCases();
  if (!busy) tell(summary());
}

function summary() {
  const on = Object.entries(layers).filter(([, layer]) => layer.on);
  const wrong = on.find(([, layer]) => layer.wrong);
  if (wrong) return wrong[1].wrong;
  const counts = on.map(([name, layer]) => `${say[name]} ${layer.features.length}`).join(" · ");
  return on.some(([, layer]) => layer.more) ? say.more : `${say.shown}: ${counts}`;
}

function pick(x, y) {
  const near = (one) => one.spot && Math.hypot(one.spot[0] - x, one.spot[1] - y) <= one.spot[2] + 4;
  const dots = window.devicePixelRatio || 1;
  const within = (one) => one.path && pen.isPointInPath(one.path, x * dots, y * dots, "evenodd");
  const tests = { cases: near, places: near, grids: within, areas: within };
  chosen = null;
  for (const [name, test] of Object.entries(tests)) chosen = chosen || (layers[name].on && layers[name].features.find(test)) || null;
  show();
  draw();
}

function show() {
  const told = document.getElementById("told");
  told.hidden = !chosen;
  told.replaceChildren();
  for (const feature of chosen ? (chosen.stack || [chosen]).slice(0, 20) : []) {
    const list = document.createElement("dl");
    for (const [name, value] of Object.entries(feature.properties).filter(([, one]) => one !== null)) {
      list.append(Object.assign(document.createElement("dt"), { textContent: name }));
      list.append(Object.assign(document.createElement("dd"), { textContent: String(value) }));
    }
    told.append(list);
  }
}

function fit() {
  const [west, south, east, north] = whole;
  Object.assign(view, { lon: (west + east) / 2, lat: (south + north) / 2 });
  view.scale = 0.9 * Math.min(canvas.clientWidth / ((east - west) * narrow()), canvas.clientHeight / (north - south));
  changed();
}

function zoomBy(factor, x = canvas.clientWidth / 2, y = canvas.clientHeight / 2) {
  whole = null;
  const scale = Math.max(20, Math.min(4e6, view.scale * factor));
  const [dx, dy] = [x - canvas.clientWidth / 2, canvas.clientHeight / 2 - y];
  view.lon += (dx / view.scale - dx / scale) / narrow();
  view.lat += dy / view.scale - dy / scale;
  view.scale = scale;
  changed();
}

function moveBy(dx, dy) {
  whole = null;
  view.lon -= dx / view.scale / narrow();
  view.lat = Math.max(-85, Math.min(85, view.lat + dy / view.scale));
  changed();
}

const fingers = new Map();
let moved = 0;
canvas.addEventListener("pointerdown", (event) => {
  canvas.setPointerCapture(event.pointerId);
  if (!fingers.size) moved = 0;
  fingers.set(event.pointerId, [event.offsetX, event.offsetY]);
});
canvas.addEventListener("pointermove", (event) => {
  const before = fingers.get(event.pointerId);
  if (!before) return;
  const now = [event.offsetX, event.offsetY];
  moved += Math.hypot(now[0] - before[0], now[1] - before[1]);
  const other = [...fingers].find(([id]) => id !== event.pointerId)?.[1];
  fingers.set(event.pointerId, now);
  if (!other) return moveBy(now[0] - before[0], now[1] - before[1]);
  const apart = (one) => Math.max(1, Math.hypot(one[0] - other[0], one[1] - other[1]));
  zoomBy(apart(now) / apart(before), (now[0] + other[0]) / 2, (now[1] + other[1]) / 2);
});
for (const name of ["pointerup", "pointercancel"])
  canvas.addEventListener(name, (event) => {
    const alone = fingers.size === 1;
    fingers.delete(event.pointerId);
    if (name === "pointerup" && alone && moved < 6) pick(event.offsetX, event.offsetY);
  });
canvas.addEventListener("wheel", (event) => {
  event.preventDefault();
  zoomBy(Math.exp(-event.deltaY / 400), event.offsetX, event.offsetY);
}, { passive: false });
const KEYS = { ArrowLeft: () => moveBy(60, 0), ArrowRight: () => moveBy(-60, 0), ArrowUp: () => moveBy(0, 60),
  ArrowDown: () => moveBy(0, -60), "+": () => zoomBy(1.5), "=": () => zoomBy(1.5), "-": () => zoomBy(1 / 1.5) };
canvas.addEventListener("keydown", (event) => {
  const act = KEYS[event.key];
  if (!act) return;
  event.preventDefault();
  act();
});
document.getElementById("nearer").addEventListener("click", () => zoomBy(1.6));
document.getElementById("further").addEventListener("click", () => zoomBy(1 / 1.6));
document.getElementById("entry").addEventListener("submit", (event) => {
  event.preventDefault();
  token = document.getElementById("token").value.trim();
  document.getElementById("token").value = "";
  cases(Boolean(token));
});
function cases(on) {
  Object.assign(document.querySelector("input[value=cases]"), { disabled: !on, checked: on });
  Object.assign(layers.cases, { on, held: null, features: [], wrong: "" });
  changed();
}
for (const box of document.querySelectorAll("#layers input[type=checkbox]")) {
  layers[box.value].on = box.checked;
  box.addEventListener("change", () => {
    layers[box.value].on = box.checked;
    changed();
  });
}
window.addEventListener("resize", () => (whole ? fit() : changed()));

async function start() {
  document.documentElement.lang = language === "zh" ? "zh-CN" : "en";
  document.title = say.title;
  for (const part of document.querySelectorAll("[data-say]")) part.textContent = say[part.dataset.say];
  for (const id of ["nearer", "further", "ground"]) document.getElementById(id).setAttribute("aria-label", say[id]);
  try {
    const found = await (await fetch("/ogc/collections/areas?f=json")).json();
    whole = found.extent.spatial.bbox[0];
    fit();
    if ((await fetch("/api/v1/me")).ok) cases(true);
  } catch {
    tell(say.failed);
  }
}
start();
