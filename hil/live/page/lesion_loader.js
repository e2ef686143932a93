// lesion_loader.js - asks for the films of what is set and hands them to the drawings.
//
//     const loader = createLoader(room, path);
//     loader.all({ play })     of every case: then from the start, or its finished lesion
//     loader.one()             the case that is set has another value: its finished lesion, at once
//     loader.clear()           the server may be another one
//     loader.close()
//
// The room's element says data-late_ms: from a change to the frame that shows it.

import { createFilms } from "./films.js";
import { createScene } from "./lesion_scene.js";
import { used } from "./lesion_settings.js";

const FILMS_KEPT = 16;

export function createLoader(room, path) {
  const { house, element, stage, player } = room;
  const films = createFilms(house, path, createScene, FILMS_KEPT), asked = [];

  /* One case's film; what was asked before for it is called off. Is it there? */
  async function load(k) {
    asked[k]?.abort();
    const asking = asked[k] = new AbortController();
    try {
      const scene = await films.scene(used(room.cases[k]), asking.signal);
      if (room.closed || asked[k] !== asking)
        return false;
      room.scenes[k] = scene;
      room.views[k].show(scene);
      house.trouble("");
      return true;
    } catch (error) {
      if (error.name !== "AbortError" && !room.closed)
        house.trouble(error.message);
      return false;
    }
  }

  async function all({ play }) {
    element.dataset.state = "waiting";
    const done = await Promise.all(room.cases.map((_, k) => load(k)));
    if (!done.every(Boolean) || room.closed)
      return;
    stage.show();
    stage.framed();
    player.seek(play ? 0 : player.end_s);
    if (play)
      player.play();
  }

  async function one() {
    const began_ms = performance.now();
    if (!await load(room.active))
      return;
    stage.show();
    if (player.playing)
      stage.draw(player.time_s);
    else
      player.seek(player.end_s);
    requestAnimationFrame(() => {
      element.dataset.late_ms = (performance.now() - began_ms).toFixed(1);
    });
    house.say(room.scenes[room.active].head.sentence);
  }

  return {
    all, one, clear: films.clear,
    close() {
      for (const asking of asked)
        asking?.abort();
    },
  };
}
