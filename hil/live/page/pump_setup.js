// pump_setup.js - which regimes are compared, and the address that says so.
//
//     const setup = createSetup(room);
//     setup.whole(c)                  a regime with what is not said
//     setup.pick(c)                   the one that is set         setup.add(), .drop()
//     setup.change(changes)           of the one that is set      setup.tip(c, level)
//     setup.press(hour), .forget()    of the patient's button
//     setup.band(on)                  setup.preset(name)          setup.address()

import { presets } from "./pump_presets.js";
import { params_of, press_bolus_of, regimes_of } from "./pump_regime.js";

export function createSetup(room) {
  const { house } = room;
  const whole = (c) => ({ ...room.rest, ...room.regimes[c] });

  function keep() {
    const params = params_of(room.rest, room.regimes);
    if (!room.has_band)
      params.set("band", "0");
    house.keep(params);
  }

  function controls_show() {
    room.controls.show(whole(room.active));
    room.page.cases.show(room.regimes.length, room.active);
  }

  // -------------------------------------------------------------------- one regime

  async function change(changes) {
    room.regimes[room.active] = { ...room.regimes[room.active], ...changes };
    if ("hours" in changes)                 /* two maps side by side have one axis of time */
      room.regimes = room.regimes.map((regime) => ({ ...regime, hours: changes.hours }));
    if ("drug" in changes)
      controls_show();
    keep();
    await room.loader.all();
  }

  async function press(hour) {
    const regime = whole(room.active);
    const hours = (regime.press || "").split(",").filter(Boolean).map(Number);
    if (hours.includes(hour))
      return;
    const all = [...hours, hour].sort((a, b) => a - b).join(",");
    const loaded = change({ press: all, press_bolus: press_bolus_of(regime) });
    controls_show();
    await loaded;
    house.say(room.button.verdict());
  }

  function tip(c, level) {
    if (c !== room.active)
      pick(c);
    house.say(`tip at ${level}`);
    change({ tip: level });
    controls_show();
  }

  function band(on) {
    room.has_band = on;
    keep();
    room.loader.all();
  }

  // -------------------------------------------------------------------- which of them

  function pick(c) {
    room.active = c;
    controls_show();
    if (room.scenes.length)
      room.stage.show();
  }

  function take(regimes, { play }) {
    room.regimes = regimes.map((regime) => ({ ...regime }));
    room.active = regimes.length - 1;
    room.stage.scale_reset();
    room.stage.make();
    controls_show();
    keep();
    room.loader.all({ play });
  }

  function add() {
    if (room.regimes.length < 2)
      take([room.regimes[0], room.regimes[0]], { play: false });
  }

  function drop() {
    if (room.regimes.length > 1)
      take([room.regimes[1 - room.active]], { play: false });
  }

  function preset(name) {
    const row = presets.find((one) => one.name === name);
    if (!row)
      return;
    house.say(row.title);
    take(row.regimes, { play: true });
  }

  function address() {
    const params = house.settings();
    room.has_band = params.get("band") !== "0";
    room.page.band_show(room.has_band);
    take(regimes_of(room.rest, params), { play: true });
  }

  return { whole, change, press, forget: () => change({ press: "" }), tip, band, pick, add, drop,
           preset, address };
}
