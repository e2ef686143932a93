// pump_stage.js - canals and maps beside each other, and all that follows the room's clock with
// them.
//
//     const stage = createStage(room);
//     stage.make()             a canal and a map for each regime
//     stage.draw(time_s)       canals, clocks of the maps, button, numbers and curves at that time
//     stage.layout()           sizes have changed             stage.theme()      so have colours
//     stage.show()             films have come: everything that is told of them
//     stage.map_take(name)     what the maps show             stage.map_next()
//     stage.scale_reset()      other regimes: the scale need not keep still

import { palettes } from "./field.js";
import { made } from "./parts.js";
import { createCanal } from "./pump_canal.js";
import { createMap } from "./pump_map.js";
import { fields_of_map } from "./pump_page.js";
import { difference_words, press_bolus_of } from "./pump_regime.js";
import { DECADES } from "./pump_scene.js";
import { name_of, probe_words, words_of } from "./pump_words.js";

const UNIT = "\u00b5g/mL, fluid and cord", LEAST_UG_PER_ML = 1e-9;
const SCALE_ROOM = 10;                  /* the scale shrinks when so much of it is unused */

/* Rounded up to 1, 2 or 5 of its decade. */
function rounded_up(value) {
  const power = 10 ** Math.floor(Math.log10(value));
  return power * ([1, 2, 5, 10].find((step) => step * power >= value * 0.999) ?? 10);
}

const marks_of = (most) => Array.from({ length: DECADES + 1 }, (_, k) =>
  ({ part: k / DECADES, text: String(Number((most * 10 ** (k - DECADES)).toPrecision(1))) }));

export function createStage(room) {
  const { page } = room, palette = palettes.viridis, state = { map: fields_of_map[0], most: 0 };

  function draw(time_s) {
    room.views.forEach((view, c) => {
      if (!room.scenes[c])
        return;
      view.canal.draw(time_s, state.most);
      view.map.now(time_s);
      view.place.dataset.time = time_s;
    });
    room.button.now(time_s);
    room.numbers.draw(time_s, room.player.playing);
    room.curves.now(time_s);
  }

  const redraw = () => draw(room.player.time_s);

  function layout() {
    for (const { canal, map } of room.views) {
      canal.layout();
      map.layout();
    }
    redraw();
  }

  function maps_show() {
    const { field, words } = state.map;
    room.scenes.forEach((scene, c) => room.views[c].map.show(scene, field, state.most,
      `Level against time, drug ${words}: ${scene.head.sentence}`));
    redraw();
  }

  function map_take(name) {
    state.map = fields_of_map.find((one) => one.name === name);
    page.maps.show(name);
    maps_show();
  }

  function map_next() {
    const k = fields_of_map.indexOf(state.map);
    map_take(fields_of_map[(k + 1) % fields_of_map.length].name);
  }

  /* One scale for all that is seen: its most in the fluid. While settings are turned it keeps still
   * as far as it can, so that more drug looks like more. */
  function scale_show() {
    const most = Math.max(...room.scenes.map((scene) => scene.most("fluid_ug_per_ml")),
                          LEAST_UG_PER_ML);
    if (most > state.most || most * SCALE_ROOM <= state.most)
      state.most = rounded_up(most);
    page.scale.show(palette, marks_of(state.most), UNIT);
  }

  function names_show() {
    room.views.forEach((view, c) => {
      const other = room.regimes[1 - c];
      view.name.textContent = other
        ? `${name_of(room.scenes, c)}${difference_words(room.rest, room.regimes[c], other)}` : "";
    });
  }

  function show() {
    const { scenes, active } = room, regime = room.setup.whole(active);
    scale_show();
    scenes.forEach((scene, c) => room.views[c].canal.show(scene));
    names_show();
    room.player.set_end(Math.max(...scenes.map((scene) => scene.end_s)));
    room.numbers.show(scenes);
    room.curves.show(scenes);
    room.button.show(scenes[active], { ...regime, press_bolus: press_bolus_of(regime) });
    page.words_show(words_of(room));
    maps_show();
  }

  function probed(c, x_m, time_s) {
    if (x_m === null) {
      page.probe_show("");
      return;
    }
    const { text, value } = probe_words(room.scenes[c], state.map, x_m, time_s);
    page.probe_show(text, value);
  }

  function view_make(c) {
    const name = made("p", { className: "pump-name" });
    const place = made("div", { className: "pump-view", test: `view-${c}` }, name);
    page.views.append(place);
    const canal = createCanal(place, { palette, onTip: (tip) => room.setup.tip(c, tip) });
    const map = createMap(place, { palette, air: canal.air, onSeek: room.player.stop_at,
                                   onProbe: (x_m, time_s) => probed(c, x_m, time_s) });
    return { place, name, canal, map };
  }

  function make() {
    room.scenes = [];
    page.views.dataset.count = room.regimes.length;
    page.views.replaceChildren();
    room.views = room.regimes.map((_, c) => view_make(c));
  }

  function theme() {
    for (const { canal } of room.views)
      canal.theme();
    redraw();
  }

  return { make, draw, layout, theme, show, map_take, map_next,
           scale_reset() { state.most = 0; } };
}
