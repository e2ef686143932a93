// pump_button.js - the patient's button at the clock's time: pressed, it is granted or refused by the
// server's rule, which is the mocked pump's; what is left of the lockout is shown as time goes by.
//
//     const button = createButton({ onPress(hour), onForget() });
//     button.show(scene, settings);   button.now(time_s);

import { made } from "./parts.js";
import { duration } from "./times.js";

const reasons = { busy: "a bolus runs", lockout: "lockout", day: "so many were granted in 24 h" };

export function createButton({ onPress, onForget }) {
  const press = made("button", { type: "button", className: "pump-press" });
  const face = made("span", { textContent: "Press" });
  const told = made("p", { className: "pump-told" });
  const list = made("ol", { className: "pump-presses" });
  const forget = made("button", { type: "button", textContent: "Forget the presses", onclick: onForget });
  const state = { scene: null, settings: null, time_s: 0, last: null };
  press.append(face);
  press.dataset.test = "press";
  press.setAttribute("aria-describedby", "pump-told");
  told.id = "pump-told";
  told.dataset.test = "press-told";
  forget.dataset.test = "press-forget";
  const panel = made("section", { className: "panel pump-patient" },
                     made("div", { className: "pump-patient-row" }, press,
                          made("div", {}, made("h2", { textContent: "Patient\u2019s button" }), told)), list, forget);

  /* Of what was granted before now: until when none other would be. */
  function locked() {
    const { presses, button } = state.scene.head;
    const granted = presses.filter((one) => one.verdict === "granted" && one.at_s <= state.time_s);
    if (!button || !granted.length)
      return { left_s: 0, runs: false };
    const since_s = state.time_s - granted.at(-1).at_s;
    const day = granted.filter((one) => one.at_s + 86400 > state.time_s);
    const room_s = day.length >= button.most_per_day ? day.at(-button.most_per_day).at_s + 86400 - state.time_s : 0;
    return { left_s: Math.max(0, button.over_s - since_s, button.lockout_s - since_s, room_s), runs: since_s < button.over_s,
             day: day.length, is_full: room_s > 0 };
  }

  function now_show() {
    if (!state.scene)
      return;
    const { left_s, runs, is_full } = locked();
    press.dataset.state = left_s > 0 ? "locked" : "free";
    const whole_s = is_full ? 86400 : Math.max(1, state.scene.head.button?.lockout_s ?? 1);
    press.style.setProperty("--left", Math.min(1, left_s / whole_s));
    const at = `at ${(state.time_s / 3600).toFixed(2)} h`;
    const why = runs ? "A bolus runs" : is_full ? "The day\u2019s number is reached" : "Locked";
    told.textContent = left_s > 0 ? `${why}: a press ${at} would be refused, ${duration(left_s)} to go.`
      : `A press ${at} gives ${Number(state.settings.press_bolus)} \u00b5g in ${duration(Number(state.settings.press_over))}.`;
    told.dataset.value = left_s;
  }

  function list_show() {
    const { presses } = state.scene.head;
    list.replaceChildren(...presses.map((one, k) => {
      const item = made("li", { textContent: `${(one.at_s / 3600).toFixed(2)} h: ${one.verdict === "granted" ? "\u25bc granted"
        : `\u2715 refused, ${reasons[one.verdict]}; granted in ${duration(one.wait_s)}`}` });
      item.dataset.test = `press-${k}`;
      item.dataset.value = one.verdict;
      item.dataset.at = one.at_s;
      item.dataset.wait = one.wait_s;
      return item;
    }));
    list.hidden = forget.hidden = !presses.length;
  }

  press.onclick = () => {
    const hour = Number((state.time_s / 3600).toFixed(2));
    state.last = hour;
    onPress(hour);
  };
  return {
    panel,
    show(scene, settings) {
      Object.assign(state, { scene, settings });
      list_show();
      now_show();
    },
    now(time_s) {
      state.time_s = time_s;
      now_show();
    },
    /* What came of the last press, in words; "" when there was none. */
    verdict() {
      const one = state.scene?.head.presses.find((press_of) => Math.abs(press_of.at_s / 3600 - state.last) < 0.005);
      if (!one)
        return "";
      return one.verdict === "granted" ? "Granted." : `Refused: ${reasons[one.verdict]}; granted in ${duration(one.wait_s)}.`;
    },
  };
}
