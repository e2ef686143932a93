// lesion_pool.js - elements of an SVG group that stay from one drawing to the next: only what
// changes is set.
//
//     const pool = createPool(group);
//     pool.put("bar", "path", { d }, text)     each time it is to be seen
//     pool.sweep()                             what was not put since the last sweep goes

import { svg } from "./parts.js";

export function createPool(group) {
  const rows = new Map();

  function row_of(key, tag) {
    if (!rows.has(key)) {
      const row = { one: svg(tag), seen: {}, text: null };
      rows.set(key, row);
      group.append(row.one);
    }
    return rows.get(key);
  }

  function put(key, tag, attributes, text = null) {
    const row = row_of(key, tag);
    row.is_used = true;
    for (const [name, value] of Object.entries(attributes))
      if (row.seen[name] !== value)
        row.one.setAttribute(name, row.seen[name] = value);
    if (text !== null && row.text !== text)
      row.one.textContent = row.text = text;
  }

  function sweep() {
    for (const [key, row] of rows) {
      if (!row.is_used) {
        row.one.remove();
        rows.delete(key);
      }
      row.is_used = false;
    }
  }

  return { put, sweep };
}
