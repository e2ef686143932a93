// lesion_paper.js - what the lesion room puts on paper: what was set, in words, and drawings of one
// piece.
//
//     const paper = createPaper(room);       paper.close();

import { letter } from "./parts.js";

export function createPaper(room) {
  const media = matchMedia("print");

  function line_of(scene, k) {
    const at_s = Math.min(room.player.time_s, scene.head.times_s.at(-1)).toFixed(1);
    const name = room.cases.length > 1 ? `${letter(k)}: ` : "";
    return `${name}${scene.head.sentence}, at ${at_s} s`;
  }

  function print() {
    room.page.paper_show(room.scenes.filter(Boolean).map(line_of));
    room.stage.framed();
    for (const view of room.views)
      view.paper();
  }

  const changed = () => (media.matches ? print() : requestAnimationFrame(room.stage.framed));
  media.addEventListener("change", changed);
  addEventListener("beforeprint", print);
  return { close() {
    media.removeEventListener("change", changed);
    removeEventListener("beforeprint", print);
  } };
}
