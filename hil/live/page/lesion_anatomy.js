// lesion_anatomy.js - what the needle is drawn against: schematic sections in true millimetres.
//
// x to the right, y down. Each part is a path of the right half, mirrored when `both`, or a circle.
// Sizes are rounded from the papers named in `source`; shapes between them are schematic. The
// model's tissue is uniform: nothing here changes the heat.
//
// courses: what a lesion is judged against. "die": the nerve that is to be reached; "live": what must
// be spared. needle: the end of the tip and the turn of the shaft from upwards, clockwise.

/* A smooth line through points (Catmull and Rom), as more points. */
const SMOOTH = 4;
function smooth(points) {
  const out = [], at = (k) => points[Math.min(points.length - 1, Math.max(0, k))];
  for (let k = 0; k + 1 < points.length; k++)
    for (let n = 0; n < SMOOTH; n++) {
      const t = n / SMOOTH;
      out.push([0, 1].map((i) => {
        const [a, b, c, d] = [at(k - 1)[i], at(k)[i], at(k + 1)[i], at(k + 2)[i]];
        const value = b + 0.5 * t * (c - a + t * (2 * a - 5 * b + 4 * c - d + t * (3 * (b - c) + d - a)));
        return Number(value.toFixed(2));
      }));
    }
  return [...out, points.at(-1)];
}

const drawn = [
  {
    name: "lumbar",
    title: "Lumbar facet, medial branch",
    caption: "Axial section through L5 just above the transverse process, seen from below, dorsal up: "
      + "L4 medial branch on the neck of the superior articular process.",
    source: "Schematic. Body 34 mm deep, canal 28 x 16 mm, pedicle 16 mm: CT of L5 in Int J Spine Surg "
      + "2021;15:1072 (33.5 to 35.7, 28.2 x 15.6, 16.1 mm).",
    window: { x_mm: 31.5, y_mm: -8, span_mm: 36 },
    needle: { x_mm: 31.1, y_mm: -3.5, turn_deg: 8 },
    parts: [
      { kind: "bone", both: true, d: "M0 1.2C4 1.5 8 .8 11 0L14-1.5C14.8-6 15-9 16-12C17-16 18.5-18.5 20.5-20.5C22.5-22.5 24.5-25.5 26-29C27.5-31 30.5-30 31-27C31.5-23 30-18 29-14C28.2-10 28.4-6 27.6-2C27 1 26 5 24.6 10C24.2 12 24.2 13 24 14C23 27 12 34 0 34" },
      { kind: "below", both: true, d: "M28.6-13C31-13.4 40-13 46-12.2C50-11.4 50-6.6 46.6-5.6L35-3.4C31.5-2.6 29-1 27.4 1" },
      { kind: "bone", both: true, d: "M0-17.6C3-17 7-14.8 10.5-13.2C12-12.8 13.4-13.4 14-14.8C15.2-18 16.8-20.2 18.8-22C20.8-24 22.6-26.8 24-30C23.4-33 20-34 17-32.6C13-30.8 9.5-28.4 6-27C3.6-28.6 2.8-33 3-45C2.6-47.5 1-48.2 0-48.2" },
      { kind: "joint", both: true, d: "M14.4-12.6C16-17.2 17.6-19.4 19.8-21.4C22-23.4 23.9-26.6 25.2-30" },
      { kind: "dura", d: "M-8.6-7.4C-8.6-11-5-13.6 0-13.6C5-13.6 8.6-11 8.6-7.4C8.6-3.8 5-1.2 0-1.2C-5-1.2-8.6-3.8-8.6-7.4Z" },
      { kind: "root", both: true, circle: [11.2, -4.4, 1.9] },
      { kind: "root", both: true, circle: [31.8, 7.4, 3] },
    ],
    words: [
      ["superior articular process, L5", 24.6, -23.2, "end"], ["inferior articular process, L4", 17, -30, "end"],
      ["facet joint", 16.6, -25.4, "end"], ["vertebral body, L5", 0, 18, "middle"], ["dura", 0, -6.4, "middle"],
      ["L5 root", 10.2, -.9, "middle"], ["L4 spinal nerve", 35.6, 8.4], ["L4 medial branch", 37, -24], ["transverse process (below)", 37, -1.6],
    ],
    courses: [
      { name: "L4 medial branch", fate: "die", radius_mm: 0.6,
        points: [[32, 4.4], [31.4, 0.5], [30, -4], [29.5, -9], [30, -14.5], [31.4, -19.5], [32.1, -25.5], [30.4, -31], [25, -35.5]] },
      { name: "L4 spinal nerve", fate: "live", radius_mm: 3, points: [[31.8, 7.4]] },
      { name: "L5 root", fate: "live", radius_mm: 1.9, points: [[11.2, -4.4]] },
      { name: "dura", fate: "live", radius_mm: 0,
        points: [[0, -13.6], [4.6, -12.6], [7.6, -10.4], [8.6, -7.4], [7.6, -4.4], [4.6, -2.2], [0, -1.2]] },
    ],
  },
  {
    name: "sacroiliac",
    title: "SI joint, lateral branches",
    caption: "Axial section through the second posterior sacral foramen, dorsal up: S2 lateral branch on "
      + "its way over the lateral crest to the joint.",
    source: "Schematic. Course over the lateral crest: Roberts 2014, Reg Anesth Pain Med 39:456; foramina and "
      + "tubercles: Cox 2016, BioMed Res Int 1432074; joint space 1 to 2 mm.",
    window: { x_mm: 28.5, y_mm: -5, span_mm: 36 },
    needle: { x_mm: 28, y_mm: -4.2, turn_deg: 12 },
    parts: [
      { kind: "bone", both: true, d: "M0-11C1.6-10.6 2.2-8 3-5.4C5.4-3.8 8.4-3.4 11-3.4C13-4.6 14.6-4.6 16-2.6C17-.4 17.4 3 17.8 6L16.6 10.4C13 12.4 8 13.6 0 13.8L0 26C12 27.4 30 31 45 36C47.6 34 47.4 28 46.2 22C44.8 16 43 10 40.4 4.6C38.6 1.8 36.4-1 33.6-2.8C31.6-4.2 29-4.4 27-3C25.4-1.6 24.4 1 24.2 5L23.6 9.6C22 11.8 19 12 17.4 9.8L11.4 3C8 1.4 4 1 0 1" },
      { kind: "bone", d: "M47.6 36C50 35.4 60 36 70 30C74 20 66 2 58-8C54-13 49-15 45.6-12.6C42.6-10 42-5.4 42.4-1C43 4 45 9.6 46.6 14.6C48.6 21 49.6 29 47.6 36Z" },
      { kind: "ligament", d: "M34-3.2C37-6 40-6 42-3C42.6 2 44 7 45.6 12L42.6 8.6C40.6 3.6 38 .4 34-3.2Z" },
      { kind: "joint", d: "M44 11C46.4 17 48 25 47.2 35" },
      { kind: "dura", d: "M-7 7.6C-7 4.4-3.6 2.8 0 2.8C3.6 2.8 7 4.4 7 7.6C7 10.8 3.6 12.4 0 12.4C-3.6 12.4-7 10.8-7 7.6Z" },
      { kind: "root", circle: [20.6, 8, 2.3] },
    ],
    words: [
      ["median crest", 2.6, -9.4], ["posterior foramen S2", 20.4, 3, "middle"], ["S2 root", 20.6, 13.6, "middle"], ["sacrum", 30, 17, "middle"],
      ["ilium", 56, 10, "middle"], ["S2 lateral branch", 35.6, 1.4, "end"], ["joint", 45, 27, "end"], ["dura", 0, 8.6, "middle"], ["interosseous ligament", 37, -7.6],
    ],
    courses: [
      { name: "S2 lateral branch", fate: "die", radius_mm: 0.5,
        points: [[20.6, 1.6], [21.4, -2.2], [24.6, -4.4], [28.6, -5.2], [32.4, -4.6], [36, -2.2], [40, 1.6], [43.4, 7]] },
      { name: "S2 root", fate: "live", radius_mm: 2.3, points: [[20.6, 8]] },
      { name: "dura", fate: "live", radius_mm: 0,
        points: [[0, 2.8], [3.9, 3.4], [6.2, 5.2], [7, 7.6], [6.2, 10], [3.9, 11.8], [0, 12.4]] },
    ],
  },
  {
    name: "knee",
    title: "Knee, superior medial genicular nerve",
    caption: "Right knee from the front: superior medial genicular nerve where the femoral shaft meets the "
      + "medial epicondyle.",
    source: "Schematic. Width over the condyles 84 mm, notch 20 mm: Terzidis 2012, Arthritis 679658 (88.6 and 78.5, "
      + "22.0 and 18.7 mm); shaft 30 mm: Yazar 2012, Surg Radiol Anat 34:125 (29.9 mm).",
    window: { x_mm: 33, y_mm: -57, span_mm: 36 },
    needle: { x_mm: 27.5, y_mm: -58.5, turn_deg: 66 },
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
    courses: [
      { name: "superior medial genicular nerve", fate: "die", radius_mm: 0.5,
        points: [[16.4, -98], [16.8, -84], [19.4, -73.5], [24.4, -64], [30.6, -55.6], [36.4, -50.4], [41.8, -44.6], [44.6, -37], [45, -28]] },
      { name: "skin", fate: "live", radius_mm: 0,
        points: [[52.4, -90], [54.6, -78], [56.4, -66], [57.6, -54], [58, -44], [57.8, -32], [57, -18]] },
    ],
  },
  {
    name: "cervical",
    title: "Cervical facet, medial branch",
    caption: "Axial section through the articular pillar of C5, seen from below, dorsal up: C5 medial branch "
      + "round its waist.",
    source: "Schematic. Medial branch 1.0 to 1.2 mm thick: Kweon 2014, Reg Anesth Pain Med 39:465. Body, canal, pillar "
      + "and vertebral artery in usual sizes (18 x 16, 24 x 15, 11 x 13, 4 mm).",
    window: { x_mm: 20, y_mm: -6, span_mm: 30 },
    needle: { x_mm: 24.4, y_mm: -3, turn_deg: 4 },
    parts: [
      { kind: "bone", both: true, d: "M0 0C4 .4 7 .2 9 0C10.6-.6 11.6-2 12-3.4C11.8-6 11-9 9-11.6C6-14 3-15 0-15L0-28C2-30 4.6-29.6 4.4-27.4C3.6-24 3.6-21 5-19C9-16.4 13-14.4 16.4-12.8C20-12.6 22.2-9.6 22.6-6C22.8-2.6 21.4-.4 19.4 1C18.4 1.6 17.6 1.6 17 1.8C19 2.4 22 2.2 24 3C25.6 4 25 5.6 23.4 6C21 6.4 19.4 6.4 18 6.6C18.6 8.4 22 9.4 21.6 11.4C20.4 13 17 12.4 14.4 11.4C11.6 10.4 10 10 9.2 9.6C8.8 12.6 7 16 0 16" },
      { kind: "hole", both: true, circle: [14.2, 6.2, 3] },
      { kind: "vessel", both: true, circle: [14.2, 6.2, 2] },
      { kind: "dura", d: "M-9-7.2C-9-10.8-5-13.2 0-13.2C5-13.2 9-10.8 9-7.2C9-3.6 5-1.4 0-1.4C-5-1.4-9-3.6-9-7.2Z" },
      { kind: "cord", d: "M-6.4-7.2C-6.4-9.6-3.6-11 0-11C3.6-11 6.4-9.6 6.4-7.2C6.4-4.8 3.6-3.4 0-3.4C-3.6-3.4-6.4-4.8-6.4-7.2Z" },
      { kind: "root", circle: [22.6, 5.2, 2.1] },
    ],
    words: [
      ["articular pillar, C5", 16.4, -6.4, "middle"], ["cord", 0, -6.4, "middle"], ["vertebral artery", 12, 15.4, "middle"],
      ["C5 root", 25.4, 7.6], ["C5 medial branch", 13.6, -18.4], ["body, C5", 0, 9, "middle"], ["lamina", 5.4, -21.4],
    ],
    courses: [
      { name: "C5 medial branch", fate: "die", radius_mm: 0.55,
        points: [[22.8, 3], [23.4, .4], [23.8, -3], [23.9, -6.4], [23, -10], [20.4, -13.2], [16.6, -14.8], [12, -16.6]] },
      { name: "C5 root", fate: "live", radius_mm: 2.1, points: [[22.6, 5.2]] },
      { name: "vertebral artery", fate: "live", radius_mm: 2, points: [[14.2, 6.2]] },
      { name: "dura", fate: "live", radius_mm: 0,
        points: [[0, -13.2], [5, -12], [8, -9.8], [9, -7.2], [8, -4.6], [5, -2.4], [0, -1.4]] },
    ],
  },
  {
    name: "none",
    title: "No anatomy",
    caption: "Uniform tissue, the needle from above.",
    source: "",
    window: { x_mm: 0, y_mm: -5, span_mm: 30 },
    needle: { x_mm: 0, y_mm: 0, turn_deg: 0 },
    parts: [], words: [], courses: [],
  },
];

export const anatomies = drawn.map((one) => ({
  ...one, courses: one.courses.map((course) => ({
    ...course, points: course.points.length > 2 ? smooth(course.points) : course.points })) }));

export const anatomy_of = (name) => anatomies.find((one) => one.name === name) ?? anatomies[0];
