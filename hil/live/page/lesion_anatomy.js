// lesion_anatomy.js - what is drawn around a needle: bones, words and the window of each anatomy,
// as schematic sections in true millimetres.
//
// What is measured (nerves that ought to die, what must live, where the needle begins, and whose
// paper vouches for it) comes from GET /data/lesion/anatomies, so that the page, its handout and
// `painrig lesion --anatomy` mean the same. Here stands what is only looked at.
//
// x to the right, y down. Each part is a path of the right half, mirrored when `both`, or a circle;
// `over`: it lies over the courses. The model's tissue is uniform: nothing here changes the heat.

const drawings = {
  lumbar: {
    window: { x_mm: 30.5, y_mm: -8, span_mm: 36 }, is_mirrored: true,
    parts: [
      { kind: "bone", both: true, d: "M-.1 1.2C4 1.5 8 .8 11 0L14-1.5C14.8-6 15-9 16-12C17-16 18.5-18.5 20.5-20.5C22.5-22.5 24.5-25.5 26-29C27.5-31 30.5-30 31-27C31.5-23 30-18 29-14C28.2-10 28.4-6 27.6-2C27 1 26 5 24.6 10C24.2 12 24.2 13 24 14C23 27 12 34-.1 34" },
      { kind: "below", both: true, d: "M28.6-13C31-13.4 40-13 46-12.2C50-11.4 50-6.6 46.6-5.6L35-3.4C31.5-2.6 29-1 27.4 1" },
      { kind: "bone", both: true, d: "M-.1-17.6C3-17 7-14.8 10.5-13.2C12-12.8 13.4-13.4 14-14.8C15.2-18 16.8-20.2 18.8-22C20.8-24 22.6-26.8 24-30C23.4-33 20-34 17-32.6C13-30.8 9.5-28.4 6-27C3.6-28.6 2.8-33 3-45C2.6-47.5 1-48.2-.1-48.2" },
      { kind: "joint", both: true, d: "M14.4-12.6C16-17.2 17.6-19.4 19.8-21.4C22-23.4 23.9-26.6 25.2-30" },
    ],
    words: [
      ["superior articular process, L5", 24.6, -23.2, "end"], ["inferior articular process, L4", 17, -30, "end"],
      ["facet joint", 12, -20], ["vertebral body, L5", 0, 18, "middle"], ["dura", 0, -6.4, "middle"],
      ["L5 root", 10.8, -.7], ["L4 spinal nerve", 35.6, 8.4], ["L4 medial branch", 37, -24], ["transverse process (below)", 37, -1.6],
    ],
  },
  ganglion: {
    window: { x_mm: 7.4, y_mm: 7.6, span_mm: 27 },
    parts: [
      { kind: "bone", d: "M-36-14.4C-37-9-34-2-35 6C-35.4 9-36.6 11-36 12C-26 13.4-12 12.8-1 11.6C.4 11-.4 7 0 3.4C.2 1 1.6 0 3.6 0C6.6-.2 8.4 1.6 8.8 4.4C9 8 9.4 11 10.4 14.6C11.4 18.6 13 23 15.6 26.2C18 28 20.6 26 20.6 22C20.6 16 19 10 18.6 4C18.6-1 21-4 24.6-8C22-13 15-14.4 9-13.6C6-13.4 3-13.6 0-14.2C-8-15.4-24-15.6-36-14.4Z" },
      { kind: "cartilage", d: "M-36 12.8C-26 14.2-12 13.6-1 12.4C1 12.6 1.4 16.6-.4 17.2C-12 18.6-26 19.8-36 19.4C-38.4 18-38.4 14-36 12.8Z" },
      { kind: "bone", d: "M-36 20.4C-26 20.6-12 19.4-1 18.2C1 18.4 3.4 19 6.4 18.4C8.6 17.4 8.6 13 9.4 10.4C10 9 11 9.4 11.2 11C11.8 16 13.4 21.6 16 26.2C18.6 29 20.4 31.6 18.6 33C14 34.4 8 32.6 4 32.4C1 32.6-.2 34.4 0 38L.2 44L-36 45C-36.6 40-34 34-35 28Z" },
      { kind: "joint", d: "M9.9 12.2C10.6 17 13 23 16.2 27" },
    ],
    words: [
      ["body, L4", -3.4, -2.4, "middle"], ["disc", -5, 15.8, "middle"], ["L4 pedicle", 2.6, -3.2, "middle"],
      ["L5 pedicle", 7.4, 20.6, "start"], ["L5 articular process", 16.6, 19.9], ["L4 articular process", 14.6, 10.6, "middle"],
      ["facet joint", 12.2, 14.4, "start"], ["ganglion", 3.6, -.5, "middle"], ["L4 spinal nerve", -1.6, 18.6, "end"], ["ventral root", -.4, 5.4, "end"], ["dura (beyond)", 6.6, -3.2, "start"],
    ],
  },
  sacroiliac: {
    window: { x_mm: 28.5, y_mm: -5, span_mm: 36 },
    parts: [
      { kind: "bone", both: true, d: "M0-11C1.6-10.6 2.2-8 3-5.4C5.4-3.8 8.4-3.4 11-3.4C13-4.6 14.6-4.6 16-2.6C17-.4 17.4 3 17.8 6L16.6 10.4C13 12.4 8 13.6 0 13.8L0 26C12 27.4 30 31 45 36C47.6 34 47.4 28 46.2 22C44.8 16 43 10 40.4 4.6C38.6 1.8 36.4-1 33.6-2.8C31.6-4.2 29-4.4 27-3C25.4-1.6 24.4 1 24.2 5L23.6 9.6C22 11.8 19 12 17.4 9.8L11.4 3C8 1.4 4 1 0 1" },
      { kind: "bone", d: "M47.6 36C50 35.4 60 36 70 30C74 20 66 2 58-8C54-13 49-15 45.6-12.6C42.6-10 42-5.4 42.4-1C43 4 45 9.6 46.6 14.6C48.6 21 49.6 29 47.6 36Z" },
      { kind: "ligament", d: "M34-3.2C37-6 40-6 42-3C42.6 2 44 7 45.6 12L42.6 8.6C40.6 3.6 38 .4 34-3.2Z" },
      { kind: "joint", d: "M44 11C46.4 17 48 25 47.2 35" },
    ],
    words: [
      ["median crest", 2.6, -9.4], ["posterior foramen S2", 19, 0.2, "end"], ["S2 root", 20.6, 13.6, "middle"], ["sacrum", 30, 17, "middle"],
      ["ilium", 56, 10, "middle"], ["S2 lateral branch", 19.4, 3.6, "end"], ["joint", 45, 27, "end"], ["dura", 0, 8.6, "middle"], ["interosseous ligament", 39.4, 7.4, "end"],
    ],
  },
  knee: {
    window: { x_mm: 33, y_mm: -57, span_mm: 36 },
    parts: [
      { kind: "bone", d: "M-15-130L-15-88C-16-76-24-60-36-48C-42-42-43-32-42-24C-41-12-38-4-28-2.6C-20-1.6-13-3-10.6-9C-9-16-6-20 0-20C6-20 9-16 10.6-9C13-3 20-1.6 28-2.6C38-4 41-12 42-24C43-32 44-40 40-44C38-48 33-51 29-55C21-63 16-76 15-88L15-130Z" },
      { kind: "cartilage", d: "M-39.6-11C-37.6-5-35-2.6-28-1.2C-20-.2-12-1.6-9.4-9L-10.6-9C-13-3-20-1.6-28-2.6C-34-3.6-37.6-6.6-39.6-11Z" },
      { kind: "cartilage", d: "M39.6-11C37.6-5 35-2.6 28-1.2C20-.2 12-1.6 9.4-9L10.6-9C13-3 20-1.6 28-2.6C34-3.6 37.6-6.6 39.6-11Z" },
      { kind: "bone", d: "M-37 3C-28 5-14 4.6-9 3L-3 .4L0 2.4L3 .4L9 3C14 4.6 28 5 37 3C40 6 38 12 34 18C26 28 20 40 18 60L-16 60C-18 40-24 28-33 18C-38 12-40 6-37 3Z" },
      { kind: "cartilage", d: "M-37 1.6C-28 3.4-14 3.2-9 1.8L-9 3C-14 4.6-28 5-37 3ZM37 1.6C28 3.4 14 3.2 9 1.8L9 3C14 4.6 28 5 37 3Z" },
      { kind: "skin", d: "M48-130C50-100 57-70 58-44C58-20 54 10 48 60" },
      { kind: "skin", d: "M-52-130C-54-100-59-70-58-40C-58-14-54 20-46 60" },
    ],
    words: [
      ["femur", 0, -62, "middle"], ["medial epicondyle", 36, -32, "end"], ["adductor tubercle", 39, -42, "end"], ["tibia", 0, 24, "middle"],
      ["skin", 59.4, -52], ["superior medial genicular nerve", 18.6, -84], ["joint space", 0, -3.4, "middle"],
    ],
  },
  hip: {
    window: { x_mm: 5, y_mm: -20, span_mm: 64 },
    parts: [
      { kind: "bone", d: "M-44-96C-34-80-28-62-24-51C-22.6-46-22-41-19-38.6C-15-36.6-14-40-11-38C-6-33-1-29 6-28.6C13-28.6 19-30.6 24-29C31-26 40-19.6 54-13C60-10.6 66-9 72-9L72 4C62 4 51 0 45 0C41 2 37.4 7.4 34 12C31 17 31 24 33 31C36 41 46 48 60 50L60 60C44 60 29 52 23.4 41C19.6 33 20.4 26 19.6 21.6C16 24.6 10 27.4 3 27.8C-12 28-25.6 16-27.2 1C-28-7-26.6-14-23-20C-26-27-31-36-38-44C-52-60-66-80-72-96Z" },
      { kind: "cartilage", d: "M18.8 18.6A26.4 26.4 0 1 0-25.8 5.6L-23.4 5.2A24 24 0 1 1 16.9 17Z" },
      { kind: "bone", d: "M16.6 17.4A24 24 0 1 0-18.6 15.2C-24 19-31 22-37 20C-45 17-54 21-56 30C-57 40-52 52-49 66L-46 90L-18 90C-17 72-16.6 60-12 50C-6 40 6 31 16.6 17.4Z" },
      { kind: "below", d: "M-25.6 12C-16 24.6-2 30.4 12 26.4" },
    ],
    words: [
      ["femoral head", -15, -4, "middle"], ["anterior inferior iliac spine", -29.4, -41.8], ["iliopubic eminence", 22, -31.4], ["teardrop", 20.4, 26.6, "middle"],
      ["ilium", -15, -28, "middle"], ["pubis", 50, -5.6, "middle"], ["obturator nerve", 42.4, 17], ["femoral artery", 17, -46.6], ["femoral nerve", -3.4, -46.6, "end"],
    ],
  },
  cervical: {
    window: { x_mm: 22, y_mm: -6, span_mm: 30 }, is_mirrored: true,
    parts: [
      { kind: "bone", both: true, d: "M-.1 0C4 .4 7.6 .2 9-.2C10-.8 10.8-1.8 11-3C10.9-5.4 10-8 8-10C5.6-11.8 3-12.4 -.1-12.4M-.1-27.4C2-28 4.6-27.6 4.4-25.4C3.6-22 3.6-18.8 5-16.8C8.6-14.6 12.4-13 16-11.6C20.4-11.8 23.2-9 23.6-5.6C23.8-2.6 22.2-.6 20 .6C19 1.2 18 1.4 17.4 1.6C19.4 2.2 22.6 2 24.6 2.8C26.2 3.8 25.6 5.4 24 5.8C21.6 6.2 19.6 6.2 18.2 6.4C18.8 8.2 22.2 9.2 21.8 11.2C20.6 12.8 17.2 12.2 14.8 11.2C12.4 10.2 11.2 9.6 10.5 9.2C10 12.4 7.6 15.5-.1 15.5" },
      { kind: "hole", both: true, circle: [14.6, 6, 2.75] },
      { kind: "cord", over: true, d: "M-6.4-6.3C-6.4-8.4-3.6-9.8 0-9.8C3.6-9.8 6.4-8.4 6.4-6.3C6.4-4.2 3.6-2.8 0-2.8C-3.6-2.8-6.4-4.2-6.4-6.3Z" },
    ],
    words: [
      ["articular pillar, C5", 17.2, -6, "middle"], ["cord", 0, -5.6, "middle"], ["vertebral artery", 12, 15.4, "middle"],
      ["C5 root", 26.4, 7.6], ["C5 medial branch", 13.6, -17.4], ["body, C5", 0, 9, "middle"], ["lamina", 6.4, -19],
    ],
  },
  occipital: {
    window: { x_mm: 0, y_mm: 3, span_mm: 32 },
    parts: [
      { kind: "bone", d: "M-36-26C-38-16-36-8-35-5.6C-28-4-21-4.6-17-5.4C-14.6-8-13-10.4-11-10.6C-8.6-10.4-7-7.6-5.2-4.2L4.2 3.4C6.4 5.4 8.6 6.4 10 4.8C10.8 2 10-2 12-5C16-8.6 28-9 42-4C45-5 45-12 42-14C30-19 18-22 8-24C-6-27-24-28-36-26Z" },
      { kind: "bone", d: "M-35-1.6C-36.6 3-36.6 10-35 14C-28 15.4-21 14.6-17 13.4C-14.6 11-12 10.2-10 11.6C-8 13-6.6 14.4-5 15.8L4.4 23.2C6.4 25 8.6 25.6 9.8 24C10.6 20.4 9.6 16.4 10.4 13.4C14 11 22 12.6 34 17C37 16.4 37 11 34 9C26 6 17 5.4 10 7.2C7 7.6 5 6.4 3.4 4.9L-5.8-2.6C-7.6-3.6-9.2-2.6-9.6-.4C-10 3-11 4.4-13.4 4C-16 2.4-22-1-35-1.6Z" },
      { kind: "bone", d: "M-35 18C-36.6 23-36 32-34 34L4 34C5 30 6.6 27.6 4 24.6L-5.6 17.2C-7.6 16-9.2 17-9.6 19.4C-10 23-11 24.4-13.4 24C-16 22.4-24 18.6-35 18Z" },
      { kind: "joint", d: "M-5-3.4L3.8 4.1" },
      { kind: "joint", d: "M-4.8 16.6L4.2 24" },
    ],
    words: [
      ["C2", 4, -9.6, "middle"], ["C3", 2.6, 13.6, "middle"], ["C2/3 joint", -6.4, -8],
      ["third occipital nerve", 10, 10], ["C3 spinal nerve", -11, 10.6], ["vertebral artery", -10.6, -11.4], ["dura (beyond)", -.8, 17.6],
    ],
  },
  none: { window: { x_mm: 0, y_mm: -5, span_mm: 30 }, parts: [], words: [] },
};

/* Until the program has said what there is. */
export const nothing = { name: "none", title: "No anatomy", caption: "", source: "",
    needle: { x_mm: 0, y_mm: 0, turn_deg: 0 }, courses: [], ...drawings.none };

/* What GET /data/lesion/anatomies says, and how it is drawn. */
export function anatomies_of(told) {
  return told.anatomies.map((one) => ({
    ...drawings.none, ...drawings[one.name], ...one,
    courses: one.courses.map(({ points_mm, ...course }) => ({ ...course, points: points_mm })) }));
}
