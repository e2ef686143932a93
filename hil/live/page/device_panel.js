// device_panel.js - the front panel of a device: display, lights, alarm line, keys.
//
//     const panel = createPanel(place, { live, signals, press(key, value), canPress });
//     panel.show()      after every row      panel.knobs()     after a knob was turned
//     panel.end()       it is over
//     panel.keys        [{ key, text, act }] for the house's list of keys
//
// data-test: panel-state, panel-SIGNAL (data-value: all digits), panel-light-LABEL (data-on),
// panel-alarm (data-priority), panel-paused, panel-key-NAME.

import { RIGS, priorities } from "./device_live.js";
import { made, unit_of } from "./parts.js";

const MARKS = { none: "", low: "!", medium: "!!", high: "!!!" };
const WAYS = { front: "on the device", host: "by an order over the console wire", hand: "by hand" };
const GROUPS = { front: "On the device", output: "Output", stimulation: "Stimulation",
                 settings: "Settings",
                 service: "Service", programme: "Programme (staged)", delivery: "Delivery",
                   alarms: "Alarms",
                 refill: "Refill" };

/* With a text, and maybe a class. */
export const worded = (tag, text, className = "", props = {}) =>
  made(tag, { textContent: text, className, ...props });

export const capital = (text) => text.replace(/^./, (c) => c.toUpperCase());

/* What is not known has no number. */
function value_text(live, name, decimals) {
  const signal = live.signals.get(name), value = live.value(name);
  if (!signal || value === null)
    return "\u2013 \u2013 \u2013";
  return signal.labels ? live.label(name).replaceAll("_", " ") : value.toFixed(decimals);
}

function field_make(live, row) {
  const number = made("output", { className: "device-number", test: `panel-${row.signal}` });
  const signal = live.signals.get(row.signal);
  const unit = worded("span", signal?.labels ? "" : unit_of(signal?.unit ?? ""), "device-unit");
  const element = made("div", { className: `device-field device-field-${row.place}` },
                       worded("span", row.label, "device-label"),
                       made("span", {}, number, " ", unit));
  return { element, show() {
    number.textContent = value_text(live, row.signal, row.decimals);
    number.dataset.value = live.value(row.signal) ?? "";
  } };
}

function light_make(live, row) {
  const lamp = made("span", { className: `device-lamp device-lamp-${row.colour}` });
  lamp.setAttribute("aria-hidden", "true");
  const said = made("span", { className: "unseen" });
  const element = made("span", { className: "device-light", test: `panel-light-${row.label}` },
                       lamp, row.label,
                       said);
  return { element, show() {
    const on = live.holds(row);
    element.dataset.on = on;
    said.textContent = on ? ", on" : ", off";
  } };
}

/* Lamp and text of the most urgent alarm; the others behind it. That it cannot be heard is marked
 * (6.8). */
function alarms_make(live, signals) {
  const lamp = made("span", { className: "device-alarm-lamp" });
  const mark = made("b", { className: "device-alarm-mark" });
  const text = made("span", {});
  const paused = made("span", { className: "device-alarm-paused", test: "panel-paused",
                                hidden: true });
  const element = made("div", { className: "device-alarm", test: "panel-alarm" }, lamp, mark, text,
                       paused);
  lamp.setAttribute("aria-hidden", "true");
  const said = made("span", { className: "unseen", role: "alert" });
  element.append(said);
  return { element, show() {
    const list = live.alarms(), first = list[0], priority = first?.priority ?? "none";
    const flash = signals.find((row) => row.priority === priority)?.lamp;
    const words = list.map((row) => row.text).join(" \u00b7 ");
    if (element.dataset.priority !== priority) {
      element.dataset.priority = priority;
      lamp.style.animationDuration = flash?.flash_hz > 0 ? `${1 / flash.flash_hz}s` : "";
      lamp.classList.toggle("device-flash", flash?.flash_hz > 0);
    }
    mark.textContent = MARKS[priority];
    paused.hidden = !first || !(live.is_silenced() || live.is_paused);
    paused.textContent = live.is_silenced() ? "tone paused" : "sound paused";
    if (text.textContent !== words) {
      text.textContent = words;
      said.textContent = first ? `${priority} priority alarm: ${words}` : "";
    }
    return priority;
  } };
}

// ---------------------------------------------------------------------- keys

function about(key) {
  return `${key.sentence} Acts ${WAYS[key.way]}.${key.letter ? ` Key: ${key.letter}` : ""}`;
}

/* Held for as long as it is pressed, by mouse, finger, or keyboard. */
function hold_wire(button, key, press) {
  const state = { down: false };
  const turn = (down) => {
    if (state.down === down)
      return;
    state.down = down;
    button.setAttribute("aria-pressed", down);
    press(key, down ? 1 : 0);
  };
  button.addEventListener("pointerdown", () => turn(true));
  for (const what of ["pointerup", "pointerleave", "pointercancel", "blur"])
    button.addEventListener(what, () => turn(false));
  button.addEventListener("keydown", (event) => {
    if ((event.key === " " || event.key === "Enter") && !event.repeat)
      turn(true);
  });
  button.addEventListener("keyup", () => turn(false));
  return { down: () => turn(true), up: () => turn(false) };
}

function button_make(live, key, press) {
  const letter = made("kbd", { textContent: key.letter, hidden: !key.letter });
  const button = made("button", { type: "button", className: "device-key", title: about(key),
                                  test: `panel-key-${key.name}` }, key.label, letter);
  button.dataset.colour = key.colour;
  button.dataset.act = key.act;
  const latched = () => live.knob(key.knob) > 0;
  const one = { element: button, act: () => press(key, 1), show() {} };
  if (key.act === "hold") {
    const hands = hold_wire(button, key, press);
    one.act = () => {
      hands.down();
      addEventListener("keyup", hands.up, { once: true });
    };
  } else if (key.act === "latch") {
    one.act = () => press(key, latched() ? 0 : 1);
    one.show = () => button.setAttribute("aria-pressed", latched());
  }
  if (key.act !== "hold")
    button.onclick = one.act;
  return one;
}

function entry_make(live, key, press) {
  const knob = live.knob_rows.get(key.knob), id = `device-entry-${key.name}`;
  const choices = knob?.labels;
  const box = choices
    ? made("select", { id }, ...choices.map((text, i) =>
      made("option", { value: i, textContent: text })))
    : made("input", { id, type: "number", min: key.least, max: key.most, step: "any" });
  box.dataset.test = `panel-key-${key.name}`;
  box.title = about(key);
  box.onchange = () => {
    const value = Number(box.value);
    const is_fit = box.value !== "" && value >= key.least && value <= key.most;
    box.setAttribute("aria-invalid", !is_fit);
    if (is_fit)
      press(key, value);
  };
  const element = made("div", { className: "device-entry" },
                       worded("label", key.label, "", { htmlFor: id }), box,
                       worded("span", choices ? "" : unit_of(knob?.unit ?? ""), "unit"));
  return { element, act: () => box.focus(), show() {
    const value = live.knob(key.knob);
    if (document.activeElement !== box && value !== null)
      box.value = value;
  } };
}

/* "Hold +" and "Hold -" are one control, with what it is set to between them. */
function steps_make(live, down, up, press) {
  const name = up.label.replace(/ \+$/, ""), knob = live.knob_rows.get(up.knob);
  const now = made("output", { className: "device-number", test: `panel-set-${up.knob}` });
  const side = (key, sign) => {
    const button = worded("button", sign, "device-key device-step", {
      type: "button", title: about(key), test: `panel-key-${key.name}`,
        onclick: () => press(key, 1) });
    button.setAttribute("aria-label", `${name} ${sign === "+" ? "more" : "less"}`);
    return button;
  };
  const element = made("div", { className: "device-steps" }, worded("span", name, "device-label"),
                       side(down, "\u2212"), made("span", {}, now, " ", unit_of(knob?.unit ?? "")),
                         side(up, "+"));
  return { element, show() {
    now.textContent = live.knob(up.knob)?.toFixed(Math.abs(up.value) < 1 ? 1 : 0) ?? "\u2013";
  } };
}

function group_make(live, name, rows, press) {
  const box = made("fieldset", { className: `device-group device-group-${name}` },
                   worded("legend", GROUPS[name] ?? name));
  const parts = [];
  for (const key of rows) {
    const twin = key.act === "step" && rows.find((one) => one.knob === key.knob && one.value < 0);
    if (key.act === "step" && key.value < 0)
      continue;
    const part = key.act === "step" ? steps_make(live, twin, key, press)
      : key.act === "set" ? entry_make(live, key, press) : button_make(live, key, press);
    parts.push({ ...part, key, twin });
    box.append(part.element);
  }
  return { box, parts };
}

// ---------------------------------------------------------------------- the panel

/* A run may be of another device, on a bench. */
function name_of(live) {
  if (!live.source.run)
    return live.panel.device;
  return [RIGS[live.rig.name], live.greeting.device].filter(Boolean).join(", ");
}

export function createPanel(place, { live, signals, press, canPress }) {
  const panel = live.panel, shown = [], controls = [];
  const of = (where) => panel.fields.filter((row) => row.place === where).map((row) => {
    const field = field_make(live, row);
    shown.push(field);
    return field.element;
  });
  const state = made("output", { className: "device-state", test: "panel-state" });
  const alarms = alarms_make(live, signals);
  const lights = panel.lights.map((row) => {
    const light = light_make(live, row);
    shown.push(light);
    return light.element;
  });
  const display = made("div", { className: "device-display" },
                       made("div", { className: "device-top" }, worded("b", name_of(live)), state),
                       alarms.element,
                       made("div", { className: "device-large" }, ...of("large")),
                       made("div", { className: "device-small" }, ...of("display")));
  const groups = [...new Set(panel.keys.map((key) => key.group))];
  const keypad = made("div", { className: "device-keys" });
  for (const name of canPress ? groups : []) {
    const { box, parts } = group_make(live, name, panel.keys.filter((key) => key.group === name),
                                      press);
    controls.push(...parts);
    keypad.append(box);
  }
  place.replaceChildren(made("div", { className: "device-front" }, display,
                             made("div", { className: "device-lights" }, ...lights), keypad));
  const letters = controls.flatMap((one) => one.twin
    ? [[one.key, () => press(one.key, 1)], [one.twin, () => press(one.twin, 1)]]
      : [[one.key, one.act]]);
  return {
    keys: letters.filter(([key]) => key.letter)
      .map(([key, act]) => ({ key: key.letter, text: key.label.toLowerCase(), act })),
    knobs() { controls.forEach((one) => one.show()); },
    /* It is over: nothing can be pressed any more. */
    end() { keypad.querySelectorAll("fieldset").forEach((one) => { one.disabled = true; }); },
    /* The priority that is to be heard. */
    show() {
      state.textContent = (live.label(panel.state) ?? "unknown").replaceAll("_", " ");
      shown.forEach((one) => one.show());
      return alarms.show();
    },
    patient: of("patient"),
  };
}

export { priorities };
