// lesion_setup.js - which lesions are compared and over which anatomy, and the address that says
// so.
//
//     const setup = createSetup(room);
//     setup.pick(k)          the case that is set        setup.add(), .drop()    one more, one less
//     setup.change(values, name)      of the case that is set
//     setup.preset(name)              setup.anatomy(name)
//     setup.moved()            the needle has             setup.keep()           writes the address
//     setup.address()                 another address has been entered

import { presets } from "./lesion_presets.js";
import { CASES_MAX, cases_of, is_used, params_of } from "./lesion_settings.js";

/* The needle in the address: x, y in mm with two digits, the turn in whole degrees. */
const NEEDLE = [["x", "x_mm", 2], ["y", "y_mm", 2], ["turn", "turn_deg", 0]];

function needle_of(params) {
  const needle = {};
  for (const [name, field] of NEEDLE)
    if (params.has(name) && Number.isFinite(Number(params.get(name))))
      needle[field] = Number(params.get(name));
  return needle;
}

export function createSetup(room) {
  const { house, look } = room;

  function keep() {
    const params = params_of(room.form.names, room.cases, room.rest);
    params.set("anatomy", room.anatomy.name);
    for (const [name, field, digits] of NEEDLE)
      params.set(name, look.needle[field].toFixed(digits));
    room.nerve.keep(params);
    house.keep(params);
  }

  function moved() {
    room.nerve.moved();
    room.stage.framed();
    keep();
  }

  // -------------------------------------------------------------------- cases

  function fields_show() {
    const { technique } = room.cases[room.active];
    room.form.show(room.form.names.filter((name) => is_used(name, technique)));
  }

  function pick(k) {
    room.active = k;
    room.form.set(room.cases[k]);
    fields_show();
    room.page.cases.show(room.cases.length, k);
    room.hands.read();
    room.stage.words_show();
  }

  function change(values, name) {
    room.cases[room.active] = { ...room.cases[room.active], ...values };
    if (name === "technique")
      fields_show();
    keep();
    room.loader.one();
  }

  /* Another number of cases; films that are there stay. */
  function compare(active) {
    room.stage.make();
    pick(active);
    keep();
    room.loader.all({ play: false });
  }

  function add() {
    if (room.cases.length >= CASES_MAX)
      return;
    room.cases.push({ ...room.cases[room.active] });
    compare(room.cases.length - 1);
  }

  function drop() {
    if (room.cases.length < 2)
      return;
    room.cases.splice(room.active, 1);
    room.scenes.splice(room.active, 1);
    compare(Math.max(0, room.active - 1));
  }

  function take(values) {
    room.cases = cases_of(room.form.names, values, room.rest);
    room.scenes = [];
    room.stage.make();
    pick(0);
  }

  // -------------------------------------------------------------------- anatomy, presets, address

  /* needle, window, nerve: where they are not the anatomy's own; note: whose settings they are. */
  function anatomy_take(name, { needle = {}, window = {}, nerve = "", note = "" } = {}) {
    room.anatomy = room.anatomies.find((one) => one.name === name) ?? room.anatomies[0];
    Object.assign(look.needle, room.anatomy.needle, needle);
    Object.assign(look.window, room.anatomy.window, window);
    room.nerve.anatomy(room.anatomy, nerve);
    room.page.anatomy_show(room.anatomy, note);
    room.stage.words_show();
  }

  function anatomy(name) {
    anatomy_take(name);
    moved();
  }

  function preset(name) {
    const row = presets.find((one) => one.name === name);
    if (!row)
      return;
    anatomy_take(row.anatomy, row);
    take(row.values);
    room.hands.forget();
    keep();
    house.say(row.title);
    room.loader.all({ play: true });
  }

  function address() {
    const params = house.settings();
    anatomy_take(params.get("anatomy") ?? "lumbar", { needle: needle_of(params) });
    room.nerve.take(params);
    take(Object.fromEntries(params));
    room.loader.all({ play: true });
  }

  return { pick, add, drop, change, preset, anatomy, moved, keep, address };
}
