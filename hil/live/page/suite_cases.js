// suite_cases.js - a suite's page: the way from a requirement to its cases, verdicts and margins,
// what nobody shows, and every case. Names for tests are in room_suite.js.

import { chooser, ticker, writer } from "./choices.js";
import { made } from "./parts.js";
import { printed_time } from "./times.js";
import { few, file_url, here, link, margin, number, paper, table, verdict, word_of,
         worst_first } from "./suite_parts.js";

const SUITE = "/data/runs/suite", MATRIX_CASES = 60, AGAIN_MS = 10000;
const MATRIX_WORDS = "Matrix: which case puts which requirement to the test";
const section = (title, ...inside) => made("section", { className: "panel", "aria-label": title },
                                           ...inside);
const has = (text, part) => (text ?? "").toLowerCase().includes(part.toLowerCase());
const found_word = (row) => row.gap && row.verdict === "fail" ? "known gap" : row.verdict;
const badness = (row) => worst_first.indexOf(found_word(row));
const case_word = (row) => row.verdict ?? "not run";

const case_link = (row) => row.run ? link(row.name, here({ run: row.run }),
                                          { test: "case-open" })
                                   : made("span", { textContent: row.name });

/* What the cases say of each requirement: id -> [{ case, found }]. */
function shown_by(suite) {
  const all = new Map();
  for (const one of suite.cases)
    for (const found of one.requirements) {
      if (!all.has(found.id))
        all.set(found.id, []);
      all.get(found.id).push({ one, found });
    }
  for (const list of all.values())
    list.sort((a, b) => badness(a.found) - badness(b.found)
      || (a.found.margin ?? Infinity) - (b.found.margin ?? Infinity));
  return all;
}

// ---------------------------------------------------------------------- traceability

function tests_of(row, shown) {
  const list = shown.get(row.id) ?? [];
  if (!list.length)
    return made("span", { className: "faint", textContent: "no case" });
  const inside = made("ul", { className: "suite-tests" },
                      ...list.slice(0, 50).map(({ one, found }) =>
    made("li", {}, verdict(found_word(found)), case_link(one), margin(found),
         found.covered ? null
           : made("span", { className: "faint", textContent: " does not cover it" }))));
  const left = list.length > 50 ? made("p", { className: "faint",
                                              textContent: `${list.length - 50} more` }) : null;
  return made("details", {}, made("summary",
    { textContent: `${list.length} case${list.length === 1 ? "" : "s"}` }), inside, left);
}

function gaps_of(suite, id) {
  return suite.gaps.filter((gap) => gap.requirement === id);
}

function gap_list(gaps) {
  if (!gaps.length)
    return made("span", { className: "faint", textContent: "none" });
  return made("div", {}, ...gaps.map((gap) => made("details", {},
                                                   made("summary", { textContent: gap.kind }),
                                                 made("p", { textContent: gap.why }))));
}

/* What failed only where a scenario says that it is known. */
const row_word = (row, gaps) => row.verdict === "fail" && gaps.some((gap) =>
  gap.kind === "known gap")
  && !gaps.some((gap) => gap.kind === "failed") ? "known gap" : row.verdict;

function traceability(suite, rigs) {
  const shown = shown_by(suite);
  const asked = { text: "", verdict: "any", rig: "here", gaps: false };
  const is_here = (row) => rigs.has(row.rig) && (suite.run.kind !== "campaign"
    || shown.has(row.id));
  const gap_names = new Map(suite.traceability.map((row) => [row.id, gaps_of(suite, row.id)]));
  const word = (row) => row_word(row, gap_names.get(row.id));
  const rows = table({
    test: "trace", caption: "From each requirement to what shows it", sort: { by: "verdict" },
      most: 60,
    row_data: (row) => ({ id: row.id, verdict: word(row) }),
    empty: "No requirement matches.",
    columns: [
      { name: "id", text: "requirement", head: true, value: (row) => row.id,
        cell: (row) => [made("strong", { textContent: row.id }), ` ${row.title}`,
                        made("div", { className: "faint", textContent: row.source })] },
      { name: "priority", text: "priority", cell: (row) => row.priority,
        value: (row) => ["high", "medium", "low", "none"].indexOf(row.priority) },
      { name: "tests", text: "tests", value: (row) => (shown.get(row.id) ?? []).length,
        cell: (row) => tests_of(row, shown) },
      { name: "verdict", text: "verdict", cell: (row) => verdict(word(row)),
        value: (row) => worst_first.indexOf(word(row)) },
      { name: "margin", text: "least margin", kind: "number", value: (row) => row.margin,
        cell: (row) => margin(row, `margin-${row.id}`) },
      { name: "slack", text: "least slack", kind: "number", value: (row) => row.slack_s,
        cell: (row) => number(row.slack_s, few(row.slack_s), "s", `slack-${row.id}`) },
      { name: "gaps", text: "gaps", value: (row) => -gap_names.get(row.id).length,
        cell: (row) => gap_list(gap_names.get(row.id)) },
    ],
  });
  const show = () => rows.show(suite.traceability.filter((row) =>
    (asked.rig === "all" || (asked.rig === "here" ? is_here(row) : row.rig === asked.rig))
    && (asked.verdict === "any" || word(row) === asked.verdict)
    && (!asked.gaps || gap_names.get(row.id).length > 0)
    && (has(row.id, asked.text) || has(row.title, asked.text) || has(row.source, asked.text))));
  const all_rigs = [...new Set(suite.traceability.map((row) => row.rig))].sort();
  const words = ["any", "fail", "known gap", "inconclusive", "vacuous",
                 "pass"].map((word) => [word, word === "any" ? "all" : word]);
  show();
  return made("div", {}, made("div", { className: "row suite-narrow" },
    writer("Search", "trace-text", "", (value) => { asked.text = value; show(); }).element,
    chooser("Verdict", "trace-verdict", words, "any",
            (value) => { asked.verdict = value; show(); }).element,
    chooser("Rig", "trace-rig", [["here", "of this suite"], ["all", "all"],
                                 ...all_rigs.map((rig) => [rig, rig])], "here",
            (value) => { asked.rig = value; show(); }).element,
    ticker("with gaps only", "trace-gaps", false, (on) => { asked.gaps = on; show(); }).element),
      rows.element);
}

function gaps(suite, rigs) {
  const of_rig = new Map(suite.traceability.map((row) => [row.id, row.rig]));
  const here_only = suite.gaps.filter((gap) => !gap.requirement
    || rigs.has(of_rig.get(gap.requirement)));
  const by_name = new Map(suite.cases.map((one) => [one.name, one]));
  return table({
    test: "gaps", caption: `Gaps (${here_only.length})`, rows: here_only,
      empty: "There are no gaps.", most: 30,
    columns: [
      { name: "kind", text: "kind", cell: (gap) => gap.kind, value: (gap) => gap.kind },
      { name: "requirement", text: "requirement", cell: (gap) => gap.requirement ?? "\u2013",
        value: (gap) => gap.requirement },
      { name: "case", text: "case", value: (gap) => gap.case,
        cell: (gap) => by_name.has(gap.case) ? case_link(by_name.get(gap.case)) : gap.case
          ?? "\u2013" },
      { name: "why", text: "why", cell: (gap) => gap.why },
    ],
  }).element;
}

// ---------------------------------------------------------------------- cases


function cases(suite) {
  const asked = { text: "", verdict: "any" };
  const rows = table({
    test: "cases", caption: "Cases", sort: { by: "verdict" }, most: 100, empty: "No case matches.",
    row_data: (row) => ({ name: row.name, verdict: case_word(row) }),
    columns: [
      { name: "verdict", text: "verdict", cell: (row) => verdict(case_word(row)),
        value: (row) => worst_first.indexOf(case_word(row)) },
      { name: "name", text: "case", value: (row) => row.name,
        cell: (row) => [case_link(row), made("div", { className: "faint", textContent: row.title }),
                        row.error ? made("div", { className: "suite-trouble",
                                                  textContent: row.error }) : null] },
      { name: "rig", text: "rig", cell: (row) => row.rig, value: (row) => row.rig },
      { name: "covers", text: "covers", cell: (row) => row.covers, value: (row) => row.covers },
      { name: "tested", text: "requirements", kind: "number",
        value: (row) => row.requirements.length,
        cell: (row) => number(row.requirements.length, String(row.requirements.length)) },
      { name: "simulated", text: "simulated", kind: "number", value: (row) => row.simulated_s,
        cell: (row) => number(row.simulated_s, printed_time(row.simulated_s)) },
      { name: "wall", text: "took", kind: "number", value: (row) => row.wall_s,
        cell: (row) => number(row.wall_s, printed_time(row.wall_s)) },
    ],
  });
  const grid = made("div", {});
  const shown = () => suite.cases.filter((row) => (asked.verdict === "any"
    || case_word(row) === asked.verdict)
    && (has(row.name, asked.text) || has(row.title, asked.text) || has(row.covers, asked.text)
      || has(row.tags, asked.text)));
  const show = () => {
    rows.show(shown());
    if (grid.hasChildNodes())
      grid.replaceChildren(matrix(suite, shown()));
  };
  const words = ["any", ...worst_first.filter((word) =>
    suite.cases.some((row) => case_word(row) === word))];
  const fold = made("details", { ontoggle: () => grid.replaceChildren(...(fold.open
    ? [matrix(suite, shown())] : [])) },
                    made("summary", { textContent: MATRIX_WORDS }), grid);
  show();
  return made("div", {}, made("div", { className: "row suite-narrow" },
    writer("Search", "cases-text", "", (value) => { asked.text = value; show(); }).element,
    chooser("Verdict", "cases-verdict", words.map((word) => [word, word === "any" ? "all" : word]),
            "any",
            (value) => { asked.verdict = value; show(); }).element), fold, rows.element);
}

const cell_marks = { pass: "\u2713", fail: "\u2715", vacuous: "\u25cb", inconclusive: "?",
                     error: "!", "known gap": "\u25d0" };

function matrix(suite, rows) {
  const some = rows.slice(0, MATRIX_CASES);
  const ids = [...new Set(some.flatMap((row) => row.requirements.map((found) => found.id)))].sort();
  const head = made("tr", {}, made("th", { scope: "col", textContent: "case" }),
    ...ids.map((id) => made("th", { scope: "col", className: "suite-turned" },
                            made("span", { textContent: id }))));
  const lines = some.map((row) => {
    const by_id = new Map(row.requirements.map((found) => [found.id, found]));
    return made("tr", {}, made("th", { scope: "row" }, case_link(row)), ...ids.map((id) => {
      const found = by_id.get(id), cell = made("td");
      if (found) {
        cell.dataset.verdict = found_word(found);
        cell.append(made("span", { "aria-hidden": "true",
                                   textContent: cell_marks[found_word(found)] }),
                    made("span", { className: "unseen", textContent: found_word(found) }));
        cell.title = `${id}: ${found_word(found)}`
          + (found.margin === null ? "" : `, margin ${few(found.margin)} ${found.unit}`);
      }
      return cell;
    }));
  });
  const left = rows.length > some.length
    ? made("p", { className: "faint",
      textContent: `The first ${some.length} of ${rows.length}: search for others.` }) : null;
  const box = made("div", { className: "suite-matrix", tabIndex: 0, role: "region",
                            "aria-label": "Matrix of cases and requirements" },
    made("table", { test: "matrix" }, made("thead", {}, head),
         made("tbody", {}, ...lines)));
  return made("div", {}, box, left);
}

// ---------------------------------------------------------------------- the page

function warnings(suite) {
  const all = [suite.rules_trouble,
    suite.older_scenario ? `${suite.older_scenario} of its scenarios have been changed since.`
      : null,
    suite.other_requirements ? `${suite.other_requirements} of its cases were judged by other `
      + "requirements than those that are here now." : null,
    suite.is_cut ? "Its last line is cut: it was killed, or goes on." : null,
    suite.cases_left_out ? `${suite.cases_left_out} more cases are in results.jsonl.`
      : null].filter(Boolean);
  return all.map((text) => made("p", { className: "suite-trouble", textContent: text }));
}

/* While it goes on: how far it is. */
function cases_of(run, count) {
  const cases = `case${(run.cases ?? count) === 1 ? "" : "s"}`;
  return run.state === "running" && run.cases > count
    ? `${count} of ${run.cases} ${cases} so far` : `of ${count} ${cases}`;
}

function head(suite) {
  const run = suite.run, count = suite.cases.length + suite.cases_left_out;
  const page = ["report.html", "campaign.html"].find((name) =>
    (suite.files ?? []).some((file) => file.file === name));
  const report = page ? link("Report", file_url(run.name, page), { className: "button",
    target: "_blank", rel: "noopener", test: `paper-${page}` }) : null;
  const what = run.kind === "campaign" ? "Campaign" : "Suite";
  const counts = Object.entries(suite.counts).filter(([, value]) => value > 0)
    .map(([word, value]) => made("li", {}, verdict(word), " ",
      made("b", { textContent: value, test: `count-${word}`, data: { value } })));
  return made("section", { className: "panel suite-head", "aria-label": "Suite" },
    made("div", { className: "row" }, verdict(word_of(run)),
         made("h2", { textContent: `${what} ${cases_of(run, count)}`, test: "suite-title" }), report),
    made("p", { className: "faint", textContent: [run.name,
      run.started_utc?.replace("T", " ").replace("Z", " UTC"),
      `painrig ${run.version ?? "unknown"}`].join(", ") }),
    run.trouble ? made("p", { className: "suite-trouble", textContent: run.trouble }) : null,
    ...warnings(suite), made("ul", { className: "suite-counts" }, ...counts));
}

/* In a campaign what the scenario expects does not count: requirements judge, and campaign.json has
 * that. */
async function campaign_take(suite, house) {
  if (suite.run.kind !== "campaign")
    return suite;
  const campaign = await house.get("/data/runs/file", { run: suite.run.name,
                                                        file: "campaign.json" });
  const judged = new Map(campaign.cases.map((one) => [one.faults, one]));
  const counts = {};
  for (const row of suite.cases) {
    row.verdict = judged.get(row.name)?.verdict ?? row.verdict;
    counts[row.verdict] = (counts[row.verdict] ?? 0) + 1;
  }
  return { ...suite, counts, gaps: suite.gaps.filter((gap) => gap.kind === "failed"
    || gap.kind === "known gap") };
}

export function suite_page(element, house, name) {
  const state = { closed: false, timer: 0 };
  const ask = async () => campaign_take(await house.get(SUITE, { run: name }), house);

  /* As long as it goes on its head is kept new; all of it once it has ended. */
  function again(suite, shown) {
    if (!state.closed && suite.run.state === "running")
      state.timer = setTimeout(() => look(suite, shown).catch(() => again(suite, shown)), AGAIN_MS);
  }

  async function look(before, shown) {
    const suite = document.hidden ? before : await ask();
    if (state.closed)
      return;
    if (suite.run.state !== before.run.state) {
      await load();
      return;
    }
    const newer = head(suite);
    shown.replaceWith(newer);
    again(suite, newer);
  }

  async function load() {
    const suite = await ask();
    if (state.closed)
      return;
    const rigs = new Set(suite.cases.map((row) => row.rig)), shown = head(suite);
    element.replaceChildren(
      made("nav", { "aria-label": "Way back" }, link("\u2190 all runs", "#suite")), shown,
      section("Traceability", traceability(suite, rigs)), section("Gaps", gaps(suite, rigs)),
      section("Cases", cases(suite)));
    element.dataset.state = "ready";
    house.say(`Suite of ${suite.cases.length} cases.`);
    again(suite, shown);
  }

  element.replaceChildren(made("p", { className: "waiting", textContent: "Reading ..." }));
  load().catch((error) => {
    if (state.closed)
      return;
    house.trouble(error.message);
    element.replaceChildren(made("p", { className: "waiting" }, `${error.message} `,
                                 link("All runs", "#suite")));
    element.dataset.state = "ready";
  });
  return () => {
    state.closed = true;
    clearTimeout(state.timer);
  };
}
