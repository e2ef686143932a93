// room_device.js - the device room: a trainee's page with the device's front, a trainer's page with its
// faults, and a list of what can be played.
//
//     #device                     what can be played, and what is being played
//     #device?stage=3             the device's front: keys for who may operate, else read-only
//     #device?stage=3&view=watch  read-only for everybody
//     #device?run=bench/lumbar    a run that goes on elsewhere, on a real bench too: read-only
//     #device/trainer?stage=3     the trainer's page
//
// Made of device_live.js (what is known of it), device_panel.js, device_sound.js, device_curves.js and
// device_trainer.js. The room's element has data-state: "lobby", "waiting", "live", "over"; data-view:
// "lobby", "trainee", "trainer"; data-rows: rows heard.
//
// data-test: start-DRILL, start-free-ablation, start-free-infusion, seed, rate-1 ..., end, sound, log-txt ...,
// trainer-link, clock (data-value: simulated s), event-list; device_panel.js and device_trainer.js have more.

import { createCurves } from "./device_curves.js";
import { createLive, time_text } from "./device_live.js";
import { createPanel, made } from "./device_panel.js";
import { createSound } from "./device_sound.js";
import { createFaults, createScore } from "./device_trainer.js";

const RATES = [0, 1, 10, 60, 600], EVENTS_SHOWN = 60, LOBBY_MS = 3000;
const RIGS = { ablation: "Generator", infusion: "Pump" };
const is_trainer = () => location.hash.startsWith("#device/trainer");

const capital = (text) => text.replace(/^./, (c) => c.toUpperCase());
const sentence_of = (text) => `${capital(text)}.`;

// ---------------------------------------------------------------------- what can be played

function drill_card(drill, begin) {
  const start = made("button", { type: "button", className: "main", textContent: "Start", disabled: drill.trouble !== "",
                                 test: `start-${drill.name}`, onclick: () => begin({ drill: drill.name }) });
  start.setAttribute("aria-label", `Start: ${drill.title}`);
  return made("li", { className: "panel device-card" },
              made("h3", { textContent: capital(drill.title.replace(/^drill: /, "")) }),
              made("p", { className: "faint", textContent: drill.trouble || drill.sentence }),
              made("p", { className: "row" }, start, made("span", { className: "faint", textContent: `${RIGS[drill.rig] ?? drill.rig}, ${drill.points} points` })));
}

function stage_row(stage, may) {
  const link = (text, hash) => made("a", { className: "button", href: hash, textContent: text });
  const query = `?stage=${stage.stage}`;
  return made("tr", {}, made("th", { scope: "row", textContent: `Stage ${stage.stage}` }),
              made("td", { textContent: stage.drill ? stage.title : `${RIGS[stage.rig]}, free play` }),
              made("td", { textContent: stage.is_over ? `over: ${stage.reason}` : stage.state.replaceAll("_", " ") }),
              made("td", { className: "number", textContent: time_text(stage.t_s) }),
              made("td", { className: "number", textContent: stage.most > 0 ? `${stage.points.toFixed(0)} of ${stage.most}` : "" }),
              made("td", { className: "row" }, link(may ? "Operate" : "Watch", `#device${query}`),
                   ...(may ? [link("Trainer", `#device/trainer${query}`)] : [])));
}

function lobby(element, house, { tables, device }) {
  const may = tables.right === "operate";
  const seed = made("input", { type: "number", id: "device-seed", min: 0, max: 1e9, step: 1, value: 1, test: "seed" });
  const state = { timer: null };

  async function begin(what) {
    try {
      const { stage } = await house.post("/data/device/start", { rate: 1, seed: Math.round(Number(seed.value)) || 0, ...what });
      location.hash = `#device?stage=${stage}`;
    } catch (error) {
      house.trouble(error.message);
    }
  }

  const body = made("tbody");
  const now = made("section", { className: "panel", hidden: true }, made("h2", { textContent: "Being played" }), made("table", {}, body));
  function stages_show(stages) {
    now.hidden = stages.length === 0;
    body.replaceChildren(...stages.map((stage) => stage_row(stage, may)));
  }
  async function look() {
    try {
      stages_show((await house.get("/data/device", { part: "stages" })).stages);
    } catch { /* the house says that painrig is away */ }
    state.timer = setTimeout(look, LOBBY_MS);
  }

  const free = Object.entries(RIGS).map(([rig, text]) => made("button", {
    type: "button", textContent: `Free play: ${text.toLowerCase()}`, test: `start-free-${rig}`, onclick: () => begin({ rig }) }));
  element.dataset.state = element.dataset.view = "lobby";
  element.replaceChildren(
    made("h1", { className: "device-title", textContent: "Devices" }),
    now,
    made("section", {}, made("h2", { textContent: "Drills" }),
         made("p", { className: "faint", textContent: "A trainee operates the device's front; a trainer turns faults from a second page. Every device here is mocked." }),
         made("ul", { className: "device-cards" }, ...device.drills.map((drill) => drill_card(drill, begin)))),
    made("section", { className: "row device-free" }, ...free, made("label", { htmlFor: "device-seed", textContent: "Seed" }), seed,
         made("span", { className: "faint", textContent: "another seed, another moment" })));
  if (!may)
    for (const one of element.querySelectorAll(".device-cards button, .device-free button, .device-free input"))
      one.disabled = true;
  stages_show(device.stages);
  state.timer = setTimeout(look, LOBBY_MS);
  return () => clearTimeout(state.timer);
}

// ---------------------------------------------------------------------- time, sound, taking home

function rates_make(live, may, set) {
  const box = made("div", { className: "segments" });
  box.setAttribute("role", "group");
  box.setAttribute("aria-label", "Rate");
  const buttons = RATES.filter((rate) => rate <= 60 || live.rig.name === "infusion").map((rate) => {
    const button = made("button", { type: "button", textContent: rate ? `${rate}\u00d7` : "Pause", disabled: !may,
                                    test: `rate-${rate}`, onclick: () => set(rate) });
    box.append(button);
    return { rate, button };
  });
  return { box, show() {
    for (const { rate, button } of buttons)
      button.setAttribute("aria-pressed", live.rate === rate && !live.end);
  } };
}

function logs_make(stage) {
  const words = { txt: "Log", json: "Data", lua: "Replay" };
  return Object.entries(words).map(([as, text]) => made("a", {
    className: "button", textContent: text, href: `/data/device/log?stage=${stage}&as=${as}`, test: `log-${as}`,
    download: `painrig_session_${stage}.${as}`, title: as === "lua" ? "A scenario that repeats this session: painrig run FILE" : "" }));
}

function sound_make(device, live) {
  const words = { off: "Turn sound on", on: "Pause sound", paused: "Sound paused" };
  const button = made("button", { type: "button", test: "sound" });
  const show = ({ state, bursts }) => {
    button.textContent = words[state];
    Object.assign(button.dataset, { state, bursts });
    button.setAttribute("aria-pressed", state === "paused");
  };
  const sound = createSound(device.signals, show);
  button.title = live.panel.tone ? "The pump's own key SILENCE pauses its tone; this one pauses the page's sound."
    : "The generator makes no sound: these are the panel's alarm sounds.";
  button.onclick = () => (sound.state === "off" ? sound.begin() : sound.pause(sound.state === "on"));
  show(sound);
  return { button, sound };
}

// ---------------------------------------------------------------------- events

function events_make(live, title) {
  const list = made("ol", { className: "device-events", test: "event-list" });
  const place = made("section", { className: "panel" }, made("h2", { textContent: title }), list);
  list.tabIndex = 0;
  list.setAttribute("aria-label", title);
  const row = (event) => {
    const line = made("li", {}, made("span", { className: "faint", textContent: time_text(event.t_s) }), ` ${event.text}`);
    line.dataset.kind = event.kind;
    line.dataset.by = /^trainee: /.test(event.text) ? "trainee" : /^trainer: /.test(event.text) ? "trainer" : "";
    return line;
  };
  return { place,
    all() { list.replaceChildren(...live.events.slice(-EVENTS_SHOWN).reverse().map(row)); },
    one(event) {
      list.prepend(row(event));
      while (list.children.length > EVENTS_SHOWN)
        list.lastChild.remove();
    } };
}

// ---------------------------------------------------------------------- a stage or a run

function stage(element, house, { tables, device }, source) {
  const trainer = is_trainer(), read_only = house.settings().get("view") === "watch";
  const may = tables.right === "operate" && source.stage !== undefined && !read_only;
  const live = createLive(house, source, tables, device.panels);
  const parts = { rows: 0 };
  element.dataset.state = "waiting";
  element.dataset.view = trainer ? "trainer" : "trainee";
  element.replaceChildren(made("p", { className: "waiting", textContent: "Waiting for the device ..." }));

  async function ask(path, fields) {
    try {
      await house.post(path, { stage: Number(source.stage), ...fields });
      house.trouble("");
    } catch (error) {
      house.trouble(error.message);
    }
  }
  const press = (key, value) => ask("/data/device/press", { key: key.name, value, hand: trainer ? "trainer" : "trainee" });
  const turn = (knob, value) => ask("/data/device/turn", { knob, value, hand: "trainer" });

  function words() {
    const drill = live.greeting.drill, sentence = live.greeting.sentence;
    if (source.run)
      return [`${live.greeting.title ?? source.run}`, "A run that goes on elsewhere: read-only."];
    if (!drill)
      return [live.panel.device, live.panel.sentence];
    return [trainer || live.end ? capital(live.greeting.title) : "Drill", sentence];
  }

  function bar_make() {
    parts.title = made("h1", { className: "device-title" });
    parts.task = made("p", { className: "device-task" });
    parts.clock = made("output", { className: "device-clock", test: "clock" });
    parts.rates = rates_make(live, may && source.stage !== undefined, (rate) => ask("/data/device/rate", { rate }));
    const { button, sound } = sound_make(device, live);
    parts.sound = sound;
    const tools = made("div", { className: "row device-tools" }, parts.clock, ...(source.stage ? [parts.rates.box] : []), button);
    const other = trainer ? ["Device's front", `#device?stage=${source.stage}`] : ["Trainer's page", `#device/trainer?stage=${source.stage}`];
    if (may)
      tools.append(made("a", { className: "button", textContent: `${other[0]} \u2197`, href: other[1], target: "_blank", rel: "noopener", test: "trainer-link" }));
    if (source.stage)
      tools.append(...logs_make(source.stage));
    parts.end = made("button", { type: "button", textContent: "End", test: "end", hidden: !may, onclick: () => ask("/data/device/stop", {}) });
    tools.append(parts.end, made("a", { className: "button", href: "#device", textContent: "All stages" }));
    return made("header", { className: "device-bar" }, made("div", { className: "device-words" }, parts.title, parts.task), tools);
  }

  function side_make() {
    const curves = made("section", { className: "panel" }, made("h2", { textContent: "Curves" }));
    parts.curves = createCurves(curves, live);
    parts.events = events_make(live, trainer ? "What was done" : "What happened");
    const patient = made("section", { className: "panel device-patient" }, made("h2", { textContent: "Patient's side" }), ...parts.panel.patient);
    const score = score_make();
    return trainer ? [score, parts.events.place, patient, curves] : [score, patient, curves, parts.events.place];
  }

  function score_make() {
    const place = made("section", { className: "panel device-score", hidden: true }, made("h2", { textContent: "Score" }));
    parts.score = createScore(place, live);
    return place;
  }

  /* A greeting comes again now and then; the page is built once, and anew for another rig. */
  function build() {
    const front = made("section", { className: "device-stage" });
    front.setAttribute("aria-label", "Front panel");
    const bar = bar_make();
    parts.panel = createPanel(front, { live, signals: device.signals, press, canPress: may && !trainer });
    const side = made("div", { className: "device-side" }, ...side_make());
    const faults = made("section", { className: "panel device-faults-all" }, made("h2", { textContent: "Faults" }));
    if (trainer) {
      parts.faults = createFaults(faults, live, turn);
      for (const one of may ? [] : faults.querySelectorAll("input, select"))
        one.disabled = true;
    }
    parts.over = made("p", { className: "device-over", role: "status", hidden: true });
    element.replaceChildren(bar, parts.over, made("div", { className: "device-main" }, front, ...(trainer ? [faults] : [])), side);
    if (may && !trainer)
      parts.let_keys = house.keys(parts.panel.keys);
  }

  function show_bar() {
    [parts.title.textContent, parts.task.textContent] = words();
    parts.rates.show();
    parts.over.hidden = !live.end;
    if (live.end)
      parts.over.textContent = `${sentence_of(live.end.reason)}${live.score?.most > 0 ? ` ${live.score.points.toFixed(0)} of ${live.score.most} points.` : ""}`;
    if (live.end)
      parts.panel.end();
    element.dataset.state = live.end ? "over" : "live";
    parts.end.disabled = Boolean(live.end);
  }

  function show_row() {
    const priority = parts.panel.show();
    parts.sound.set(live.end ? "none" : priority, live.is_silenced());
    parts.clock.textContent = time_text(live.t_s);
    parts.clock.dataset.value = live.t_s;
    parts.curves.row();
    element.dataset.rows = ++parts.rows;
  }

  function show_knobs() {
    parts.panel.knobs();
    parts.faults?.show();
  }

  function show_score() {
    if (trainer || live.end)
      parts.score.show();
  }

  live.on("greeting", () => {
    if (!live.panel) {
      house.trouble(`This page has no panel for a rig "${live.greeting.rig}".`);
      return;
    }
    if (!parts.panel)
      build();
    show_bar();
    show_knobs();
    parts.events.all();
    show_row();
    show_score();
  });
  live.on("row", () => parts.panel && show_row());
  live.on("knobs", () => parts.panel && show_knobs());
  live.on("rate", () => parts.panel && show_bar());
  live.on("event", (event) => parts.events?.one(event));
  live.on("score", () => parts.panel && show_score());
  live.on("end", () => {
    if (!parts.panel)
      return;
    show_bar();
    show_row();
    show_score();
  });
  live.on("link", (is_up) => house.say(is_up ? "" : "The stage does not answer; the page tries again."));
  const let_theme = house.on("theme", () => parts.curves?.theme());
  return () => {
    let_theme();
    parts.let_keys?.();
    live.close();
    parts.sound?.close();
    parts.curves?.close();
  };
}

// ---------------------------------------------------------------------- the room

function open(element, house) {
  const state = { close: null, closed: false, turn: 0 };

  async function enter() {
    const turn = ++state.turn, settings = house.settings();
    state.close?.();
    state.close = null;
    try {
      const [tables, device] = await Promise.all([house.tables(), house.get("/data/device")]);
      if (state.closed || turn !== state.turn)
        return;
      const number = settings.get("stage"), run = settings.get("run");
      const source = run ? { run } : number ? { stage: Number(number) } : null;
      if (source?.stage && !device.stages.some((row) => row.stage === source.stage)) {
        house.trouble(`There is no stage ${source.stage} any more: start another.`);
        state.close = lobby(element, house, { tables, device });
        return;
      }
      state.close = source ? stage(element, house, { tables, device }, source) : lobby(element, house, { tables, device });
    } catch (error) {
      house.trouble(error.message);
    }
  }

  house.on("settings", () => { house.trouble(""); enter(); });
  house.on("return", enter);
  enter();
  return () => {
    state.closed = true;
    state.close?.();
  };
}

export const room = { name: "device", title: "Device", key: "D", open };
