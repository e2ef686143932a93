// pump_button.js - the patient's button at the clock's time: pressed, it is granted or refused by
// the server's rule, which is the mocked pump's; what is left of the lockout is shown as time goes
// by.
//
//     const button = createButton({ onPress(hour), onForget() });
//     button.show(scene, settings);   button.now(time_s);
//     button.press();               as if clicked       button.verdict()  what came of it, in words

import { made } from "./parts.js";
import { duration } from "./times.js";

const DAY_S = 86400;
const reasons = { busy: "a bolus runs", lockout: "lockout", day: "so many were granted in 24 h" };
const hours = (t_s) => `${(t_s / 3600).toFixed(2)} h`;

/* Of what was granted before now: until when none other would be, and why. */
function locked({ presses, button }, time_s) {
  const granted = presses.filter((one) => one.verdict === "granted" && one.at_s <= time_s);
  if (!button || !granted.length)
    return { left_s: 0, runs: false, is_full: false };
  const since_s = time_s - granted.at(-1).at_s;
  const day = granted.filter((one) => one.at_s + DAY_S > time_s), most = button.most_per_day;
  const room_s = day.length >= most ? day.at(-most).at_s + DAY_S - time_s : 0;
  return { left_s: Math.max(0, button.over_s - since_s, button.lockout_s - since_s, room_s),
           runs: since_s < button.over_s, is_full: room_s > 0 };
}

function told_words({ left_s, runs, is_full }, settings, time_s) {
  const why = runs ? "A bolus runs" : is_full ? "The day\u2019s number is reached" : "Locked";
  if (left_s > 0)
    return `${why}: a press at ${hours(time_s)} would be refused, ${duration(left_s)} to go.`;
  const over = duration(Number(settings.press_over));
  return `A press at ${hours(time_s)} gives ${Number(settings.press_bolus)} \u00b5g in ${over}.`;
}

const reason_words = ({ verdict, wait_s }) =>
  `${reasons[verdict]}; granted in ${duration(wait_s)}`;

function press_row(one, k) {
  const said = one.verdict === "granted" ? "\u25bc granted"
    : `\u2715 refused, ${reason_words(one)}`;
  return made("li", { textContent: `${hours(one.at_s)}: ${said}`, test: `press-${k}`,
                      data: { value: one.verdict, at: one.at_s, wait: one.wait_s } });
}

export function createButton({ onPress, onForget }) {
  const state = { scene: null, settings: null, time_s: 0, last: null };
  const button = made("button", { type: "button", className: "pump-press", test: "press",
    "aria-describedby": "pump-told", onclick: press }, made("span", { textContent: "Press" }));
  const told = made("p", { className: "pump-told", id: "pump-told", test: "press-told" });
  const list = made("ol", { className: "pump-presses" });
  const forget = made("button", { type: "button", textContent: "Forget the presses",
                                  test: "press-forget", onclick: onForget });
  const panel = made("section", { className: "panel pump-patient" },
    made("div", { className: "pump-patient-row" }, button,
         made("div", {}, made("h2", { textContent: "Patient\u2019s button" }), told)), list,
           forget);

  function press() {
    state.last = Number((state.time_s / 3600).toFixed(2));
    onPress(state.last);
  }

  function now_show() {
    if (!state.scene)
      return;
    const { head } = state.scene, lock = locked(head, state.time_s);
    const whole_s = lock.is_full ? DAY_S : Math.max(1, head.button?.lockout_s ?? 1);
    button.dataset.state = lock.left_s > 0 ? "locked" : "free";
    button.style.setProperty("--left", Math.min(1, lock.left_s / whole_s));
    told.textContent = told_words(lock, state.settings, state.time_s);
    told.dataset.value = lock.left_s;
  }

  function show(scene, settings) {
    const { presses } = scene.head;
    Object.assign(state, { scene, settings });
    list.replaceChildren(...presses.map(press_row));
    list.hidden = forget.hidden = !presses.length;
    now_show();
  }

  /* "" when there was none. */
  function verdict() {
    const one = state.scene?.head.presses
      .find(({ at_s }) => Math.abs(at_s / 3600 - state.last) < 0.005);
    if (!one)
      return "";
    return one.verdict === "granted" ? "Granted." : `Refused: ${reason_words(one)}.`;
  }

  return { panel, show, press, verdict, now(time_s) {
    state.time_s = time_s;
    now_show();
  } };
}
