// SPDX-License-Identifier: MIT
// The search page: asks the index that Pagefind made of all pages in the page's language. Nothing leaves the browser.

const box = document.getElementById("search");
const say = JSON.parse(document.getElementById("search-words").textContent);
const input = document.getElementById("search-q");
const status = document.getElementById("search-status");
const list = document.getElementById("search-results");
const more = document.getElementById("search-more");
const form = box.querySelector("form");
const STEP = 20;

const fill = (text, values) => text.replace(/\{(\w+)\}/g, (_, name) => values[name]);

let pagefind;
let found = [];
let shown = 0;
let asked = 0;

async function engine() {
  if (!pagefind) {
    const loaded = await import("../pagefind/pagefind.js");
    await loaded.options({ excerptLength: 24, ranking: { pageLength: 0, termFrequency: 0, termSaturation: 2 } });
    await loaded.init();
    pagefind = loaded;
  }
  return pagefind;
}

async function search(words) {
  const mine = ++asked;
  list.replaceChildren();
  more.hidden = true;
  document.title = words ? `${words} – ${say.title}` : say.title;
  if (!words) {
    status.textContent = "";
    return;
  }
  let results;
  try {
    const { search: find } = await engine();
    // What texts are about, and then the texts: many bear the name of what is looked for.
    const both = [{ not: { texts: "yes" } }, { texts: "yes" }].map((filters) => find(words, { filters }));
    results = (await Promise.all(both)).flatMap((each) => each.results);
  } catch {
    status.textContent = say.missing;
    return;
  }
  if (mine !== asked) return;
  found = results;
  shown = 0;
  const text = results.length === 0 ? say.none : results.length === 1 ? say.one : say.many;
  status.textContent = fill(text, { count: results.length, words });
  await show(mine);
}

async function show(mine) {
  const next = await Promise.all(found.slice(shown, shown + STEP).map((result) => result.data()));
  if (mine !== asked) return undefined;
  const items = next.map(item);
  list.append(...items);
  shown += next.length;
  more.hidden = shown >= found.length;
  return items[0];
}

function item({ url, meta, excerpt }) {
  const link = Object.assign(document.createElement("a"), { href: url, textContent: meta.title });
  const heading = document.createElement("h2");
  heading.append(link);
  const text = document.createElement("p");
  text.append(...marked(excerpt));
  const made = document.createElement("li");
  if (meta.kind) made.append(Object.assign(document.createElement("p"), { className: "kind", textContent: meta.kind }));
  made.append(heading, text);
  return made;
}

// The excerpt is the text of a page, escaped, with <mark> around what was found: read as such, never as other markup.
function marked(excerpt) {
  const parsed = new DOMParser().parseFromString(excerpt, "text/html");
  return Array.from(parsed.body.childNodes, (node) => {
    if (node.nodeName !== "MARK") return node.textContent;
    return Object.assign(document.createElement("mark"), { textContent: node.textContent });
  });
}

function ask(push) {
  const words = input.value.trim();
  const address = new URL(location.href);
  if (words) address.searchParams.set("q", words);
  else address.searchParams.delete("q");
  history[push ? "pushState" : "replaceState"](null, "", address);
  search(words);
}

function fromAddress() {
  input.value = new URLSearchParams(location.search).get("q") ?? "";
  search(input.value.trim());
}

let pause;
input.addEventListener("input", () => {
  clearTimeout(pause);
  pause = setTimeout(ask, 250, false);
});
form.addEventListener("submit", (event) => {
  event.preventDefault();
  clearTimeout(pause);
  ask(true);
});
more.addEventListener("click", async () => {
  const first = await show(asked);
  first?.querySelector("a").focus();
});
window.addEventListener("popstate", fromAddress);

fromAddress();
if (!input.value) input.focus();
