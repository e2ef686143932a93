// page.js - the shell: header, rooms, theme, size, keys. Rooms are modules (rooms.js), opened by
// the address behind #; what they ask is in house.js.

import { rooms } from "./rooms.js";
import * as house from "./house.js";

const element = (id) => document.getElementById(id);
const open = { name: null, close: null, turn: 0 };

// ---------------------------------------------------------------------- what a viewer has chosen

function kept(name, rest) {
  try {
    return localStorage.getItem(`painrig.${name}`) ?? rest;
  } catch {
    return rest;
        /* storage may be forbidden; then choices last for a visit */
  }
}

function keep(name, value) {
  try {
    localStorage.setItem(`painrig.${name}`, value);
  } catch { /* the same */ }
}

function is_dark() {
  const theme = document.documentElement.dataset.theme;
  return theme ? theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
}

function theme_show() {
  element("theme").textContent = is_dark() ? "Light" : "Dark";
  house.tell("theme");
}

function size_show() {
  const large = document.documentElement.dataset.size === "projector";
  element("size").textContent = large ? "Desk size" : "Projector size";
  house.tell("theme");
}

function theme_turn() {
  document.documentElement.dataset.theme = is_dark() ? "light" : "dark";
  keep("theme", document.documentElement.dataset.theme);
  theme_show();
}

function size_turn() {
  const large = document.documentElement.dataset.size !== "projector";
  document.documentElement.dataset.size = large ? "projector" : "desk";
  keep("size", document.documentElement.dataset.size);
  size_show();
}

// ---------------------------------------------------------------------- keys

const page_keys = [
  { key: "?", text: "this list", act: () => help() },
  { key: "T", text: "dark or light", act: theme_turn },
  { key: "Z", text: "desk or projector size", act: size_turn },
];

function all_keys() {
  const ways = rooms.map((room) => ({ key: room.key, text: `${room.title} room`,
                                      act: () => { location.hash = room.name; } }));
  return [...house.keys_now(), ...(rooms.length > 1 ? ways : []), ...page_keys];
}

const spoken = { " ": "Space", ArrowLeft: "\u2190", ArrowRight: "\u2192", ArrowUp: "\u2191",
                 ArrowDown: "\u2193", Escape: "Esc" };

function help() {
  const list = document.createElement("dl");
  list.className = "keys";
  for (const row of all_keys()) {
    const key = document.createElement("dt"), text = document.createElement("dd");
    for (const part of (row.shown ?? row.key).split(" ").filter(Boolean).concat(row.key === " "
        ? [" "] : [])) {
      const cap = document.createElement("kbd");
      cap.textContent = spoken[part] ?? part;
      key.append(cap, " ");
    }
    text.textContent = row.text;
    list.append(key, text);
  }
  element("help-keys").replaceChildren(list);
  element("letters").checked = kept("letters", "on") === "on";
  element("help").showModal();
}

const WRITTEN_INTO = "textarea, select, "
  + "input:not([type=checkbox], [type=radio], [type=range], [type=button])";

/* A key that the focused control uses itself is the control's. */
function is_taken(target, key) {
  if (target.closest("dialog") || target.isContentEditable)
    return true;
  if (target.matches(WRITTEN_INTO))
    return true;
  if (key.startsWith("Arrow") || ["Home", "End", "PageUp", "PageDown"].includes(key))
    return target.matches("input") || target.closest("[data-arrows]") !== null;
  return (key === " " || key === "Enter") && target.matches("button, a, input, summary");
}

function key_pressed(event) {
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey
      || is_taken(event.target, event.key))
    return;
  const row = all_keys().find((one) => one.key === event.key);
  if (!row || (event.key !== "?" && kept("letters", "on") !== "on"))
    return;
  event.preventDefault();
  row.act(event);
}

// ---------------------------------------------------------------------- rooms

function room_named(hash) {
  const name = hash.slice(1).split(/[/?]/)[0];          /* #device/trainer?stage=1 */
  return rooms.find((room) => room.name === name) ?? rooms[0];
}

function style_of(name) {
  const id = `style-${name}`;
  if (element(id))
    return Promise.resolve();
  const link = Object.assign(document.createElement("link"),
                             { id, rel: "stylesheet", href: `room_${name}.css` });
  return new Promise((done) => {
    link.onload = link.onerror = done;
    document.head.append(link);
  });
}

function nav_show(name) {
  const links = rooms.map((room) => {
    const link = document.createElement("a");
    link.href = `#${room.name}`;
    link.textContent = room.title;
    link.dataset.test = `room-${room.name}`;
    if (room.name === name)
      link.setAttribute("aria-current", "page");
    return link;
  });
  element("rooms").replaceChildren(...links);
}

function room_close() {
  open.close?.();
  open.close = null;
  open.name = null;
  house.forget();
  house.trouble("");
}

async function room_open() {
  const row = room_named(location.hash);
  if (open.name === row.name) {
    house.tell("settings");
    return;
  }
  const turn = ++open.turn;
  room_close();
  nav_show(row.name);
  open.name = row.name;
  if (!location.hash.startsWith(`#${row.name}`))
    history.replaceState(null, "", `#${row.name}`);
  document.title = `painrig: ${row.title.toLowerCase()} room`;
  const place = document.createElement("div");
  place.className = `room ${row.name}-room`;
  try {
    const [module] = await Promise.all([import(`./room_${row.name}.js`), style_of(row.name)]);
    if (turn !== open.turn)
      return;
    element("room").replaceChildren(place);
    open.close = module.room.open(place, house);
  } catch (error) {
    open.name = null;
    house.trouble(`The room did not open: ${error.message}`);
  }
}

// ---------------------------------------------------------------------- the beginning

function begin() {
  if (kept("theme", null))
    document.documentElement.dataset.theme = kept("theme");
  document.documentElement.dataset.size = kept("size", "desk");
  theme_show();
  size_show();
  element("theme").onclick = theme_turn;
  element("size").onclick = size_turn;
  element("keys").onclick = help;
  element("help-close").onclick = () => element("help").close();
  element("letters").onchange = (event) => keep("letters", event.target.checked ? "on" : "off");
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", theme_show);
  addEventListener("keydown", key_pressed);
  addEventListener("hashchange", room_open);
  room_open();
  house.tables().then((tables) => { element("version").textContent = `painrig ${tables.version}`; })
    .catch((error) => house.trouble(error.message));
  house.look_after();
}

begin();
