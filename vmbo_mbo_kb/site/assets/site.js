// SPDX-License-Identifier: MIT
// What makes the pages quicker to use. Everything they say can be read without it.
"use strict";

/* A list: its filters combine on the page instead of leading to another. Only where the page has all records. */
const list = document.querySelector("[data-records]:not([data-partial])");
const facets = document.querySelector(".facets");
if (list && facets) {
  const items = [...list.children].map((item) => ({
    item,
    values: new Set(item.dataset.values.split(" ")),
    words: item.textContent.toLowerCase(),
  }));
  const links = [...facets.querySelectorAll("[data-filter]")];
  const count = document.querySelector("[data-count]");
  const chosen = new Map();
  const box = document.createElement("div");
  box.className = "narrow";
  const dutch = document.documentElement.lang === "nl";
  const label = document.createElement("label");
  label.textContent = dutch ? "Met deze woorden" : "With these words";
  const input = document.createElement("input");
  input.type = "search";
  input.id = "narrow";
  label.htmlFor = input.id;
  box.append(label, input);
  facets.prepend(box);

  const show = () => {
    const words = input.value.toLowerCase().split(/\s+/).filter(Boolean);
    let shown = 0;
    for (const each of items) {
      const fits =
        [...chosen].every(([name, value]) => each.values.has(`${name}=${value}`)) &&
        words.every((word) => each.words.includes(word));
      each.item.hidden = !fits;
      shown += fits;
    }
    count.textContent = shown;
    for (const link of links) {
      const [name, value] = link.dataset.filter.split("=");
      if (chosen.get(name) === value) link.setAttribute("aria-current", "true");
      else link.removeAttribute("aria-current");
    }
    const query = new URLSearchParams([...chosen]);
    if (words.length) query.set("words", input.value);
    history.replaceState(null, "", query.size ? `?${query}` : location.pathname);
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
    show();
  });
  input.addEventListener("input", show);
  if (chosen.size || input.value) show();
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
  form.hidden = false;
  form.addEventListener("submit", (event) => event.preventDefault());
  day.addEventListener("input", show);
  certain.addEventListener("change", show);
  const wanted = new URLSearchParams(location.search).get("day");
  if (wanted && /^\d{4}-\d\d-\d\d$/.test(wanted)) {
    day.value = wanted;
    show();
  }
}

/* A timeline: one stop for Tab, and the arrow keys from bar to bar. */
for (const drawing of document.querySelectorAll("svg.timeline")) {
  const bars = [...drawing.querySelectorAll("a")];
  const stop = (at) => bars.forEach((bar, place) => bar.setAttribute("tabindex", place === at ? "0" : "-1"));
  stop(0);
  drawing.addEventListener("keydown", (event) => {
    const at = bars.indexOf(document.activeElement);
    const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: bars.length - 1 }[event.key];
    if (at < 0 || to === undefined || !bars[to]) return;
    event.preventDefault();
    stop(to);
    bars[to].focus();
  });
}
