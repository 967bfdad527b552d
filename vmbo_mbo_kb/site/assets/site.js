// SPDX-License-Identifier: MIT
// What makes the pages quicker to use. Everything they say can be read without it.
"use strict";

/* A list: its filters combine on its first page, and the address says which are chosen. */
const list = document.querySelector("[data-records]");
const facets = document.querySelector(".facets");
if (list && facets && "combines" in list.dataset) {
  const links = [...facets.querySelectorAll("[data-filter]")];
  const count = document.querySelector("[data-count]");
  const noun = count.nextElementSibling;
  const pager = document.querySelectorAll("main > .pager");
  const total = count.textContent;
  const first = [...list.children];
  const chosen = new Map();
  let items;
  const input = document.getElementById("narrow");

  /* All records: those of the page and those of the pages after it. */
  const all = async () => {
    const rest = list.dataset.combines.split(" ").filter(Boolean).map(async (address) => {
      const answer = await fetch(address);
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      return [...page.querySelectorAll("[data-records] > li")];
    });
    const more = (await Promise.all(rest)).flat();
    list.append(...more);
    return [...first, ...more].map((item) => ({
      item,
      values: new Set(item.dataset.values.split(" ")),
      words: item.textContent.toLowerCase(),
    }));
  };
  const show = async () => {
    const words = input.value.toLowerCase().split(/\s+/).filter(Boolean);
    const query = new URLSearchParams([...chosen]);
    if (words.length) query.set("words", input.value);
    history.replaceState(null, "", query.size ? `?${query}` : location.pathname);
    for (const link of links) {
      const [name, value] = link.dataset.filter.split("=");
      if (chosen.get(name) === value) link.setAttribute("aria-current", "true");
      else link.removeAttribute("aria-current");
    }
    for (const each of await (items ??= all())) {
      each.item.hidden =
        ![...chosen].every(([name, value]) => each.values.has(`${name}=${value}`)) ||
        !words.every((word) => each.words.includes(word));
    }
    const narrowed = query.size > 0;
    for (const each of pager) each.hidden = narrowed;
    if (!narrowed) for (const each of (await items).slice(first.length)) each.item.hidden = true;
    count.textContent = narrowed ? list.querySelectorAll(":scope > li:not([hidden])").length : total;
    noun.textContent = count.textContent === "1" ? noun.dataset.one : noun.dataset.many;
  };
  for (const [name, value] of new URLSearchParams(location.search)) {
    if (name === "words") input.value = value;
    else if (links.some((link) => link.dataset.filter === `${name}=${value}`)) chosen.set(name, value);
  }
  facets.addEventListener("click", (event) => {
    const link = event.target.closest("[data-filter]");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    const [name, value] = link.dataset.filter.split("=");
    if (chosen.get(name) === value) chosen.delete(name);
    else chosen.set(name, value);
    show().catch(() => location.assign(link.href)); /* a disk gives no other pages */
  });
  input.addEventListener("input", () => show().catch(() => {}));
  if (chosen.size || input.value) show().catch(() => {});
} else if (list?.dataset.list) {
  /* The page of one choice: a second one leads to the list with both. */
  const own = facets.querySelector("[aria-current]");
  for (const link of facets.querySelectorAll("[data-filter]:not([aria-current])")) {
    const query = new URLSearchParams([own, link].map((each) => each.dataset.filter.split("=")));
    link.href = `${list.dataset.list}?${query}`;
  }
}

/* State on a date: dates as texts, year first, compare as time does. */
const form = document.querySelector("[data-day]");
if (form) {
  const day = form.elements.day;
  const certain = form.querySelector("[data-certain]");
  const status = form.querySelector("[data-status]");
  const note = document.querySelector("[data-default]");
  const rows = [...document.querySelectorAll("[data-days]")].map((row) => ({
    row,
    days: row.dataset.days.split(" "),
    state: row.querySelector("[data-state]"),
  }));
  const show = () => {
    if (!day.value || !day.validity.valid) return;
    const counts = { yes: 0, possibly: 0, no: 0 };
    for (const { row, days, state } of rows) {
      const [earliest, sure, done, latest] = days;
      const answer =
        sure <= day.value && day.value <= done ? "yes" : earliest <= day.value && day.value <= latest ? "possibly" : "no";
      counts[answer] += 1;
      row.hidden = answer === "no" || (certain.checked && answer === "possibly");
      if (answer !== "no") {
        state.className = `state ${answer}`;
        state.textContent = state.dataset[answer];
      }
    }
    for (const group of document.querySelectorAll("[data-group]"))
      group.hidden = !group.querySelector("[data-days]:not([hidden])");
    status.textContent = status.dataset.words.replace("{yes}", counts.yes).replace("{possibly}", counts.possibly);
    note.hidden = true;
    history.replaceState(null, "", `?day=${day.value}`);
  };
  form.addEventListener("submit", (event) => event.preventDefault());
  day.addEventListener("input", show);
  certain.addEventListener("change", show);
  const wanted = new URLSearchParams(location.search).get("day");
  if (wanted && /^\d{4}-\d\d-\d\d$/.test(wanted)) {
    day.value = wanted;
    show();
  }
}

/* On paper nothing can be unfolded. */
window.addEventListener("beforeprint", () => {
  for (const folded of document.querySelectorAll("main details")) folded.open = true;
});

/* Timelines and maps: one stop for Tab, and the arrow keys from row to row. */
for (const drawing of document.querySelectorAll(".timeline, svg.map[role]")) {
  const rows = [...drawing.querySelectorAll("a")];
  const stop = (at) => rows.forEach((row, place) => row.setAttribute("tabindex", place === at ? "0" : "-1"));
  stop(0);
  drawing.addEventListener("keydown", (event) => {
    const at = rows.indexOf(document.activeElement);
    const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: rows.length - 1 }[event.key];
    if (at < 0 || to === undefined || !rows[to]) return;
    event.preventDefault();
    stop(to);
    rows[to].focus();
  });
}
