// player.js - a clock for a film: runs at 1, 10 or 60 times real time, stops, goes back.
//
//     const player = createPlayer({ end_s: 105, rates: [1, 10, 60], rate: 10, onTime(t_s) {} });
//     panel.append(player.element);
//
// onTime is called with every drawn frame while it plays and once after every seek. At the end it
// stops; to play again starts over. Controls carry data-test names: player-play, player-again,
// player-time, player-rate-10, player-now (data-value: seconds).

import { made } from "./parts.js";
import { clock_of } from "./times.js";

let players = 0;

export function createPlayer({ end_s = 1, rates = [1, 10, 60], rate = rates[0], text = clock_of,
                               onTime, onPlay = () => {} }) {
  const name = `player-${++players}`;
  const state = { time_s: 0, end_s, rate, playing: false, before_ms: 0, frame: 0 };

  const play = made("button", { type: "button", className: "player-play main" });
  play.dataset.test = "player-play";
  const again = made("button", { type: "button", textContent: "Again", title: "from the start" });
  again.dataset.test = "player-again";
  const time = made("input", { type: "range", min: 0, step: "any", className: "player-time" });
  time.dataset.test = "player-time";
  time.setAttribute("aria-label", "Time");
  const now = made("output", { className: "player-now" });
  now.dataset.test = "player-now";
  const speed = made("fieldset", { className: "player-rates segments" },
                     made("legend", { textContent: "Speed" }));
  for (const one of rates) {
    const pick = made("input", { type: "radio", name, value: String(one), checked: one === rate });
    pick.dataset.test = `player-rate-${one}`;
    pick.onchange = () => api.set_rate(one);
    speed.append(made("label", {}, pick, made("span", { textContent: `${one}\u00d7` })));
  }
  const element = made("div", { className: "player" }, play, again, time, now, speed);
  element.setAttribute("role", "group");
  element.setAttribute("aria-label", "Clock");

  function show() {
    play.textContent = state.playing ? "Pause" : "Play";
    time.max = state.end_s;
    time.value = state.time_s;
    time.setAttribute("aria-valuetext", text(state.time_s, state.end_s));
    now.textContent = `${text(state.time_s, state.end_s)} of ${text(state.end_s, state.end_s)}`;
    now.dataset.value = state.time_s;
  }

  function step(at_ms) {
    if (!state.playing)
      return;
    const dt_s = Math.min(0.25, Math.max(0, (at_ms - state.before_ms) / 1000));
    state.before_ms = at_ms;
    state.time_s = Math.min(state.end_s, state.time_s + dt_s * state.rate);
    if (state.time_s >= state.end_s)
      api.pause();
    else
      state.frame = requestAnimationFrame(step);
    show();
    onTime(state.time_s);
  }

  const api = {
    element,
    get time_s() { return state.time_s; },
    get end_s() { return state.end_s; },
    get rate() { return state.rate; },
    get playing() { return state.playing; },
    play() {
      if (state.playing)
        return;
      if (state.time_s >= state.end_s)
        state.time_s = 0;
      state.playing = true;
      state.before_ms = performance.now();
      state.frame = requestAnimationFrame(step);
      show();
      onPlay(true);
    },
    pause() {
      state.playing = false;
      cancelAnimationFrame(state.frame);
      show();
      onPlay(false);
    },
    toggle() { state.playing ? api.pause() : api.play(); },
    seek(time_s) {
      state.time_s = Math.min(state.end_s, Math.max(0, time_s));
      show();
      onTime(state.time_s);
    },
    stop_at(time_s) {
      api.pause();
      api.seek(time_s);
    },
    set_end(end_s) {
      state.end_s = end_s;
      state.time_s = Math.min(state.time_s, end_s);
      show();
    },
    set_rate(value) {
      state.rate = value;
      for (const pick of speed.querySelectorAll("input"))
        pick.checked = Number(pick.value) === value;
    },
    /* Rows for house.keys. */
    keys() {
      return [
        { key: " ", text: "play, pause", act: api.toggle },
        { key: "Home", text: "to the start", act: () => api.seek(0) },
        { key: "End", text: "to the end", act: () => api.stop_at(state.end_s) },
        { key: ",", text: "back by a hundredth of the time",
          act: () => api.stop_at(state.time_s - state.end_s / 100) },
        { key: ".", text: "on by a hundredth of the time",
          act: () => api.stop_at(state.time_s + state.end_s / 100) },
        ...rates.map((one, i) => ({ key: String(i + 1),
                                    text: `${one} times real time`,
                                        act: () => api.set_rate(one) })),
      ];
    },
    close() { api.pause(); },
  };
  play.onclick = api.toggle;
  again.onclick = () => { api.seek(0); api.play(); };
  time.oninput = () => {
    const to_s = Number(time.value);    /* pausing shows the old one again */
    api.pause();
    api.seek(to_s);
  };
  show();
  return api;
}
