// suite_run.js - a run's page: what was expected, required and judged, and what happened; of two to
// four runs their curves under one clock as well. Names for tests are in room_suite.js.

import { chooser, ticker, writer } from "./choices.js";
import { letter, made } from "./parts.js";
import { printed_time } from "./times.js";
import { few, file_url, link, margin, number, paper, table, verdict, word_of,
         worst_first } from "./suite_parts.js";
import { createTraces } from "./suite_traces.js";

const AGAIN_MS = 4000, RUN = "/data/runs/run", VERIFY = "/data/runs/verify";

// ---------------------------------------------------------------------- what was judged

const unknown = (run) => run.run.state === "running" ? "It is judged when it ends."
  : "It was never judged.";
const gap_or = (row) => row.gap && row.verdict === "fail" ? "known gap" : row.verdict;

function judgements(run) {
  return table({
    test: "judgements", caption: "What the scenario expects", rows: run.judgements ?? [],
    empty: run.judgements ? "The scenario expects nothing itself." : unknown(run),
      row_data: (row) => ({ verdict: row.verdict }),
    columns: [
      { name: "verdict", text: "verdict", cell: (row) => verdict(row.verdict),
        value: (row) => worst_first.indexOf(row.verdict) },
      { name: "what", text: "what, and why it was answered so", value: (row) => row.what,
        cell: (row) => [made("div", { textContent: row.what }),
                        made("div", { className: "faint", textContent: row.why })] },
      { name: "from", text: "asked", kind: "number", value: (row) => row.from_s,
        cell: (row) => number(row.from_s, printed_time(row.from_s)) },
      { name: "t", text: "decided", kind: "number", value: (row) => row.t_s,
        cell: (row) => number(row.t_s, printed_time(row.t_s)) },
      { name: "within", text: "time allowed", kind: "number", value: (row) => row.within_s,
        cell: (row) => number(row.within_s, printed_time(row.within_s)) },
      { name: "where", text: "written at", cell: (row) => row.where ?? "" },
    ],
  }).element;
}

function source_of(row) {
  return made("details", {}, made("summary", { textContent: "formula and source" }),
              made("code", { textContent: row.formula ?? "" }),
              made("p", { textContent: `Source: ${row.source ?? "unknown"}` }),
              row.unverified ? made("p", { textContent: `Unverified: ${row.unverified}` }) : null);
}

function requirements(run) {
  const place = (row) => worst_first.indexOf(gap_or(row)) * 2 - (row.covered ? 1 : 0);
  const all = [...run.requirements ?? []].sort((a, b) => place(a) - place(b));
  const tested = all.filter((row) => row.covered || (row.monitored && row.verdict !== "vacuous"));
  const rows = table({
    test: "requirements", caption: "Requirements", rows: tested,
    empty: run.requirements ? "No requirement was put to the test." : unknown(run),
    row_data: (row) => ({ id: row.id, verdict: gap_or(row) }),
    columns: [
      { name: "verdict", text: "verdict", cell: (row) => verdict(gap_or(row)),
        value: (row) => worst_first.indexOf(gap_or(row)) },
      { name: "id", text: "requirement, and why it was answered so", value: (row) => row.id,
        cell: (row) => [made("div", {}, made("strong", { textContent: row.id }),
                             ` ${row.title ?? ""} `,
                                        row.covered ? made("em",
                                          { className: "suite-tag", textContent: "covered" })
                                            : null),
                        made("div", { className: "faint", textContent: row.why }),
                        row.gap ? made("div", { textContent: `Known gap: ${row.gap}` }) : null,
                          source_of(row)] },
      { name: "priority", text: "alarm priority", cell: (row) => row.priority ?? "\u2013",
        value: (row) => ["high", "medium", "low", "none"].indexOf(row.priority) },
      { name: "margin", text: "margin", kind: "number", value: (row) => row.margin,
        cell: (row) => margin(row, `margin-${row.id}`) },
      { name: "slack", text: "slack", kind: "number", value: (row) => row.slack_s,
        cell: (row) => number(row.slack_s, few(row.slack_s), "s", `slack-${row.id}`) },
      { name: "fired", text: "rows that fired it", kind: "number", value: (row) => row.fired,
        cell: (row) => number(row.fired, row.monitored ? String(row.fired) : "\u2013") },
      { name: "decided", text: "decided", kind: "number", value: (row) => row.decided_s,
        cell: (row) => number(row.decided_s, printed_time(row.decided_s)) },
    ],
  });
  const more = ticker(`all ${all.length}, also those that were not put to the test`,
                      "requirements-all", false,
                      (on) => rows.show(on ? all : tested));
  return made("div", {}, rows.element, all.length > tested.length ? more.element : null);
}

function events(run) {
  const asked = { kind: "any", text: "" };
  const words = [...new Set((run.events ?? []).map((row) => row.kind))].sort();
  const rows = table({
    test: "events", caption: "What happened", rows: run.events ?? [], empty: "Nothing was told.",
    columns: [
      { name: "t", text: "time", kind: "number", cell: (row) =>
        number(row.t_s, printed_time(row.t_s)),
        value: (row) => row.t_s },
      { name: "kind", text: "kind", cell: (row) => row.kind, value: (row) => row.kind },
      { name: "text", text: "what", cell: (row) => row.text },
    ],
  });
  const show = () => rows.show((run.events ?? []).filter((row) =>
    (asked.kind === "any" || row.kind === asked.kind)
    && row.text.toLowerCase().includes(asked.text.toLowerCase())));
  const left = run.events_left_out
    ? made("p", { className: "faint",
                  textContent: `${run.events_left_out} more are in events.jsonl.` }) : null;
  return made("div", {}, made("div", { className: "row suite-narrow" },
    chooser("Kind", "events-kind", [["any", "all"], ...words.map((word) => [word, word])], "any",
            (value) => { asked.kind = value; show(); }).element,
    writer("Search", "events-text", "", (value) => { asked.text = value; show(); }).element),
      rows.element, left);
}

// ---------------------------------------------------------------------- what it is

function facts(run) {
  const it = run.run;
  const rows = [
    ["rig", it.rig, it.rig], ["device", it.device, it.device],
    ["started", it.started_utc?.replace("T", " ").replace("Z", " UTC"), it.started_utc],
    ["simulated", printed_time(it.simulated_s), it.simulated_s],
      ["computed in", printed_time(it.wall_s), it.wall_s],
    ["tick", it.tick_s === null ? null : `${it.tick_s} s`, it.tick_s], ["seed", it.seed, it.seed],
    ["painrig", it.version, it.version], ["scenario", it.scenario, it.scenario],
    ["bench", run.bench ? `${run.bench}, ${run.is_armed ? "armed" : "not armed"}` : null,
     run.bench],
    ["parameters", (run.parameters ?? []).map((one) => `${one.name} = ${one.value}`).join(", ")
      || null, ""],
    ["faults", (run.faults ?? []).join("; ") || null, ""],
  ];
  return made("dl", { className: "suite-facts" },
    ...rows.filter(([, text]) => text && text !== "\u2013").map(([name, text, value]) =>
      made("div", {}, made("dt", { textContent: name }),
        made("dd", { textContent: text, test: `fact-${name.replace(" ", "-")}`,
                     data: { value: value ?? "" } }))));
}

const records = { none: "It left no record of evidence.", open: "Its record of evidence is open.",
                  closed: "Its record of evidence is closed." };

function whole_words({ links, files, runs, how, is_signed }) {
  const counts = [`${links} links`, `${files} files`, ...(runs ? [`${runs} runs`] : [])];
  return `Whole: ${counts.join(", ")}; ${how}; `
    + (is_signed ? "signed, but by whom only painrig verify --key can tell." : "not signed.");
}

function record(run, house) {
  const said = made("span", { role: "status", test: "verify-said" });
  const button = made("button", { type: "button", textContent: "Verify", test: "verify" });
  said.textContent = `${records[run.run.record ?? "none"]}${run.run.is_signed ? " Signed; not verified yet." : ""}`;
  button.hidden = run.run.record === "none";
  button.onclick = async () => {
    try {
      const check = await house.get(VERIFY, { run: run.run.name });
      said.textContent = check.is_whole ? whole_words(check) : check.faults.join(" ");
      said.dataset.whole = check.is_whole;
    } catch (error) {
      said.textContent = error.message;
    }
  };
  return made("p", { className: "row" }, button, said);
}

function papers(run) {
  const files = run.files ?? [];
  const list = made("ul", { className: "suite-papers" }, ...files.map((file) =>
    made("li", {}, paper(file.file, run.run.name, file.file),
         made("span", { className: "faint", textContent: ` ${size_of(file.bytes)}` }))));
  return made("details", {}, made("summary", { textContent: `${files.length} papers` }), list);
}

function size_of(bytes) {
  if (bytes < 1e4)
    return `${bytes} B`;
  return bytes < 1e7 ? `${Math.round(bytes / 1e3)} kB` : `${Math.round(bytes / 1e6)} MB`;
}

function pictures(run) {
  const names = (run.files ?? []).filter((file) => file.type === "image/png").map((file) =>
    file.file);
  if (!names.length)
    return null;
  return made("section", { className: "panel", "aria-label": "Pictures" },
              made("h2", { textContent: "Pictures" }),
    made("div", { className: "suite-pictures" }, ...names.map((name) =>
      link("", file_url(run.run.name, name), { target: "_blank", rel: "noopener" }))
      .map((one, k) => {
        one.append(made("img", { src: file_url(run.run.name, names[k]), loading: "lazy",
          alt: `${names[k].replace(".png", "")} of ${run.run.title ?? run.run.name}`,
          test: `picture-${names[k]}` }));
        return one;
      })));
}

function head(run, house, k, of) {
  const it = run.run;
  const links = made("span", { className: "row" });
  if (it.state === "running")
    links.append(link("Watch it go on", `#device?${new URLSearchParams({ run: it.name })}`,
                      { className: "button main", test: "watch" }));
  for (const page of ["report.html", "campaign.html", "mutants.html"])
    if ((run.files ?? []).some((file) => file.file === page))
      links.append(link(page === "report.html" ? "Report" : "Page", file_url(it.name, page),
                        { className: "button", target: "_blank", rel: "noopener",
                          test: `paper-${page}` }));
  return made("section", { className: "panel suite-head",
                           "aria-label": of > 1 ? `Run ${letter(k)}` : "Run" },
    made("div", { className: "row" }, verdict(word_of(it)),
         made("h2", { textContent: `${of > 1 ? `${letter(k)}: ` : ""}${it.title ?? it.name}`,
                      test: "run-title" }),
         links),
    made("p", { className: "faint", textContent: it.name }),
    it.trouble ? made("p", { className: "suite-trouble", textContent: it.trouble }) : null,
    run.error ? made("pre", { className: "suite-trouble", textContent: run.error }) : null,
    facts(run), record(run, house), papers(run));
}

// ---------------------------------------------------------------------- the page

const section = (title, ...inside) => made("section", { className: "panel", "aria-label": title },
                                           ...inside);

export function run_page(element, house, names) {
  const state = { closed: false, traces: null, timer: 0 };

  /* As long as one of them goes on. */
  function again(runs) {
    if (!state.closed && runs.some((run) => run.run.state === "running"))
      state.timer = setTimeout(() => look(runs).catch(() => again(runs)), AGAIN_MS);
  }

  async function look(before) {
    const runs = document.hidden ? before : await Promise.all(names.map((run) =>
      house.get(RUN, { run })));
    if (state.closed)
      return;
    if (runs.some((run, k) => run.run.state !== before[k].run.state
      || (run.signals.length > 0) !== (before[k].signals.length > 0))) {
      state.traces?.close();
      await load();
      return;
    }
    state.traces?.extend(Math.max(...runs.map((run) => run.trace_to_s ?? 0)));
    again(runs);
  }

  async function load() {
    const runs = await Promise.all(names.map((run) => house.get(RUN, { run })));
    if (state.closed)
      return;
    const first = runs[0], curves = runs.filter((run) => run.signals.length);
    const back = made("nav", { "aria-label": "Way back" }, link("\u2190 all runs", "#suite"));
    const parts = [back, made("div", { className: "suite-heads", data: { count: runs.length } },
                              ...runs.map((run, k) => head(run, house, k, runs.length)))];
    const place = section("Curves");
    if (curves.length)
      parts.push(place);
    for (const run of runs.length === 1 && first.run.kind === "run" ? runs : []) {
      parts.push(section("Expectations", judgements(run)),
                 section("Requirements", requirements(run)),
                 pictures(run), section("Events", events(run)));
    }
    if (runs.length > 1)
      parts.push(section("Verdicts", compared(runs)));
    element.replaceChildren(...parts.filter(Boolean));
    if (curves.length)
      state.traces = createTraces(place, house, curves);
    element.dataset.state = "ready";
    again(runs);
    house.say(first.run.title ?? first.run.name);
  }

  /* A requirement a row, a run a column. */
  function compared(runs) {
    const ids = new Map();
    runs.forEach((run, k) => (run.requirements ?? []).forEach((row) => {
      if (row.covered || (row.monitored && row.verdict !== "vacuous"))
        ids.set(row.id, { ...ids.get(row.id), id: row.id, title: row.title, [k]: row });
    }));
    return table({
      test: "requirements", caption: "Requirements, and margins beside each other",
        rows: [...ids.values()],
      empty: "No requirement was put to the test in any of them.",
        row_data: (row) => ({ id: row.id }),
      columns: [
        { name: "id", text: "requirement", head: true, value: (row) => row.id,
          cell: (row) => [made("strong", { textContent: row.id }), ` ${row.title ?? ""}`] },
        ...runs.map((run, k) => ({ name: `run-${k}`, text: letter(k),
                                   value: (row) => row[k]?.margin,
          cell: (row) => row[k] ? [verdict(gap_or(row[k])), " ",
                                   margin(row[k], `margin-${k}-${row.id}`)] : "\u2013" })),
      ],
    }).element;
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
    state.traces?.close();
  };
}
