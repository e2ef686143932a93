// player.js - a clock for a film: runs at 1, 10 or 60 times real time, stops, goes back.
//
//     const player = createPlayer({ end_s: 105, rates: [1, 10, 60], rate: 10, onTime(t_s) {} });
//     panel.append(player.element);
//     player.play(), .pause(), .seek(t_s), .stop_at(t_s), .set_end(t_s), .keys(), .close()
//     player.time_s, .end_s, .playing
//
// onTime is called with every drawn frame while it plays and once after every seek. At the end it
// stops; to play again starts over. Controls carry data-test names: player-play, player-again,
// player-time, player-rate-10, player-now (data-value: seconds).

import { picks } from "./choices.js";
import { made } from "./parts.js";
import { clock_of } from "./times.js";

const STEP_S_MOST = 0.25;               /* of a frame: a page that was hidden does not leap */
const STEPS = 100;                      /* "," and "." go by such a part of the film */

/* Play, again, the time as a slider and as words; show() says them. */
function controls_make(state, speed, acts) {
  const play = made("button", { type: "button", className: "player-play main", test: "player-play",
                                onclick: acts.toggle });
  const again = made("button", { type: "button", textContent: "Again", title: "from the start",
                                 test: "player-again", onclick: acts.again });
  const now = made("output", { className: "player-now", test: "player-now" });
  const time = made("input", { type: "range", min: 0, step: "any", className: "player-time",
                               "aria-label": "Time", test: "player-time",
                               oninput: () => acts.stop_at(Number(time.value)) });
  const element = made("div", { className: "player", role: "group", "aria-label": "Clock" },
                       play, again, time, now, speed.element);
  return { element, show() {
    const text = clock_of(state.time_s, state.end_s);
    play.textContent = state.playing ? "Pause" : "Play";
    time.max = state.end_s;
    time.value = state.time_s;
    time.setAttribute("aria-valuetext", text);
    now.textContent = `${text} of ${clock_of(state.end_s, state.end_s)}`;
    now.dataset.value = state.time_s;
  } };
}

export function createPlayer({ end_s, rates, rate, onTime }) {
  const state = { time_s: 0, end_s, rate, playing: false, before_ms: 0, frame: 0 };
  const speed = picks({ name: "player", label: "Speed", value: rate, onPick: rate_set,
    rows: rates.map((one) => ({ value: one, text: `${one}\u00d7`, test: `player-rate-${one}` })) });
  const controls = controls_make(state, speed, { toggle, again, stop_at });

  function step(at_ms) {
    if (!state.playing)
      return;
    const dt_s = Math.min(STEP_S_MOST, Math.max(0, (at_ms - state.before_ms) / 1000));
    state.before_ms = at_ms;
    state.time_s = Math.min(state.end_s, state.time_s + dt_s * state.rate);
    if (state.time_s >= state.end_s)
      pause();
    else
      state.frame = requestAnimationFrame(step);
    controls.show();
    onTime(state.time_s);
  }

  function play() {
    if (state.playing)
      return;
    if (state.time_s >= state.end_s)
      state.time_s = 0;
    state.playing = true;
    state.before_ms = performance.now();
    state.frame = requestAnimationFrame(step);
    controls.show();
  }

  function pause() {
    state.playing = false;
    cancelAnimationFrame(state.frame);
    controls.show();
  }

  function toggle() {
    if (state.playing)
      pause();
    else
      play();
  }

  function seek(time_s) {
    state.time_s = Math.min(state.end_s, Math.max(0, time_s));
    controls.show();
    onTime(state.time_s);
  }

  function stop_at(time_s) {
    pause();
    seek(time_s);
  }

  function again() {
    seek(0);
    play();
  }

  function rate_set(value) {
    state.rate = value;
    speed.show(value);
  }

  function set_end(value_s) {
    state.end_s = value_s;
    state.time_s = Math.min(state.time_s, value_s);
    controls.show();
  }

  /* Rows for house.keys. */
  const keys = () => [
    { key: " ", text: "play, pause", act: toggle },
    { key: "Home", text: "to the start", act: () => seek(0) },
    { key: "End", text: "to the end", act: () => stop_at(state.end_s) },
    { key: ",", text: "back by a hundredth of the time",
      act: () => stop_at(state.time_s - state.end_s / STEPS) },
    { key: ".", text: "on by a hundredth of the time",
      act: () => stop_at(state.time_s + state.end_s / STEPS) },
    ...rates.map((one, i) => ({ key: String(i + 1), text: `${one} times real time`,
                                act: () => rate_set(one) })),
  ];

  controls.show();
  return {
    element: controls.element, play, pause, seek, stop_at, set_end, keys, close: pause,
    get time_s() { return state.time_s; },
    get end_s() { return state.end_s; },
    get playing() { return state.playing; },
  };
}
