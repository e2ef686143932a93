// room_suite.js - the suite room: what runs and suites have left, and runs that go on.
//
// Three pages by the address: the list (#suite), a run, or two to four of them under one clock
// (#suite?run=NAME&with=NAME,NAME), and a suite (#suite?suite=NAME): suite_list.js, suite_run.js
// and suite_cases.js, made of suite_parts.js; curves are in suite_traces.js.
//
// Names for tests (data-test; what shows a number also has data-value with all its digits):
//   list: filter-text, filter-kind, filter-verdict, filter-inside, again, runs (a table; rows have
//     data-run, data-verdict and data-state; runs-by-COLUMN sorts), run-open, watch,
//     paper-report.html,
//     choose (a box per run), compare, list-more, list-count
//   run: run-title, run-verdict, fact-NAME (rig, started, simulated ...), verify, verify-said,
//     watch,
//     judgements, requirements (rows have data-id and data-verdict), requirements-all, margin-ID,
//     slack-ID, events, events-kind, events-text, picture-FILE, paper-FILE
//   traces: signal-NAME (boxes), traces (data-state: "waiting", "ready"; data-from, data-to),
//     zoom-in, zoom-out, zoom-left, zoom-right, zoom-all, moment (a box in s), side,
//     value-RUN-NAME and more-RUN-NAME (difference from run 0) at that moment, RUN from 0;
//     cursor-RUN-NAME: the curve below the mouse
//   suite: suite-title, count-VERDICT, trace (the way from requirements; rows data-id,
//     data-verdict),
//     trace-text, trace-verdict, trace-rig, trace-gaps, gaps, cases, cases-text, cases-verdict,
//     matrix
// The room's element has data-state: "waiting" until its page is there, then "ready", and
// data-page: "list", "run" or "suite".

import { suite_page } from "./suite_cases.js";
import { CHOSEN_MAX, list_page } from "./suite_list.js";
import { run_page } from "./suite_run.js";

/* The page that an address asks for: its name, and what opens it and gives back what closes it. */
function page_of(params, element, house) {
  const run = params.get("run"), others = (params.get("with") ?? "").split(",").filter(Boolean);
  if (params.has("suite"))
    return ["suite", () => suite_page(element, house, params.get("suite"))];
  return run === null ? ["list", () => list_page(element, house)]
    : ["run", () => run_page(element, house, [run, ...others].slice(0, CHOSEN_MAX))];
}

function open(element, house) {
  const state = { close: null };

  function page_open() {
    const [name, open_it] = page_of(house.settings(), element, house);
    state.close?.();
    house.trouble("");
    Object.assign(element.dataset, { state: "waiting", page: name });
    state.close = open_it();
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
