// room_suite.js - the suite room: what runs and suites have left, and runs that go on.
//
// Three pages by the address: the list (#suite), a run, or two to four of them under one clock
// (#suite?run=NAME&with=NAME,NAME), and a suite (#suite?suite=NAME). Made of suite_run.js,
// suite_traces.js, suite_cases.js and suite_parts.js.
//
// Names for tests (data-test; what shows a number also has data-value with all its digits):
//   list: filter-text, filter-kind, filter-verdict, filter-inside, again, runs (a table; rows have
//     data-run, data-verdict and data-state; runs-by-COLUMN sorts), run-open, watch, paper-report.html,
//     choose (a box per run), compare, list-more, list-count
//   run: run-title, run-verdict, fact-NAME (rig, started, simulated ...), verify, verify-said, watch,
//     judgements, requirements (rows have data-id and data-verdict), requirements-all, margin-ID,
//     slack-ID, events, events-kind, events-text, picture-FILE, paper-FILE
//   traces: signal-NAME (boxes), traces (data-state: "waiting", "ready"; data-from, data-to),
//     zoom-in, zoom-out, zoom-left, zoom-right, zoom-all, moment (a box in s), side,
//     value-RUN-NAME and more-RUN-NAME (difference from run 0) at that moment, RUN from 0;
//     cursor-RUN-NAME: the curve below the mouse
//   suite: suite-title, count-VERDICT, trace (the way from requirements; rows data-id, data-verdict),
//     trace-text, trace-verdict, trace-rig, trace-gaps, gaps, cases, cases-text, cases-verdict, matrix
// The room's element has data-state: "waiting" until its page is there, then "ready", and data-page:
// "list", "run" or "suite".

import { chooser, ticker, writer } from "./choices.js";
import { made } from "./parts.js";
import { printed_time } from "./times.js";
import { here, link, number, paper, table, verdict, word_of,
         worst_first } from "./suite_parts.js";
import { run_page } from "./suite_run.js";
import { suite_page } from "./suite_cases.js";

const LIST = "/data/runs", AT_ONCE = 200, CHOSEN_MAX = 4, AGAIN_MS = 5000;
const kinds = [["any", "all"], ["run", "runs"], ["suite", "suites"], ["campaign", "campaigns"],
               ["mutants", "mutation scores"], ["parity", "comparisons"]];
const verdicts = [["any", "all"], ["pass", "pass"], ["fail", "fail"], ["vacuous", "vacuous"],
                  ["inconclusive", "inconclusive"], ["error", "error"], ["none", "no verdict"]];
const kind_words = { run: "run", suite: "suite", campaign: "campaign", mutants: "mutation score",
                     parity: "comparison" };

const utc = (text) => text ? text.replace("T", " ").replace(/:\d\dZ$/, "") : "\u2013";

const title_of = (run) => run.title
  ?? (run.kind === "suite" && run.cases !== null ? `Suite of ${run.cases} cases` : `${kind_words[run.kind]} ${run.name}`);

/* Where its own page is. */
function address_of(run) {
  if (run.kind === "suite" || run.kind === "campaign")
    return here({ suite: run.name });
  if (run.kind === "parity")
    return here({ run: `${run.name}/a`, with: `${run.name}/b` });
  return here({ run: run.name });
}

function list_page(element, house) {
  const params = house.settings();
  const asked = { text: params.get("text") ?? "", kind: params.get("kind") ?? "any",
                  verdict: params.get("verdict") ?? "any", inside: params.get("inside") ?? "no",
                  count: AT_ONCE };
  const chosen = new Set();
  const state = { closed: false, told: "", timer: 0, turn: 0 };

  const text = writer("Search", "filter-text", asked.text, (value) => take("text", value));
  const kind = chooser("Kind", "filter-kind", kinds, asked.kind, (value) => take("kind", value));
  const judged = chooser("Verdict", "filter-verdict", verdicts, asked.verdict,
                         (value) => take("verdict", value));
  const inside = ticker("runs inside suites", "filter-inside", asked.inside === "yes",
                        (on) => take("inside", on ? "yes" : "no"));
  const again = made("button", { type: "button", textContent: "Look again", data: { test: "again" },
                                 onclick: () => load() });
  const compare = made("button", { type: "button", className: "main", data: { test: "compare" },
                                   onclick: compared });
  const count = made("p", { className: "faint", data: { test: "list-count" } });
  const more = made("button", { type: "button", data: { test: "list-more" }, textContent: "Show more",
                                onclick: () => { asked.count = Math.min(2000, asked.count + AT_ONCE); load(); } });
  const runs = table({
    test: "runs", caption: "Runs and suites, the newest first", most: 2000,
    empty: "No run matches. painrig run SCENARIO.lua makes one.",
    row_data: (run) => ({ run: run.name, verdict: run.verdict ?? "", state: run.state }),
    columns: [
      { name: "choose", text: made("span", { className: "unseen", textContent: "compare" }), cell: choice },
      { name: "verdict", text: "verdict", cell: (run) => verdict(word_of(run)),
        value: (run) => worst_first.indexOf(word_of(run)) },
      { name: "title", text: "what was run", cell: titled, value: title_of },
      { name: "kind", text: "kind", cell: (run) => kind_words[run.kind], value: (run) => run.kind },
      { name: "rig", text: "rig", value: (run) => run.rig,
        cell: (run) => `${run.rig ?? "\u2013"}${run.device === "on a bench" ? ", on a bench" : ""}` },
      { name: "started", text: "started (UTC)", cell: (run) => utc(run.started_utc),
        value: (run) => run.started_utc },
      { name: "simulated", text: "simulated", kind: "number", value: (run) => run.simulated_s,
        cell: (run) => run.cases !== null && run.kind !== "run"
          ? number(run.cases, `${run.cases} cases`) : number(run.simulated_s, printed_time(run.simulated_s)) },
      { name: "links", text: made("span", { className: "unseen", textContent: "more" }), cell: links },
    ],
  });

  element.replaceChildren(
    made("form", { className: "suite-filter panel", role: "search", "aria-label": "Runs",
                   onsubmit: (event) => event.preventDefault() },
         text.element, kind.element, judged.element, inside.element, again, compare),
    made("section", { className: "suite-list", "aria-label": "Runs" }, runs.element, count, more));
  compare_show();

  function choice(run) {
    if (!run.has_trace)
      return null;
    const box = made("input", { type: "checkbox", checked: chosen.has(run.name),
                                "aria-label": `Compare ${title_of(run)}`, data: { test: "choose" } });
    box.onchange = () => {
      if (box.checked && chosen.size >= CHOSEN_MAX) {
        box.checked = false;
        house.say(`${CHOSEN_MAX} runs at most are compared.`);
      } else if (box.checked) {
        chosen.add(run.name);
      } else {
        chosen.delete(run.name);
      }
      compare_show();
    };
    return box;
  }

  function titled(run) {
    return [link(title_of(run), address_of(run), { data: { test: "run-open" } }),
            made("div", { className: "suite-name faint", textContent: run.name }),
            run.trouble ? made("div", { className: "suite-trouble", textContent: run.trouble }) : null];
  }

  function links(run) {
    const all = [];
    if (run.state === "running" && run.kind === "run")
      all.push(link("watch", `#device?${new URLSearchParams({ run: run.name })}`,
                    { className: "button", data: { test: "watch" } }));
    if (run.has_report)
      all.push(paper("report", run.name, "report.html"));
    if (run.kind === "campaign" || run.kind === "mutants")
      all.push(paper("page", run.name, `${run.kind}.html`));
    return made("span", { className: "suite-links" }, ...all);
  }

  function compare_show() {
    compare.disabled = chosen.size < 2;
    compare.textContent = chosen.size < 2 ? "Compare (choose 2 to 4)" : `Compare ${chosen.size}`;
  }

  function compared() {
    const [first, ...others] = chosen;
    location.hash = here({ run: first, with: others.join(",") });
  }

  function take(name, value) {
    asked[name] = value;
    asked.count = AT_ONCE;
    const kept = new URLSearchParams();
    for (const [field, rest] of [["text", ""], ["kind", "any"], ["verdict", "any"], ["inside", "no"]])
      if (asked[field] !== rest)
        kept.set(field, asked[field]);
    house.keep(kept);
    load();
  }

  /* What stays the same is not drawn again: nobody loses the place in it. */
  async function load() {
    const turn = ++state.turn;
    clearTimeout(state.timer);
    try {
      const list = await house.get(LIST, asked);
      if (state.closed || turn !== state.turn)
        return;
      const told = JSON.stringify(list);
      if (told !== state.told)
        shown(list);
      state.told = told;
      house.trouble("");
    } catch (error) {
      if (!state.closed)
        house.trouble(error.message);
    }
    if (!state.closed && turn === state.turn)
      state.timer = setTimeout(() => document.hidden ? load_later() : load(), AGAIN_MS);
  }

  function load_later() {
    state.timer = setTimeout(() => document.hidden ? load_later() : load(), AGAIN_MS);
  }

  function shown(list) {
    runs.show(list.runs);
    count.textContent = `${list.runs.length} of ${list.matching} that match; ${list.all} below ${list.folder}`
      + (list.is_cut ? "; there are more than are looked at" : "");
    more.hidden = list.runs.length >= list.matching || asked.count >= 2000;
    element.dataset.state = "ready";
  }

  load();
  return () => {
    state.closed = true;
    clearTimeout(state.timer);
  };
}

// ---------------------------------------------------------------------- the room

function open(element, house) {
  const state = { close: null, closed: false };

  function page_open() {
    const params = house.settings();
    state.close?.();
    house.trouble("");
    element.dataset.state = "waiting";
    element.dataset.page = params.has("suite") ? "suite" : params.has("run") ? "run" : "list";
    if (params.has("suite"))
      state.close = suite_page(element, house, params.get("suite"));
    else if (params.has("run"))
      state.close = run_page(element, house, [params.get("run"), ...(params.get("with") ?? "").split(",")
        .filter(Boolean)].slice(0, CHOSEN_MAX));
    else
      state.close = list_page(element, house);
  }

  house.keys([
    { key: "b", text: "back to the list of runs", act: () => { location.hash = "#suite"; } },
    { key: "/", text: "search", act: () => element.querySelector("input[type=search]")?.focus() },
  ]);
  house.on("settings", page_open);
  house.on("return", page_open);
  page_open();
  return () => state.close?.();
}

export const room = { name: "suite", title: "Suite", key: "S", open };
