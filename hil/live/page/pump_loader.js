// pump_loader.js - asks for the films of the regimes that are set and hands them to the stage.
//
//     const loader = createLoader(room, path);
//     await loader.all({ play })  first the one run of each, at once; its band a moment later, when
//                                    nothing has changed meanwhile
//     loader.clear()                 the server may be another one
//     loader.close()
//
// The room's element says data-state: "quick" until bands are there, then "ready"; and
// data-late_ms: from a change to the picture that shows it.

import { createFilms } from "./films.js";
import { question_of, samples_for } from "./pump_regime.js";
import { createScene } from "./pump_scene.js";

const FILMS_KEPT = 24, BAND_MS = 220;

export function createLoader(room, path) {
  const { house, element, stage, player } = room;
  const films = createFilms(house, path, createScene, FILMS_KEPT);
  const state = { asking: null, waiting: 0 };

  function stop() {
    clearTimeout(state.waiting);
    state.asking?.abort();
  }

  /* Films of so many samples are shown, unless something else is asked for meanwhile. Are they? */
  async function load(asking, samples_of) {
    try {
      const scenes = await Promise.all(room.regimes.map((regime, c) => films.scene(
        { ...question_of(room.rest, regime), samples: samples_of(c) }, asking.signal)));
      if (room.closed || asking !== state.asking)
        return false;
      room.scenes = scenes;
      house.trouble("");
      stage.show();
      return true;
    } catch (error) {
      if (error.name !== "AbortError" && !room.closed && asking === state.asking)
        house.trouble(error.message);
      return false;
    }
  }

  async function band_load(asking) {
    if (await load(asking, (c) => samples_for(room.scenes[c])))
      element.dataset.state = "ready";
  }

  async function all({ play = false } = {}) {
    const began_ms = performance.now();
    stop();
    const asking = state.asking = new AbortController();
    if (!await load(asking, () => 0))
      return;
    if (play) {
      player.seek(0);
      player.play();
    }
    requestAnimationFrame(() => {
      element.dataset.late_ms = (performance.now() - began_ms).toFixed(1);
    });
    element.dataset.state = room.has_band ? "quick" : "ready";
    if (room.has_band)
      state.waiting = setTimeout(() => band_load(asking), BAND_MS);
  }

  return { all, clear: films.clear, close: stop };
}
