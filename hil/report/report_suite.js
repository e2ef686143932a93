"use strict";
/* The cases sorted and filtered: all that needs a script. Without it the table is whole, the cases that did not pass first. */
const make = (tag, props = {}, ...kids) => {
  const node = document.createElement(tag);
  for (const [key, value] of Object.entries(props))
    if (key in node) node[key] = value; else node.setAttribute(key, value);
  node.append(...kids);
  return node;
};

const sortable = table => {
  const body = table.tBodies[0], heads = [...table.tHead.rows[0].cells];
  const order = (column, down) => {
    const key = row => row.cells[column].dataset.v ?? row.cells[column].textContent.trim();
    const known = text => text !== "" && text !== "\u2013";
    const compare = (a, b) => {
      const x = key(a), y = key(b);
      if (known(x) !== known(y)) return known(x) ? -1 : 1;      /* what is unknown stays below */
      return (down ? -1 : 1) * (isNaN(x) || isNaN(y) ? x.localeCompare(y, "en", { numeric: true }) : x - y);
    };
    body.append(...[...body.rows].sort(compare));
    heads.forEach((head, i) => head.setAttribute("aria-sort", i !== column ? "none" : down ? "descending" : "ascending"));
  };
  heads.forEach((head, column) => {
    const press = () => order(column, head.getAttribute("aria-sort") === "ascending");
    head.replaceChildren(make("button", { type: "button", onclick: press }, head.textContent));
  });
};

const filterable = table => {
  const rows = [...table.tBodies[0].rows], shown = new Map(), count = make("output");
  const text = make("input", { type: "search", placeholder: "name, title, id or tag", ariaLabel: "show cases with this text" });
  const tags = make("select", { ariaLabel: "show cases with this tag" }, make("option", { value: "", textContent: "every tag" }));
  const apply = () => {
    const words = text.value.toLowerCase().split(/\s+/).filter(Boolean);
    const fits = row => shown.get(row.dataset.verdict) && (!tags.value || row.dataset.tags.split(" ").includes(tags.value))
      && words.every(word => row.textContent.toLowerCase().includes(word));
    let left = 0;
    for (const row of rows) { row.hidden = !fits(row); left += !row.hidden; }
    count.textContent = left + " of " + rows.length + " shown";
  };
  const verdicts = [...new Set(rows.map(row => row.dataset.verdict))].map(name => {
    const button = make("button", { type: "button", className: name, "aria-pressed": "true" }, name);
    shown.set(name, true);
    button.onclick = () => { shown.set(name, !shown.get(name)); button.setAttribute("aria-pressed", shown.get(name)); apply(); };
    return button;
  });
  for (const tag of [...new Set(rows.flatMap(row => row.dataset.tags.split(" ")))].filter(Boolean).sort())
    tags.append(make("option", { value: tag, textContent: tag }));
  text.oninput = tags.onchange = apply;
  table.before(make("div", { className: "tools" }, text, tags, ...verdicts, count));
  apply();
};

document.querySelectorAll("table.sortable").forEach(sortable);
const cases = document.querySelector("#cases table");
if (cases) filterable(cases);
