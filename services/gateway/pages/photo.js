"use strict";
// without this script the form sends its photos itself; with it each goes in parts by tus 1.0, shows how far it is, and goes
// on where a broken line or a closed page has left it, once the same photo is chosen again
const form = document.getElementById("photos");
const field = form.querySelector("input[type=file]");
const button = form.querySelector("button");
const list = form.querySelector("ul");
const say = form.dataset;
const UPLOADS = "/api/v1/uploads", TRIES = 6, LOOKS = 30, MOST = 9;
const BUSY = [408, 409, 429, 500, 502, 503, 504]; // what goes well at a later try
const SPOKEN = { "Tus-Resumable": "1.0.0", "Accept-Language": document.documentElement.lang };

class Refused extends Error {}

const pause = (seconds) => new Promise((done) => { setTimeout(done, seconds * 1000); });

// names no photo and no matter: who uses this device later learns nothing from it
const mark = (file) => `upload-${file.size}-${file.lastModified}`;
function kept(file, place) {
  try {
    if (place) localStorage.setItem(mark(file), place);
    if (place === "") localStorage.removeItem(mark(file));
    return localStorage.getItem(mark(file)) || "";
  } catch {
    return ""; // a browser that keeps nothing begins anew
  }
}

async function asked(verb, path, headers, body) {
  const answer = await fetch(path, { method: verb, headers: { ...SPOKEN, ...headers }, body });
  if (answer.ok) return answer;
  if (BUSY.includes(answer.status)) throw new Error(answer.status);
  const told = await answer.json().catch(() => ({}));
  throw new Refused(told.detail || told.title || say.refused);
}

async function ticket() {
  const body = JSON.stringify({ number: say.number, code: say.code });
  const answer = await asked("POST", "/api/v1/attachments/ticket", { "Content-Type": "application/json" }, body);
  return { "Upload-Ticket": (await answer.json()).ticket };
}

async function begun(file, pass) {
  const known = kept(file);
  if (known) {
    const head = await fetch(known, { method: "HEAD", headers: { ...SPOKEN, ...pass } });
    if (head.ok) return [known, Number(head.headers.get("Upload-Offset"))];
    if (BUSY.includes(head.status)) throw new Error(head.status);
    kept(file, ""); // its day is over, or it was for another matter
  }
  const length = { "Upload-Length": String(file.size), "Upload-Metadata": `filetype ${btoa(file.type)}` };
  const made = await asked("POST", UPLOADS, { ...pass, ...length });
  const place = `${UPLOADS}/${(await made.json()).id}`;
  kept(file, place);
  return [place, 0];
}

const sent = (file, place, offset, pass, tell) => new Promise((done, fail) => {
  const line = new XMLHttpRequest(); // fetch does not say how much has gone
  line.open("PATCH", place);
  const headers = { ...SPOKEN, ...pass, "Upload-Offset": String(offset), "Content-Type": "application/offset+octet-stream" };
  for (const [name, value] of Object.entries(headers)) line.setRequestHeader(name, value);
  line.responseType = "json";
  line.upload.onprogress = (now) => tell(offset + now.loaded);
  line.onerror = () => fail(new Error("line"));
  line.onload = () => {
    if (line.status < 300) done();
    else if (BUSY.includes(line.status)) fail(new Error(line.status));
    else fail(new Refused((line.response || {}).detail || say.refused));
  };
  line.send(file.slice(offset));
});

async function looked(place, pass) {
  for (let look = 0; look < LOOKS; look += 1) {
    const now = await (await asked("GET", place, pass)).json();
    if (now.attachment) return now.attachment;
    if (now.problem) throw new Refused(say.refused);
    await pause(2);
  }
  throw new Refused(say.refused);
}

async function whole(file, row) {
  for (let attempt = 0; attempt < TRIES; attempt += 1) {
    try {
      row.tell(say.sending);
      const pass = await ticket();
      const [place, offset] = await begun(file, pass);
      row.come(offset);
      if (offset < file.size) await sent(file, place, offset, pass, row.come);
      row.tell(say.looking);
      return await looked(place, pass);
    } catch (error) {
      if (error instanceof Refused) {
        kept(file, "");
        throw error;
      }
      row.tell(say.broken);
      await pause(2 ** attempt);
    }
  }
  throw new Refused(say.broken);
}

function shown(file) {
  const row = document.createElement("li");
  const name = Object.assign(document.createElement("span"), { textContent: file.name });
  const bar = Object.assign(document.createElement("progress"), { max: file.size, value: 0 });
  const told = document.createElement("small");
  bar.setAttribute("aria-label", file.name);
  row.append(name, bar, told);
  list.append(row);
  return { come: (bytes) => { bar.value = bytes; }, tell: (text) => { told.textContent = text; }, drop: () => bar.remove() };
}

// each time another: a second handful of photos on one page is no repetition of the first
function key() {
  const hex = Array.from(crypto.getRandomValues(new Uint8Array(16)), (one) => one.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}

async function added(sending) {
  const said = new FormData();
  for (const name of ["language", "number", "code"]) said.append(name, form.elements[name].value);
  said.append("key", key());
  said.append("refs", sending.map(({ id }) => id).join(","));
  const answer = await fetch(form.action, { method: "POST", body: said });
  if (!answer.ok) throw new Refused(say.unadded);
}

form.addEventListener("submit", async (event) => {
  event.preventDefault();
  const files = [...field.files].slice(0, MOST);
  list.replaceChildren();
  button.disabled = true;
  const done = [];
  for (const file of files) {
    const row = shown(file);
    try {
      done.push({ id: await whole(file, row), file, row });
    } catch (error) {
      row.drop();
      row.tell(error.message);
    }
  }
  try {
    if (done.length) await added(done);
    for (const { file, row } of done) { kept(file, ""); row.tell(say.added); }
    if (field.files.length > MOST) list.append(Object.assign(document.createElement("li"), { textContent: say.many }));
    form.reset();
  } catch {
    for (const { row } of done) row.tell(say.unadded);
  }
  button.disabled = false;
});
