// device_live.js - one stage, or one run, as this page knows it: fed by server-sent events, asked
// by panel, curves and trainer.
//
//     const live = createLive(house, { stage: 3 } or { run: "bench/lumbar" }, tables, panels);
//     live.on("greeting" | "row" | "knobs" | "event" | "score" | "rate" | "end" | "link", act);
//     live.value("tip.temp_c")     number, or null while it is unknown
//     live.label("generator.state") the state's word
//     live.knob("pad.lost")        as it was turned last
//     live.close();
//
// Rows of a stage and of a run have the same shape; a run has no knobs, no score and no keys.

export const priorities = ["none", "low", "medium", "high"];
const EVENTS_KEPT = 500;
export const RIGS = { ablation: "Generator", infusion: "Pump" };

export function createLive(house, source, tables, panels) {
  const acts = new Map();
  const live = { source, rig: null, panel: null, greeting: null, row: [], knobs: [], events: [],
                 score: null,
                 is_paused: false, rate: 1, t_s: 0, end: null, lost: 0, signals: new Map(),
                   knob_rows: new Map() };
  const tell = (what, data) => (acts.get(what) ?? []).forEach((act) => act(data));

  live.on = (what, act) => acts.set(what, [...(acts.get(what) ?? []), act]);
  live.value = (name) => live.row[live.signals.get(name)?.index] ?? null;
  live.label = (name) => {
    const signal = live.signals.get(name), value = live.value(name);
    return value === null ? null : signal.labels?.[Math.round(value)] ?? `?${value}`;
  };
  live.knob = (name) => live.knobs[live.knob_rows.get(name)?.index] ?? null;

  /* Is the signal in that state, or at that value? */
  live.holds = (row) => row.state !== null && row.state !== undefined
    ? live.label(row.signal) === row.state : live.value(row.signal) === (row.value ?? 1);

  live.alarms = () => (live.panel?.alarms ?? []).filter((row) => live.holds(row))
    .sort((a, b) => priorities.indexOf(b.priority) - priorities.indexOf(a.priority));

  /* A device that has a tone of its own says itself whether it is heard. */
  live.is_silenced = () => live.panel?.tone !== null && live.label(live.panel?.tone) === "quiet";

  function tables_take(name) {
    const rig = tables.rigs.find((row) => row.name === name);
    live.rig = rig ?? null;
    live.panel = panels.find((row) => row.rig === name) ?? null;
    live.signals = new Map((rig?.signals ?? []).map((row, index) => [row.name, { ...row, index }]));
    live.knob_rows = new Map((rig?.knobs ?? []).map((row, index) => [row.name, { ...row, index }]));
  }

  const hear = {
    greeting(data) {
      if (live.rig?.name !== data.rig)
        tables_take(data.rig);
      live.greeting = data;
      live.row = data.values ?? [];
      live.knobs = data.knobs ?? [];
      live.score = data.score;
      live.rate = data.rate;
      live.t_s = data.t_s ?? 0;
      live.events = data.events ?? [];
      live.end = null;
      tell("greeting", data);
      tell("link", true);
    },
    row(data) {
      live.row = data.values;
      live.t_s = data.t_s;
      tell("row", data);
    },
    knobs(data) {
      live.knobs = data.values;
      tell("knobs", data);
    },
    event(data) {
      live.events.push(data);
      if (live.events.length > EVENTS_KEPT)
        live.events.splice(0, live.events.length - EVENTS_KEPT);
      tell("event", data);
    },
    score(data) {
      live.score = data;
      tell("score", data);
    },
    rate(data) {
      live.rate = data.rate;
      tell("rate", data);
    },
    lost(data) {
      live.lost += data.count ?? 0;
    },
    end(data) {
      live.end = data;
      live.score = data.score ?? live.score;
      tell("end", data);
    },
    lost_link() {
      if (!live.end)
        tell("link", false);
    },
  };
  const path = source.run ? "/data/runs/watch" : "/data/device/watch";
  live.close = house.watch(path, source, hear);
  return live;
}
