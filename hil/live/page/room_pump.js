// room_pump.js - the pump room: what drug, rate, boluses and the catheter's tip do along the canal.
//
// One plain object, room, has what its modules share: what is asked for (pump_regime.js), which
// regimes and address (pump_setup.js), places (pump_page.js), films (pump_loader.js,
// pump_scene.js), canals and maps (pump_stage.js, pump_canal.js, pump_map.js), words
// (pump_words.js), settings (pump_controls.js, pump_schedule.js), numbers (pump_table.js), curves
// (pump_curves.js), the button (pump_button.js).
//
// The address holds all of it: #pump?drug=baclofen&tip=T6&rate=8 ; the second regime of a
// comparison has its names behind "b.": #pump?rate=20&b.rate=40. Names and defaults are those of
// painrig spread.
//
// Names for tests (data-test; what shows a number also has data-value with all its digits, in the
// unit beside it, at the clock's time):
//   preset, case-0, case-1, case-add, case-drop, field-NAME, field-NAME-slider, mode-rate,
//     mode-day,
//   step-hour-K, step-rate-K, step-add, tip (the slider in the canal), band
//   view-0, view-1 (data-time), map-field-fluid, -cord, -effect, probe (data-value: ug/mL),
//     command-0, -1
//   now-tip-C, now-cord-C, -effect-, -brain-, -plasma-, -arrived-, -mass-, -absorbed-  C: regime 0
//     or 1
//   now-NAME-band (one regime), now-NAME-more (two: the difference)
//   reached-C-K (is threshold K passed now), threshold-C-K
//   handout-pdf, handout-png, print
//   press, press-told (data-value: seconds of lockout left), press-K (data-value: granted, busy,
//     lockout,
//   day; data-at, data-wait: seconds), press-forget, warning, player-* (player.js), chart-NAME-C
// The room's element has data-state: "waiting" until the film is there, "quick" until its band is,
// then "ready"; data-late_ms is the time from the last change of a setting to the picture that
// shows it.

import { handout_place } from "./handout.js";
import { createPlayer } from "./player.js";
import { createButton } from "./pump_button.js";
import { createControls } from "./pump_controls.js";
import { createCurves } from "./pump_curves.js";
import { createLoader } from "./pump_loader.js";
import { createPage } from "./pump_page.js";
import { question_of, samples_for } from "./pump_regime.js";
import { createSetup } from "./pump_setup.js";
import { createStage } from "./pump_stage.js";
import { createNumbers } from "./pump_table.js";

const PATH = "/data/spread", NOT_SET = ["samples", "seed"];

/* regimes: settings by name; scenes: their films, once they are there; views: canals and maps. */
function room_make(element, house) {
  const room = { element, house, closed: false, rest: {}, controls: null, regimes: [{}], active: 0,
                 scenes: [], views: [], has_band: true };
  const setup = room.setup = createSetup(room);
  const page = room.page = createPage(element, { onPreset: setup.preset, onBand: setup.band,
    onMap: (name) => room.stage.map_take(name), onPick: setup.pick, onAdd: setup.add,
    onDrop: setup.drop });
  const stage = room.stage = createStage(room);
  const player = room.player = createPlayer({ end_s: 86400, rates: [60, 600, 3600], rate: 3600,
                                              onTime: stage.draw });
  element.append(player.element);
  room.numbers = createNumbers();
  room.button = createButton({ onPress: setup.press, onForget: setup.forget });
  room.curves = createCurves(player.stop_at);
  page.side.append(room.numbers.now, room.button.panel, room.curves.panel, room.numbers.reached,
                   room.numbers.printed, page.limits);
  room.loader = createLoader(room, PATH);
  return room;
}

/* What the table of fields says; a number as people write it. */
function rest_of(fields) {
  const rest = Object.fromEntries(fields.filter((field) => !NOT_SET.includes(field.name))
    .map((field) => [field.name, field.rest]));
  return { ...rest, dispersion: String(Number(rest.dispersion)) };
}

/* What a sheet to take home is asked by. */
function sheet_of({ rest, regimes, scenes, has_band }) {
  const samples = (c) => (has_band && scenes[c] ? samples_for(scenes[c]) : 0);
  return regimes.map((regime, c) => ({ ...question_of(rest, regime), samples: samples(c) }));
}

async function begin(room) {
  const { house, page, setup } = room, route = await house.route(PATH);
  if (room.closed)
    return;
  if (!route) {
    house.trouble(`This painrig has no ${PATH}: page and program are of different versions.`);
    return;
  }
  room.rest = rest_of(route.fields);
  room.controls = createControls(page.fields, route.fields, { onChange: setup.change });
  setup.address();
  await handout_place(page.out, house, PATH, () => sheet_of(room));
}

function open(element, house) {
  element.dataset.state = "waiting";
  const room = room_make(element, house), { setup, stage, player, loader, curves, button } = room;
  const when_set = (act) => () => { if (room.controls && !room.closed) act(); };
  house.keys([
    ...player.keys(),
    { key: "p", text: "the patient presses the button now", act: button.press },
    { key: "c", text: "compare: a second regime", act: setup.add },
    { key: "x", text: "compare: remove the regime that is set", act: setup.drop },
    { key: "m", text: "the map: fluid, cord, effect site", act: stage.map_next },
  ]);
  house.on("settings", when_set(setup.address));
  house.on("theme", () => { curves.theme(); stage.theme(); });
  house.on("return", when_set(() => { loader.clear(); loader.all(); }));
  const watcher = new ResizeObserver(stage.layout);
  watcher.observe(room.page.views);
  begin(room).catch((error) => house.trouble(error.message));

  return () => {
    room.closed = true;
    watcher.disconnect();
    for (const part of [loader, player, curves])
      part.close();
  };
}

export const room = { name: "pump", title: "Pump", key: "P", open };
