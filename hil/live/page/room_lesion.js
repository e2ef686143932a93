// room_lesion.js - the lesion room: what gauge, tip, temperature and time do, as it grows.
//
// One plain object, room, has what its modules share: what is set (lesion_settings.js), which
// cases, anatomy and address (lesion_setup.js), places (lesion_page.js), films (lesion_loader.js),
// drawings (lesion_stage.js, lesion_view.js), numbers (lesion_table.js), curves (lesion_curves.js),
// the nerve (lesion_nerve.js), mouse and keys (lesion_hands.js), paper (lesion_paper.js).
//
// The address holds everything that is seen:
// #lesion?gauge=18,22&set=80&anatomy=lumbar&x=31.1&y=-3.5&turn=8&nerve=...; a value with commas
// makes a comparison, as on the command line.
//
// Names for tests (data-test; what shows a number also has data-value with all its digits, in the
// unit of its column, at the clock's time):
//   preset, anatomy, case-0 .. case-3, case-add, case-drop, field-NAME, field-NAME-slider
//   view-0 .. view-3 (data-time, data-drawn: frames drawn), contour-K, label-K, crosshair,
//     probe-temp,
//   probe-peak, ruler-length, tool-probe, tool-needle, tool-nerve, tool-ruler
//   lesion-K-width_mm, -length_mm, -distal_mm, -proximal_mm, -volume_mm3   one lesion, criterion K
//   compare-C-width_mm ... and compare-C-width_mm-more   case C and its difference from the first
//   nerve-C-dead_mm, nerve-C-dead_part, nerve-C-margin-J (data-from: page, then server)
//   nerve-course, nerve-criterion
//   player-* (player.js), chart-NAME (chart.js)
// The room's element has data-state: "waiting" until the films are there, then "ready";
// data-late_ms is the time from the last change of a setting to the frame that shows its lesion.

import { palettes } from "./field.js";
import { createForm } from "./form.js";
import { handout_place } from "./handout.js";
import { anatomies_of, nothing } from "./lesion_anatomy.js";
import { createCurves } from "./lesion_curves.js";
import { createHands } from "./lesion_hands.js";
import { createLoader } from "./lesion_loader.js";
import { createNerve } from "./lesion_nerve.js";
import { createPage } from "./lesion_page.js";
import { createPaper } from "./lesion_paper.js";
import { labels, order, used, words } from "./lesion_settings.js";
import { createSetup } from "./lesion_setup.js";
import { createStage } from "./lesion_stage.js";
import { createNumbers } from "./lesion_table.js";
import { createPlayer } from "./player.js";

const PATH = "/data/lesion";

/* What is common to all drawings. */
const look_of = (anatomy) => ({
  needle: { ...anatomy.needle }, window: { ...anatomy.window }, palette: palettes.viridis,
  least_c: 37, most_c: 85, isotherms: [], criteria: [0, 1, 2, 3, 4], opacity: 0.92, label_px: 15,
});

/* cases: settings by name; scenes: their films, once they are there; views: their drawings. */
function room_make(element, house) {
  const room = { element, house, look: look_of(nothing), anatomies: [nothing], anatomy: nothing,
                 closed: false,
                 form: null, rest: {}, cases: [{}], active: 0, scenes: [], views: [] };
  const setup = room.setup = createSetup(room);
  const page = room.page = createPage(element, { onPreset: setup.preset, onAnatomy: setup.anatomy,
    onPick: setup.pick, onAdd: setup.add, onDrop: setup.drop });
  const stage = room.stage = createStage(room);
  const player = room.player = createPlayer({ end_s: 105, rates: [1, 10, 60], rate: 10,
                                              onTime: stage.draw });
  const redraw = () => stage.draw(player.time_s);
  element.append(player.element);
  room.numbers = createNumbers(page.side, room.look, redraw);
  room.nerve = createNerve(page.side, room.look, house, () => { redraw(); setup.keep(); });
  room.curves = createCurves(page.side, player.stop_at);
  page.side.append(page.limits);
  room.hands = createHands(room);
  room.loader = createLoader(room, PATH);
  return room;
}

async function begin(room) {
  const { house, page } = room, route = await house.route(PATH);
  const beside = route && await house.get(`${PATH}/anatomies`);
  if (room.closed)
    return;
  if (!route) {
    house.trouble(`This painrig has no ${PATH}: page and program are of different versions.`);
    return;
  }
  room.anatomies = anatomies_of(beside);
  page.anatomies_show(room.anatomies);
  room.form = createForm(page.fields, route.fields, { labels, words, only: order,
                                                      onChange: room.setup.change });
  room.rest = room.form.rest();
  room.setup.address();
  await handout_place(page.out, house, PATH, () =>
    room.cases.map((one, k) => ({ ...used(one), ...room.nerve.asked(k) })));
}

function open(element, house) {
  element.dataset.state = "waiting";
  const room = room_make(element, house), { setup, stage, player, loader, curves } = room;
  const when_set = (act) => () => { if (room.form && !room.closed) act(); };
  house.keys([
    ...player.keys(), ...room.hands.keys(),
    { key: "c", text: "compare: one more lesion", act: setup.add },
    { key: "x", text: "compare: remove the lesion that is set", act: setup.drop },
  ]);
  house.on("settings", when_set(setup.address));
  house.on("theme", () => {
    stage.look_show();
    curves.theme();
    requestAnimationFrame(stage.framed);
  });
  house.on("return", when_set(() => { loader.clear(); loader.all({ play: false }); }));
  const framed = when_set(stage.framed);
  const watcher = new ResizeObserver(() => requestAnimationFrame(framed));
  const paper = createPaper(room);
  watcher.observe(room.page.views);
  begin(room).catch((error) => house.trouble(error.message));

  return () => {
    room.closed = true;
    watcher.disconnect();
    for (const part of [paper, player, room.nerve, curves, loader])
      part.close();
  };
}

export const room = { name: "lesion", title: "Lesion", key: "L", open };
