// room_device.js - the device room: a trainee's page with the device's front, a trainer's page with
// its faults, and a list of what can be played.
//
//     #device                     what can be played, and what is being played
//     #device?stage=3             the device's front: keys for who may operate, else read-only
//     #device?stage=3&view=watch  read-only for everybody
//     #device?run=bench/lumbar    a run that goes on elsewhere, on a real bench too: read-only
//     #device/trainer?stage=3     the trainer's page
//
// Made of device_live.js (what is known of it), device_lobby.js, device_panel.js, device_sound.js,
// device_curves.js and device_trainer.js. The room's element has data-state: "lobby", "waiting",
// "live", "over"; data-view: "lobby", "trainee", "trainer"; data-rows: rows heard.
//
// data-test: rate-1 ..., end, told (what the device refused last), sound (data-state, data-bursts),
// log-txt ..., trainer-link, clock (data-value: simulated s), event-list; the other modules have
// more.

import { createCurves } from "./device_curves.js";
import { createLive } from "./device_live.js";
import { createLobby } from "./device_lobby.js";
import { capital, createPanel, worded } from "./device_panel.js";
import { made, with_signs } from "./parts.js";
import { createSound } from "./device_sound.js";
import { createFaults, createScore } from "./device_trainer.js";
import { stage_time } from "./times.js";

const RATES = [0, 1, 10, 60, 600], EVENTS_SHOWN = 60, TOLD_MS = 8000;
const LOGS = { txt: ["Log", "What was done when, and the score"],
               json: ["Data", "The same as data"],
               lua: ["Replay",
                     "A scenario that repeats all that was done here: painrig run FILE"] };
const RUN_SENTENCE = "A run of this machine, read-only: it hears nothing from here.";
const is_trainer = () => location.hash.startsWith("#device/trainer");

// ---------------------------------------------------------------------- time, sound, taking home

function rates_make(live, may, set) {
  const box = made("div", { className: "segments" });
  box.setAttribute("role", "group");
  box.setAttribute("aria-label", "Rate");
  const buttons = RATES.filter((rate) => rate <= 60 || live.rig.name === "infusion").map((rate) => {
    const button = worded("button", rate ? `${rate}\u00d7` : "Pause", "", {
      type: "button", disabled: !may, test: `rate-${rate}`, onclick: () => set(rate) });
    box.append(button);
    return { rate, button };
  });
  return { box, show() {
    for (const { rate, button } of buttons)
      button.setAttribute("aria-pressed", live.rate === rate && !live.end);
  } };
}

function logs_make(stage) {
  return Object.entries(LOGS).map(([as, [text, title]]) => worded("a", text, "button", {
    href: `/data/device/log?stage=${stage}&as=${as}`, test: `log-${as}`, title,
    download: `painrig_session_${stage}.${as}` }));
}

function sound_make(device, live) {
  const words = { off: "Turn sound on", on: "Pause sound", paused: "Sound paused" };
  const button = made("button", { type: "button", test: "sound" });
  const show = ({ state, bursts }) => {
    live.is_paused = state === "paused";
    button.textContent = words[state];
    Object.assign(button.dataset, { state, bursts });
    button.setAttribute("aria-pressed", state === "paused");
  };
  const sound = createSound(device.signals, show);
  button.title = live.panel.tone
    ? "The pump's own key SILENCE pauses its tone; this one pauses the page's sound."
    : "The generator makes no sound: these are the panel's alarm sounds.";
  button.onclick = () => (sound.state === "off" ? sound.begin()
    : sound.pause(sound.state === "on"));
  show(sound);
  return { button, sound };
}

// ---------------------------------------------------------------------- events

function events_make(live, title) {
  const list = made("ol", { className: "device-events", test: "event-list" });
  const place = made("section", { className: "panel" }, worded("h2", title), list);
  list.tabIndex = 0;
  list.setAttribute("aria-label", title);
  const row = (event) => {
    const line = made("li", {}, worded("span", stage_time(event.t_s), "faint"),
                      ` ${with_signs(event.text)}`);
    line.dataset.kind = event.kind;
    line.dataset.by = /^(trainee|trainer): /.exec(event.text)?.[1] ?? "";
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
  element.replaceChildren(worded("p", "Waiting for the device ...", "waiting"));

  async function ask(path, fields) {
    try {
      await house.post(path, { stage: Number(source.stage), ...fields });
      house.trouble("");
    } catch (error) {
      house.trouble(error.message);
    }
  }
  const hand = trainer ? "trainer" : "trainee";
  const press = (key, value) => ask("/data/device/press", { key: key.name, value, hand });
  const turn = (knob, value) => ask("/data/device/turn", { knob, value, hand: "trainer" });

  function words() {
    const drill = live.greeting.drill, sentence = live.greeting.sentence;
    if (source.run)
      return [capital(live.greeting.title ?? source.run), RUN_SENTENCE];
    if (!drill)
      return [live.panel.device, live.panel.sentence];
    const title = trainer || live.end ? capital(with_signs(live.greeting.title)) : "Drill";
    return [title, with_signs(sentence)];
  }

  function tools_make() {
    const { button, sound } = sound_make(device, live);
    const other = trainer ? ["Device's front \u2197", "#device"]
      : ["Trainer's page \u2197", "#device/trainer"];
    parts.sound = sound;
    parts.clock = made("output", { className: "device-clock", test: "clock" });
    parts.rates = rates_make(live, may, (rate) => ask("/data/device/rate", { rate }));
    parts.end = worded("button", "End", "", { type: "button", test: "end", hidden: !may,
                                              onclick: () => ask("/data/device/stop", {}) });
    return made("div", { className: "row device-tools" }, parts.clock,
                ...(source.stage ? [parts.rates.box] : []), button,
                ...(may ? [worded("a", other[0], "button",
                                  { href: `${other[1]}?stage=${source.stage}`,
                                                             target: "_blank", rel: "noopener",
                                                             test: "trainer-link" })] : []),
                ...(source.stage ? logs_make(source.stage) : []), parts.end,
                worded("a", "All stages", "button", { href: "#device" }));
  }

  function bar_make() {
    parts.title = made("h1", { className: "device-title" });
    parts.task = made("p", { className: "device-task" });
    parts.told = made("p", { className: "device-told", role: "status", test: "told" });
    return made("header", { className: "device-bar" },
                made("div", { className: "device-words" }, parts.title, parts.task), tools_make(),
                  parts.told);
  }

  function side_make() {
    const curves = made("section", { className: "panel" }, worded("h2", "Curves"));
    parts.curves = createCurves(curves, live);
    parts.events = events_make(live, trainer ? "What was done" : "What happened");
    const patient = made("section", { className: "panel" }, worded("h2", "Patient's side"),
                         ...parts.panel.patient);
    const beside = new Set(live.panel.fields.filter((row) => row.place === "patient")
      .map((row) => row.signal));
    const tells = live.panel.charts.some((row) => row.signals.some((name) => beside.has(name)));
    parts.hidden_till_over = tells ? [patient, curves] : [patient];
    const score = score_make(), events = parts.events.place;
    return trainer ? [score, events, patient, curves] : [score, patient, curves, events];
  }

  function score_make() {
    const place = made("section", { className: "panel device-score", hidden: true },
                       worded("h2", "Score"));
    parts.score = createScore(place, live);
    return place;
  }

  /* A greeting comes again now and then; the page is built once, and anew for another rig. */
  function build() {
    const front = made("section", {});
    front.setAttribute("aria-label", "Front panel");
    const bar = bar_make();
    parts.panel = createPanel(front, { live, signals: device.signals, press,
                                       canPress: may && !trainer });
    const side = made("div", { className: "device-side" }, ...side_make());
    const faults = made("section", { className: "panel device-faults-all" },
                        worded("h2", "Faults"));
    if (trainer) {
      parts.faults = createFaults(faults, live, turn);
      for (const one of may ? [] : faults.querySelectorAll("input, select"))
        one.disabled = true;
    }
    parts.over = made("p", { className: "device-over", role: "status", hidden: true });
    const main = made("div", { className: "device-main" }, front, ...(trainer ? [faults] : []));
    element.replaceChildren(bar, parts.over, main, side);
    if (may && !trainer)
      parts.let_keys = house.keys(parts.panel.keys);
  }

  function show_bar() {
    [parts.title.textContent, parts.task.textContent] = words();
    parts.rates.show();
    for (const place of parts.hidden_till_over)
      place.hidden = Boolean(live.greeting.drill) && !trainer && !live.end;
    parts.over.hidden = !live.end;
    if (live.end) {
      const score = live.score?.most > 0
        ? ` ${live.score.points.toFixed(0)} of ${live.score.most} points.` : "";
      const verdict = source.run ? ` Verdict: ${live.end.verdict ?? "none"}.` : "";
      parts.over.textContent = `${capital(live.end.reason)}.${verdict}${score}`;
      parts.panel.end();
    }
    element.dataset.state = live.end ? "over" : "live";
    parts.end.disabled = Boolean(live.end);
  }

  function show_row() {
    const priority = parts.panel.show();
    parts.sound.set(live.end ? "none" : priority, live.is_silenced());
    parts.clock.textContent = stage_time(live.t_s);
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
  /* A key that the device refuses has no other answer on its front. */
  function refusal_tell(text) {
    clearTimeout(parts.telling);
    parts.told.textContent = capital(text);
    parts.telling = setTimeout(() => { parts.told.textContent = ""; }, TOLD_MS);
  }

  live.on("event", (event) => {
    parts.events?.one(event);
    if (parts.told && event.text.startsWith("refused:"))
      refusal_tell(event.text);
  });
  live.on("score", () => parts.panel && show_score());
  live.on("end", () => {
    if (!parts.panel)
      return;
    show_bar();
    show_row();
    show_score();
  });
  live.on("link", (is_up) => house.say(is_up
    ? "" : "The stage does not answer; the page tries again."));
  const let_theme = house.on("theme", () => parts.curves?.theme());
  return () => {
    let_theme();
    parts.let_keys?.();
    clearTimeout(parts.telling);
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
        state.close = createLobby(element, house, { tables, device });
        return;
      }
      state.close = source ? stage(element, house, { tables, device }, source)
        : createLobby(element, house, { tables, device });
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
