// suite_list.js - the list of runs and suites: searched, sorted, two to four of them chosen to be
// compared.
//
//     const close = list_page(element, house);
//
// It looks again every AGAIN_MS while the page is seen; what has stayed the same is not drawn
// again. Names for tests are in room_suite.js.

import { chooser, ticker, writer } from "./choices.js";
import { made } from "./parts.js";
import { here, link, number, paper, table, verdict, word_of, worst_first } from "./suite_parts.js";
import { printed_time } from "./times.js";

const LIST = "/data/runs", AT_ONCE = 200, COUNT_MAX = 2000, AGAIN_MS = 5000;
export const CHOSEN_MAX = 4;
const kinds = [["any", "all"], ["run", "runs"], ["suite", "suites"], ["campaign", "campaigns"],
               ["mutants", "mutation scores"], ["parity", "comparisons"]];
const verdicts = [["any", "all"], ["pass", "pass"], ["fail", "fail"], ["vacuous", "vacuous"],
                  ["inconclusive", "inconclusive"], ["error", "error"], ["none", "no verdict"]];
const kind_words = { run: "run", suite: "suite", campaign: "campaign", mutants: "mutation score",
                     parity: "comparison" };
/* What is asked for when the address says nothing. */
const rest = { text: "", kind: "any", verdict: "any", inside: "no" };

// ---------------------------------------------------------------------- a row

const utc = (text) => (text ? text.replace("T", " ").replace(/:\d\dZ$/, "") : "\u2013");

function title_of(run) {
  const is_suite = run.kind === "suite" && run.cases !== null;
  return run.title ?? (is_suite ? `Suite of ${run.cases} cases`
    : `${kind_words[run.kind]} ${run.name}`);
}

/* Where its own page is. */
function address_of(run) {
  if (run.kind === "suite" || run.kind === "campaign")
    return here({ suite: run.name });
  if (run.kind === "parity")
    return here({ run: `${run.name}/a`, with: `${run.name}/b` });
  return here({ run: run.name });
}

const title_cell = (run) => [
  link(title_of(run), address_of(run), { test: "run-open" }),
  made("div", { className: "suite-name faint", textContent: run.name }),
  run.trouble ? made("div", { className: "suite-trouble", textContent: run.trouble }) : null];

const rig_cell = (run) =>
  `${run.rig ?? "\u2013"}${run.device === "on a bench" ? ", on a bench" : ""}`;

const simulated_cell = (run) => (run.cases !== null && run.kind !== "run"
  ? number(run.cases, `${run.cases} cases`)
  : number(run.simulated_s, printed_time(run.simulated_s)));

function links_cell(run) {
  const all = [];
  if (run.state === "running" && run.kind === "run")
    all.push(link("watch", `#device?${new URLSearchParams({ run: run.name })}`,
                  { className: "button", test: "watch" }));
  if (run.has_report)
    all.push(paper("report", run.name, "report.html"));
  if (run.kind === "campaign" || run.kind === "mutants")
    all.push(paper("page", run.name, `${run.kind}.html`));
  return made("span", { className: "suite-links" }, ...all);
}

const unseen = (textContent) => made("span", { className: "unseen", textContent });

const runs_table = (choice_cell) => table({
  test: "runs", caption: "Runs and suites, the newest first", most: COUNT_MAX,
  empty: "No run matches. painrig run SCENARIO.lua makes one.",
  row_data: (run) => ({ run: run.name, verdict: run.verdict ?? "", state: run.state }),
  columns: [
    { name: "choose", text: unseen("compare"), cell: choice_cell },
    { name: "verdict", text: "verdict", cell: (run) => verdict(word_of(run)),
      value: (run) => worst_first.indexOf(word_of(run)) },
    { name: "title", text: "what was run", cell: title_cell, value: title_of },
    { name: "kind", text: "kind", cell: (run) => kind_words[run.kind], value: (run) => run.kind },
    { name: "rig", text: "rig", cell: rig_cell, value: (run) => run.rig },
    { name: "started", text: "started (UTC)", cell: (run) => utc(run.started_utc),
      value: (run) => run.started_utc },
    { name: "simulated", text: "simulated", kind: "number", cell: simulated_cell,
      value: (run) => run.simulated_s },
    { name: "links", text: unseen("more"), cell: links_cell },
  ],
});

// ---------------------------------------------------------------------- chosen to be compared

/* choice.button leads to them; choice.cell(run) is a box, null where nothing can be compared. */
function createChoice(house) {
  const chosen = new Set();
  const button = made("button", { type: "button", className: "main", test: "compare",
                                  onclick: compare });

  function compare() {
    const [first, ...others] = chosen;
    location.hash = here({ run: first, with: others.join(",") });
  }

  function show() {
    button.disabled = chosen.size < 2;
    button.textContent = button.disabled ? "Compare (choose 2 to 4)" : `Compare ${chosen.size}`;
  }

  function take(name, box) {
    if (box.checked && chosen.size >= CHOSEN_MAX) {
      box.checked = false;
      house.say(`${CHOSEN_MAX} runs at most are compared.`);
    } else if (box.checked) {
      chosen.add(name);
    } else {
      chosen.delete(name);
    }
    show();
  }

  show();
  return { button, cell(run) {
    const box = made("input", { type: "checkbox", checked: chosen.has(run.name), test: "choose",
      "aria-label": `Compare ${title_of(run)}`, onchange: () => take(run.name, box) });
    return run.has_trace ? box : null;
  } };
}

// ---------------------------------------------------------------------- what is asked for

function asked_of(params) {
  const said = Object.keys(rest).map((name) => [name, params.get(name) ?? rest[name]]);
  return { ...Object.fromEntries(said), count: AT_ONCE };
}

function keep(asked, house) {
  const params = new URLSearchParams();
  for (const [name, value] of Object.entries(rest))
    if (asked[name] !== value)
      params.set(name, asked[name]);
  house.keep(params);
}

function filter_make(asked, take, ...buttons) {
  const parts = [
    writer("Search", "filter-text", asked.text, (value) => take("text", value)),
    chooser("Kind", "filter-kind", kinds, asked.kind, (value) => take("kind", value)),
    chooser("Verdict", "filter-verdict", verdicts, asked.verdict,
            (value) => take("verdict", value)),
    ticker("runs inside suites", "filter-inside", asked.inside === "yes",
           (on) => take("inside", on ? "yes" : "no"))];
  return made("form", { className: "suite-filter panel", role: "search", "aria-label": "Runs",
                        onsubmit: (event) => event.preventDefault() },
              ...parts.map((part) => part.element), ...buttons);
}

// ---------------------------------------------------------------------- the page

export function list_page(element, house) {
  const asked = asked_of(house.settings()), choice = createChoice(house);
  const state = { closed: false, told: "", timer: 0, turn: 0 };
  const button = (test, textContent, onclick) =>
    made("button", { type: "button", test, textContent, onclick });
  const again = button("again", "Look again", load);
  const more = button("list-more", "Show more", show_more);
  const count = made("p", { className: "faint", test: "list-count" });
  const runs = runs_table(choice.cell);

  function take(name, value) {
    Object.assign(asked, { [name]: value, count: AT_ONCE });
    keep(asked, house);
    load();
  }

  function show_more() {
    asked.count = Math.min(COUNT_MAX, asked.count + AT_ONCE);
    load();
  }

  function show(list) {
    const cut = list.is_cut ? "; there are more than are looked at" : "";
    runs.show(list.runs);
    count.textContent = `${list.runs.length} of ${list.matching} that match; ${list.all} below `
      + `${list.folder}${cut}`;
    more.hidden = list.runs.length >= list.matching || asked.count >= COUNT_MAX;
    element.dataset.state = "ready";
  }

  function load_later() {
    state.timer = setTimeout(() => (document.hidden ? load_later() : load()), AGAIN_MS);
  }

  /* What stays the same is not drawn again: nobody loses the place in it. */
  async function load() {
    const turn = ++state.turn, is_late = () => state.closed || turn !== state.turn;
    clearTimeout(state.timer);
    try {
      const list = await house.get(LIST, asked), told = JSON.stringify(list);
      if (is_late())
        return;
      if (told !== state.told)
        show(list);
      state.told = told;
      house.trouble("");
    } catch (error) {
      if (!state.closed)
        house.trouble(error.message);
    }
    if (!is_late())
      load_later();
  }

  element.replaceChildren(filter_make(asked, take, again, choice.button),
    made("section", { className: "suite-list", "aria-label": "Runs" }, runs.element, count, more));
  load();
  return () => {
    state.closed = true;
    clearTimeout(state.timer);
  };
}
