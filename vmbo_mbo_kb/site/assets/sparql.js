// SPDX-License-Identifier: MIT
// The SPARQL page: an editor, the examples, answers as a table, downloads, and the query in the address.
// The engine runs in sparql-worker.js; nothing leaves the browser.

const form = document.getElementById("sparql");
const settings = JSON.parse(document.getElementById("sparql-settings").textContent);
const say = settings.words;
const editor = form.elements.query;
const runButton = document.getElementById("sparql-run");
const stopButton = document.getElementById("sparql-stop");
const chooser = document.getElementById("sparql-example");
const about = document.getElementById("sparql-about");
const status = document.getElementById("sparql-status");
const problem = document.getElementById("sparql-problem");
const results = document.getElementById("sparql-results");
const downloads = document.getElementById("sparql-downloads");
const SHOWN = 500;

const fill = (text, values) => text.replace(/\{(\w+)\}/g, (_, name) => values[name]);
const number = new Intl.NumberFormat(document.documentElement.lang);

function element(name, properties = {}, ...children) {
  const made = Object.assign(document.createElement(name), properties);
  made.append(...children);
  return made;
}

// The engine

let worker;
let waiting;
let last = 0;

function start() {
  worker = new Worker(new URL("sparql-worker.js", import.meta.url), { type: "module" });
  waiting = new Map();
  worker.addEventListener("message", ({ data }) => {
    const { resolve, reject } = waiting.get(data.id);
    waiting.delete(data.id);
    if ("error" in data) reject(new Error(data.error));
    else resolve(data);
  });
  worker.addEventListener("error", () => {
    for (const { reject } of waiting.values()) reject(new Error(say.unavailable));
    waiting.clear();
  });
  return ask({ task: "load", data: new URL(settings.data, document.baseURI).href, prefixes: settings.prefixes });
}

function ask(message) {
  return new Promise((resolve, reject) => {
    waiting.set(++last, { resolve, reject });
    worker.postMessage({ id: last, ...message });
  });
}

let ready;

function prepare() {
  if (!ready) {
    status.textContent = say.loading;
    ready = start();
    ready.then(
      ({ size }) => { if (status.textContent === say.loading) status.textContent = fill(say.ready, { size: number.format(size) }); },
      (error) => { ready = undefined; fail(error); },
    );
  }
  return ready;
}

function fail(error) {
  status.textContent = "";
  results.replaceChildren();
  downloads.hidden = true;
  problem.textContent = error.message;
  problem.hidden = false;
  const place = /\bat (\d+):(\d+)/.exec(error.message);
  if (!place) return;
  editor.setAttribute("aria-invalid", "true");
  const lines = editor.value.split("\n");
  const line = Math.min(Number(place[1]), lines.length);
  const from = lines.slice(0, line - 1).join("\n").length + (line > 1 ? 1 : 0);
  editor.setSelectionRange(from, from + lines[line - 1].length);
}

// Asking

let running = 0;

async function run() {
  if (form.hasAttribute("aria-busy")) stop(); // a worker does one thing after the other: a new question ends the old one
  const query = editor.value;
  const mine = ++running;
  problem.hidden = true;
  editor.removeAttribute("aria-invalid");
  share(query);
  form.setAttribute("aria-busy", "true");
  stopButton.hidden = false;
  try {
    await prepare();
    if (mine !== running) return;
    status.textContent = say.running;
    const found = await ask({ task: "query", query });
    if (mine === running) show(found, query);
  } catch (error) {
    if (mine === running) fail(error);
  } finally {
    if (mine === running) {
      form.removeAttribute("aria-busy");
      stopButton.hidden = true;
    }
  }
}

function stop() {
  running += 1;
  worker?.terminate();
  ready = undefined;
  form.removeAttribute("aria-busy");
  stopButton.hidden = true;
  status.textContent = say.stopped;
}

// Answers

function show(found, query) {
  const time = number.format(Math.round(found.milliseconds));
  if (found.kind === "ask") {
    status.textContent = fill(say.asked, { time });
    results.replaceChildren(element("p", { className: "sparql-boolean" }, found.value ? say.yes : say.no));
  } else {
    const count = number.format(found.rows.length);
    status.textContent = fill(found.rows.length === 1 ? say.one : say.many, { count, time });
    results.replaceChildren(...table(found));
  }
  offer(found, query);
}

function table({ columns, rows }) {
  const body = element("tbody");
  const add = (some) => body.append(...some.map((row) => element("tr", {}, ...columns.map((name) => cell(row[name])))));
  add(rows.slice(0, SHOWN));
  const heads = columns.map((name) => element("th", { scope: "col" }, name));
  const made = element("table", {}, element("caption", {}, say.caption), element("thead", {}, element("tr", {}, ...heads)), body);
  const region = element("div", { className: "scroll", tabIndex: 0, role: "region", ariaLabel: say.caption }, made);
  if (rows.length <= SHOWN) return [region];
  const more = element("button", { type: "button" }, fill(say.more, { count: number.format(rows.length - SHOWN) }));
  more.addEventListener("click", () => { add(rows.slice(SHOWN)); more.remove(); region.focus(); });
  return [region, more];
}

function cell(term) {
  const made = element("td");
  if (!term) return made;
  if (term["xml:lang"]) made.lang = term["xml:lang"];
  if (term.type !== "uri") {
    made.textContent = term.value;
    return made;
  }
  const address = page(term.value);
  made.append(address ? element("a", { href: address, rel: "noreferrer" }, short(term.value)) : short(term.value));
  return made;
}

// Where an IRI can be read about: a page of this site, or the address that it is.
function page(iri) {
  if (iri.startsWith(settings.base + "id/")) {
    const [path, part] = iri.slice(settings.base.length + 3).split("#");
    const [folder, id] = path.split("/");
    const known = settings.folders.includes(folder) && id;
    return known ? fill(settings.page, { folder, id }) + (part ? `#${part}` : "") : undefined;
  }
  return /^https?:/.test(iri) ? iri : undefined;
}

function short(iri) {
  for (const [name, start] of Object.entries(settings.prefixes)) {
    if (iri.startsWith(start) && /^[\w-]+$/.test(iri.slice(start.length))) return `${name}:${iri.slice(start.length)}`;
  }
  return iri.startsWith(settings.base + "id/") ? iri.slice(settings.base.length + 3) : iri;
}

const FORMATS = {
  select: [["CSV", "text/csv", "csv"], ["JSON", "application/sparql-results+json", "srj"]],
  ask: [["JSON", "application/sparql-results+json", "srj"]],
  graph: [["Turtle", "text/turtle", "ttl"], ["JSON-LD", "application/ld+json", "jsonld"]],
};

function offer(found, query) {
  downloads.replaceChildren(
    ...FORMATS[found.kind].map(([title, format, ending]) => {
      const button = element("button", { type: "button" }, fill(say.download, { title }));
      button.addEventListener("click", async () => {
        const { text } = await ask({ task: "serialise", query, format });
        const address = URL.createObjectURL(new Blob([text], { type: format }));
        element("a", { href: address, download: `vmbo-mbo-kb.${ending}` }).click();
        setTimeout(() => URL.revokeObjectURL(address), 10_000);
      });
      return button;
    }),
  );
  downloads.hidden = false;
}

// Examples and addresses

function example(name) {
  const chosen = document.getElementById(`example-${name}`);
  if (!chosen) return false;
  editor.value = chosen.querySelector("code").textContent;
  about.textContent = chosen.querySelector("p").textContent;
  chooser.value = name;
  return true;
}

function share(query) {
  const named = chooser.value && document.getElementById(`example-${chooser.value}`);
  const same = named && named.querySelector("code").textContent === query;
  const address = new URLSearchParams(same ? { example: chooser.value } : { query });
  history.replaceState(null, "", `#${address}`);
}

// What the address asks for; after the "#", so that no server is told the query.
function asked() {
  const address = new URLSearchParams(location.hash.slice(1));
  if (address.has("query")) {
    editor.value = address.get("query");
    chooser.value = "";
    about.textContent = "";
    return true;
  }
  return address.has("example") && example(address.get("example"));
}

form.addEventListener("submit", (event) => { event.preventDefault(); run(); });
stopButton.addEventListener("click", () => { stop(); runButton.focus(); });
chooser.addEventListener("change", () => { if (chooser.value) example(chooser.value); });
editor.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) { event.preventDefault(); form.requestSubmit(); }
});
document.getElementById("sparql-share").addEventListener("click", async () => {
  share(editor.value);
  try {
    await navigator.clipboard.writeText(location.href);
    status.textContent = say.shared;
  } catch {
    status.textContent = fill(say.address, { address: location.href });
  }
});
window.addEventListener("hashchange", () => { if (asked()) run(); });

for (const line of document.querySelectorAll(".example .run")) {
  const button = line.querySelector("button");
  button.addEventListener("click", () => {
    example(button.value);
    editor.focus();
    run();
  });
}

if (asked()) run();
else {
  example(settings.first);
  prepare().catch(() => {}); // told by prepare itself
}
