// house.js - what a room asks of the server and of the page around it.
//
//     get(path, fields)                JSON; throws an Error that carries the server's sentence
//     film(path, fields, { signal })   { head, field(name, frame) } of "painrig film 1"
//     post(path, object)               JSON; needs the trainer's right
//     watch(path, fields, handlers)    handlers { greeting, row, event, lost, end, lost_link }, and
//                                      any other event that the route has; returns close()
//     tables()                         GET /data/tables, asked once
//     route(path)                      that route's row in the tables, or null
//     say(sentence)                    the polite status line
//     trouble(sentence)                the line that interrupts; "" takes it away
//     keys(rows)                       [{ key: " ", text, act(event) }], for as long as the room is
//                                      open, or until what it returns is called; shown by "?"
//     settings()                       URLSearchParams of the address behind #room?
//     keep(params)                     writes them there without another entry in the history
//     on(what, act)                    "settings" (another address was entered), "theme", "return"
//                                      (the server is back); ends with the room
//
// `path` is whole: "/data/lesion". fields: { name: value }; null and undefined are left out.

import { with_signs } from "./parts.js";

const seen = { tables: null, away: false, rows: [], acts: [] };

class Refusal extends Error {
  constructor(sentence, status) {
    super(sentence);
    this.status = status;
  }
}

function address(path, fields) {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(fields ?? {}))
    if (value !== null && value !== undefined)
      query.set(name, value);
  const text = query.toString();
  return text ? `${path}?${text}` : path;
}

async function refusal(answer) {
  const body = await answer.text();
  let sentence = `${answer.status} ${answer.statusText}`;
  try {
    sentence = JSON.parse(body).error ?? sentence;
  } catch { /* not JSON: the status has to do */ }
  return new Refusal(sentence, answer.status);
}

async function ask(where, options) {
  let answer;
  try {
    answer = await fetch(where, { cache: "no-cache", ...options });
  } catch (error) {
    if (error.name !== "AbortError")
      gone();
    throw error;
  }
  if (!answer.ok)
    throw await refusal(answer);
  return answer;
}

export async function get(path, fields, { signal } = {}) {
  return (await ask(address(path, fields), { signal })).json();
}

export async function post(path, object) {
  const answer = await ask(path, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(object ?? {}),
  });
  const text = await answer.text();
  return text ? JSON.parse(text) : {};
}

/* uint32 count; so many bytes of JSON, padded; float32s. */
export async function film(path, fields, { signal } = {}) {
  const bytes = await (await ask(address(path, fields), { signal })).arrayBuffer();
  const count = new DataView(bytes).getUint32(0, true);
  const head = JSON.parse(new TextDecoder().decode(new Uint8Array(bytes, 4, count)));
  const places = new Map(head.fields.map((row) => [row.name, row]));
  if (head.format !== "painrig film 1")
    throw new Error(`the server speaks "${head.format}", this page "painrig film 1": reload it`);
  return {
    head,
    has: (name) => places.has(name),
    field(name, frame) {
      const place = places.get(name);
      return new Float32Array(bytes, 4 + count + 4 * (place.offset + frame * place.per_frame),
                              place.per_frame);
    },
  };
}

export function watch(path, fields, handlers) {
  const source = new EventSource(address(path, fields));
  for (const name of new Set(["greeting", "row", "event", "lost", "end", ...Object.keys(handlers)]))
    source.addEventListener(name, (message) => {
      if (name === "end")
        source.close();
      handlers[name]?.(message.data ? JSON.parse(message.data) : {});
    });
  source.onerror = () => {
    if (source.readyState !== EventSource.OPEN)
      handlers.lost_link?.();
    if (source.readyState === EventSource.CLOSED)
      alive();
  };
  return () => source.close();
}

export function tables() {
  seen.tables ??= get("/data/tables").catch((error) => {
    seen.tables = null;
    throw error;
  });
  return seen.tables;
}

export async function route(path) {
  for (const room of (await tables()).rooms)
    for (const row of room.routes)
      if (row.path === path)
        return row;
  return null;
}

// ---------------------------------------------------------------------- what the page says

export function say(sentence) {
  document.getElementById("say").textContent = sentence;
}

export function trouble(sentence) {
  document.getElementById("trouble").textContent = with_signs(sentence);
}

// ---------------------------------------------------------------------- the server goes and comes

const LOOK_MS = 4000, LOOK_AGAIN_MS = 1000;

/* Also asked now and then: a page that only plays a film would not notice. */
async function alive() {
  try {
    await fetch("rooms.js", { cache: "no-store", method: "GET" });
    back();
  } catch {
    gone();
  }
}

function gone() {
  if (seen.away)
    return;
  seen.away = true;
  const notice = document.getElementById("offline");
  notice.textContent = "painrig does not answer. What is shown stays; the page goes on by itself "
    + "when `painrig serve` runs again on this address.";
  notice.hidden = false;
}

/* Another version may have other tables and other scripts: begin anew with the same settings. */
async function back() {
  if (!seen.away)
    return;
  seen.away = false;
  document.getElementById("offline").hidden = true;
  const before = seen.tables ? (await seen.tables).version : null;
  seen.tables = null;
  const now = (await tables()).version;
  if (before && before !== now)
    location.reload();
  say("painrig is back.");
  tell("return");
}

export function look_after() {
  const look = async () => {
    await alive();
    setTimeout(look, seen.away ? LOOK_AGAIN_MS : LOOK_MS);
  };
  setTimeout(look, LOOK_MS);
}

// ---------------------------------------------------------------------- address, keys, news

export function settings() {
  const at = location.hash.indexOf("?");
  return new URLSearchParams(at < 0 ? "" : location.hash.slice(at + 1));
}

export function keep(params) {
  const text = params.toString().replaceAll("%2C", ",").replaceAll("%3B", ";");
  const room = location.hash.slice(1).split("?")[0];
  history.replaceState(null, "", `#${room}${text ? `?${text}` : ""}`);
}

export function keys(rows) {
  seen.rows.push(...rows);
  return () => { seen.rows = seen.rows.filter((row) => !rows.includes(row)); };
}

export function on(what, act) {
  const row = { what, act };
  seen.acts.push(row);
  return () => { seen.acts = seen.acts.filter((one) => one !== row); };
}

export function tell(what) {
  for (const row of [...seen.acts])
    if (row.what === what)
      row.act();
}

/* For the page alone: the room has been closed. */
export function forget() {
  seen.rows = [];
  seen.acts = [];
}

export function keys_now() {
  return seen.rows;
}
