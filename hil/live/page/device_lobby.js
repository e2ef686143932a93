// device_lobby.js - what can be played, and what is being played.
//
//     const close = createLobby(element, house, { tables, device });
//
// data-test: start-DRILL, start-free-ablation, start-free-infusion, seed, stage-N (data-over).

import { capital, worded } from "./device_panel.js";
import { made, with_signs } from "./parts.js";
import { RIGS } from "./device_live.js";
import { stage_time } from "./times.js";

const LOOK_MS = 3000;
const ABOUT = "A trainee operates the device's front; a trainer turns faults from a second page. "
  + "Every device here is mocked.";

function drill_card(drill, begin) {
  const start = worded("button", "Start", "main", {
    type: "button", disabled: drill.trouble !== "", test: `start-${drill.name}`,
    onclick: () => begin({ drill: drill.name }) });
  start.setAttribute("aria-label", `Start: ${drill.title}`);
  const worth = `${RIGS[drill.rig] ?? drill.rig}, ${drill.points} points`;
  return made("li", { className: "panel device-card" },
              worded("h3", capital(drill.title.replace(/^drill: /, ""))),
              worded("p", drill.trouble || with_signs(drill.sentence), "faint"),
              made("p", { className: "row" }, start, worded("span", worth, "faint")));
}

function stage_row(stage, may) {
  const link = (text, hash) => worded("a", text, "button", { href: hash });
  const query = `?stage=${stage.stage}`, score = `${stage.points.toFixed(0)} of ${stage.most}`;
  const state = stage.is_over ? `over: ${stage.reason}` : stage.state.replaceAll("_", " ");
  const row = made("tr", { test: `stage-${stage.stage}` },
                   worded("th", `Stage ${stage.stage}`, "", { scope: "row" }),
                   worded("td", stage.drill ? capital(stage.title)
                     : `${RIGS[stage.rig]}, free play`),
                   worded("td", state),
                   worded("td", stage_time(stage.t_s), "number"),
                   worded("td", stage.most > 0 ? score : "", "number"),
                   made("td", {}, made("span", { className: "row" },
                                       link(stage.is_over ? "Look" : may ? "Operate" : "Watch",
                                            `#device${query}`),
                                       ...(may ? [link("Trainer", `#device/trainer${query}`)]
                                         : []))));
  row.dataset.over = stage.is_over;
  return row;
}

export function createLobby(element, house, { tables, device }) {
  const may = tables.right === "operate", state = { timer: null };
  const seed = made("input", { type: "number", id: "device-seed", min: 0, max: 1e9, step: 1,
                               value: 1,
                               test: "seed" });
  const body = made("tbody");
  const now = made("section", { className: "panel", hidden: true },
                   worded("h2", "Played now, and before"),
                   made("div", { className: "device-stages", tabIndex: 0, role: "region",
                                 "aria-label": "Stages" },
                        made("table", {}, body)));

  async function begin(what) {
    const number = Math.round(Number(seed.value)) || 0;
    try {
      const { stage } = await house.post("/data/device/start", { rate: 1, seed: number, ...what });
      location.hash = `#device?stage=${stage}`;
    } catch (error) {
      house.trouble(error.message);
    }
  }

  function stages_show(stages) {
    const shown = JSON.stringify(stages.map((row) => ({ ...row, viewers: 0 })));
    if (shown === state.shown)
      return;
    state.shown = shown;
    now.hidden = stages.length === 0;
    body.replaceChildren(...stages.sort((a, b) => a.is_over - b.is_over || b.stage - a.stage)
      .map((stage) => stage_row(stage, may)));
  }

  async function look() {
    try {
      stages_show((await house.get("/data/device", { part: "stages" })).stages);
    } catch { /* the house says that painrig is away */ }
    state.timer = setTimeout(look, LOOK_MS);
  }

  const free = Object.entries(RIGS).map(([rig, text]) => worded(
    "button", `Free play: ${text.toLowerCase()}`, "",
    { type: "button", test: `start-free-${rig}`, onclick: () => begin({ rig }) }));
  element.dataset.state = element.dataset.view = "lobby";
  element.replaceChildren(
    worded("h1", "Devices", "device-title"), now,
    made("section", {}, worded("h2", "Drills"), worded("p", ABOUT, "faint"),
         made("ul", { className: "device-cards" },
              ...device.drills.map((drill) => drill_card(drill, begin)))),
    made("section", { className: "row device-free" }, ...free,
         worded("label", "Seed", "", { htmlFor: "device-seed" }), seed,
         worded("span", "another seed, another moment", "faint")));
  const hands = ".device-cards button, .device-free :is(button, input)";
  for (const one of may ? [] : element.querySelectorAll(hands))
    one.disabled = true;
  stages_show(device.stages);
  state.timer = setTimeout(look, LOOK_MS);
  return () => clearTimeout(state.timer);
}
