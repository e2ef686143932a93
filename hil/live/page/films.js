// films.js - films that were asked for, kept for a while: what is asked again is there at once.
//
//     const films = createFilms(house, "/data/lesion", createScene, 16);
//     await films.scene(fields, signal)      made of the film for those fields; at most 16 are kept
//     films.clear()                            another server may answer otherwise

export function createFilms(house, path, create, most) {
  const kept = new Map();

  async function scene(fields, signal) {
    const key = new URLSearchParams(fields).toString();
    if (!kept.has(key)) {
      kept.set(key, create(await house.film(path, fields, { signal })));
      if (kept.size > most)
        kept.delete(kept.keys().next().value);
    }
    return kept.get(key);
  }

  return { scene, clear: () => kept.clear() };
}
