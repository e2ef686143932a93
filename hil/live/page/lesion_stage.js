// lesion_stage.js - the drawings beside each other, and all that follows the room's clock with
// them.
//
//     const stage = createStage(room);
//     stage.make()           as many drawings as cases
//     stage.draw(time_s)     drawings, marks, nerve, numbers and curves at that time
//     stage.framed()         window, needle or size have changed
//     stage.look_show()      another theme, or other films: temperatures, isotherms and letters
//     stage.show()           films have come: everything that is told of them
//     stage.words_show()     names above the drawings and the sentence below

import { difference, used } from "./lesion_settings.js";
import { isotherms_of } from "./lesion_scene.js";
import { createView } from "./lesion_view.js";
import { letter, made, rem_px } from "./parts.js";

const STEP_C = 5;                       /* the scale ends at a multiple of it */

export function createStage(room) {
  const { page, look } = room;
  const there = () => room.scenes.filter(Boolean);
  const sentence = () => room.scenes[room.active]?.head.sentence ?? "";
  const has_many = () => room.cases.length > 1;

  function draw(time_s) {
    room.views.forEach((view, k) => {
      if (!room.scenes[k])
        return;
      view.draw(time_s);
      Object.assign(view.place.dataset, { time: time_s, drawn: view.frames });
    });
    room.hands.draw(time_s);
    room.nerve.draw(room.views, time_s);
    room.numbers.draw(room.scenes, time_s);
    room.curves.now(time_s);
  }

  function framed() {
    for (const view of room.views) {
      view.layout();
      room.hands.anatomy(view, room.anatomy);
    }
    draw(room.player.time_s);
  }

  function look_show() {
    const scenes = there();
    if (!scenes.length)
      return;
    const most_c = Math.max(...scenes.flatMap((scene) => scene.head.series.hottest_c));
    look.least_c = Math.min(...scenes.map((scene) => scene.start_c));
    look.most_c = Math.ceil((most_c + 0.1) / STEP_C) * STEP_C;
    look.isotherms = isotherms_of(look.least_c, most_c);
    look.label_px = rem_px() * (room.cases.length > 2 ? 0.72 : 0.8);
    room.hands.colours();
  }

  function words_show() {
    room.views.forEach((view, k) => {
      const word = has_many() ? difference(room.cases, k, room.form) : "";
      const name = view.place.querySelector(".lesion-name");
      name.textContent = word ? `${letter(k)}: ${word}` : letter(k);
      name.hidden = !has_many();
      view.place.setAttribute("aria-label", `Lesion: ${sentence()}`);
    });
    const name = has_many() && sentence() ? `${letter(room.active)}: ` : "";
    page.sentence_show(`${name}${sentence()}`, room.anatomy);
  }

  function show() {
    look_show();
    room.player.set_end(Math.max(...there().map((scene) => scene.head.times_s.at(-1))));
    page.limits_show((room.scenes[room.active] ?? room.scenes[0])?.head.limits ?? []);
    room.numbers.show(room.scenes);
    room.nerve.show(room.scenes, room.cases.map(used));
    room.curves.show(room.scenes);
    room.hands.read();
    words_show();
    for (const view of room.views)
      view.layout();
    room.element.dataset.state = room.scenes.every(Boolean) ? "ready" : "waiting";
  }

  function view_make(k) {
    const place = made("div", { className: "lesion-view", tabIndex: 0, role: "group",
      test: `view-${k}`, data: { arrows: "" } });
    page.views.append(place);
    const view = createView(place, look);
    place.append(made("span", { className: "lesion-name" }));
    room.hands.hold(view);
    if (room.scenes[k])
      view.show(room.scenes[k]);
    return view;
  }

  function make() {
    for (const view of room.views)
      view.close();
    page.views.dataset.count = room.cases.length;
    page.views.replaceChildren();
    room.views = room.cases.map((_, k) => view_make(k));
  }

  return { make, draw, framed, look_show, show, words_show };
}
