/* The anatomies themselves: sizes rounded from the papers in `source` (as their abstracts give
 * them), shapes between them schematic. Bones, words and windows of these drawings stand in the
 * page's lesion_anatomy.js. */
#include "anatomy.h"

#include "base/count.h"

#define POINTS(...)                                                                             \
    .point = (const struct anatomy_point[]){ __VA_ARGS__ },                                     \
    .count = sizeof (const struct anatomy_point[]){ __VA_ARGS__ } / sizeof (struct anatomy_point)

/* ------------------------------------------------------------------ lumbar, axial */

static const struct anatomy_course lumbar[] = {
    { .name = "L4 medial branch", .look = "nerve", .kind = NERVE_TARGET, .radius_mm = 0.6,
      POINTS({ 32, 4.4, 0 }, { 31.4, 0.5, 0 }, { 30, -4, 0 }, { 29.5, -9, 0 }, { 30, -14.5, 0 },
             { 31.4, -19.5, 0 }, { 32.1, -25.5, 0 }, { 30.4, -31, 0 }, { 25, -35.5, 0 }) },
    { .name = "L4 spinal nerve", .look = "root", .kind = NERVE_SPARE, .radius_mm = 3,
      POINTS({ 31.8, 7.4, 0 }) },
    { .name = "L5 root", .look = "root", .kind = NERVE_SPARE, .radius_mm = 1.9,
      POINTS({ 11.2, -4.4, 0 }) },
    { .name = "dura", .look = "dura", .kind = NERVE_SPARE, .is_closed = true,
      POINTS({ 0, -13.6, 0 }, { 4.6, -12.6, 0 }, { 7.6, -10.4, 0 }, { 8.6, -7.4, 0 },
             { 7.6, -4.4, 0 }, { 4.6, -2.2, 0 }, { 0, -1.2, 0 }, { -4.6, -2.2, 0 },
             { -7.6, -4.4, 0 }, { -8.6, -7.4, 0 }, { -7.6, -10.4, 0 }, { -4.6, -12.6, 0 }) },
};

/* ------------------------------------------------------------------ ganglion, from the side */

/* 5 mm thick; with round ends it holds the 211 mm3 of an L4 ganglion. */
#define GANGLION_POINTS POINTS({ 4.2, 4, 2.6 }, { 3.2, 9.2, -2.6 })

static const struct anatomy_course ganglion[] = {
    { .name = "L4 dorsal root ganglion", .look = "ganglion", .kind = NERVE_TARGET,
      .radius_mm = 2.5, GANGLION_POINTS },
    { .name = "the ganglion's surface", .look = "", .kind = NERVE_SPARE, .radius_mm = 2.5,
      GANGLION_POINTS },
    { .name = "L4 ventral root", .look = "motor", .kind = NERVE_SPARE, .radius_mm = 0.6,
      POINTS({ 2.6, 1.2, 4.8 }, { 1.2, 3.4, 2.8 }, { 0.8, 6.4, 0 }, { 1, 9.6, -2.8 }) },
    { .name = "L4 spinal nerve", .look = "root", .kind = NERVE_SPARE, .radius_mm = 1.8,
      POINTS({ 2.4, 11, -4 }, { 1, 16, -7.5 }, { -1.6, 22, -11 }, { -5, 29, -14 }) },
    { .name = "dura", .look = "beyond", .kind = NERVE_SPARE,
      POINTS({ 6, -18, 9.5 }, { 5.8, 0, 9.5 }, { 6.2, 16, 9.5 }, { 7.4, 34, 9.5 }) },
};

/* ------------------------------------------------------------------ sacroiliac, axial */

static const struct anatomy_course sacroiliac[] = {
    { .name = "S2 lateral branch", .look = "nerve", .kind = NERVE_TARGET, .radius_mm = 0.5,
      POINTS({ 20.6, 5.4, 0 }, { 20.6, 1.6, 0 }, { 21.4, -2.2, 0 }, { 24.6, -4.4, 0 },
             { 28.6, -5.2, 0 }, { 32.4, -4.6, 0 }, { 36, -2.2, 0 }, { 40, 1.6, 0 },
             { 43.4, 7, 0 }) },
    { .name = "S2 root", .look = "root", .kind = NERVE_SPARE, .radius_mm = 2.3,
      POINTS({ 20.6, 8, 0 }) },
    { .name = "dura", .look = "dura", .kind = NERVE_SPARE, .is_closed = true,
      POINTS({ 0, 2.8, 0 }, { 3.9, 3.4, 0 }, { 6.2, 5.2, 0 }, { 7, 7.6, 0 }, { 6.2, 10, 0 },
             { 3.9, 11.8, 0 }, { 0, 12.4, 0 }, { -3.9, 11.8, 0 }, { -6.2, 10, 0 },
             { -7, 7.6, 0 }, { -6.2, 5.2, 0 }, { -3.9, 3.4, 0 }) },
};

/* ------------------------------------------------------------------ knee, from the front */

static const struct anatomy_course knee[] = {
    { .name = "superior medial genicular nerve", .look = "nerve", .kind = NERVE_TARGET,
      .radius_mm = 0.5,
      POINTS({ 16.4, -98, 0 }, { 16.8, -84, 0 }, { 19.4, -73.5, 0 }, { 24.4, -64, 0 },
             { 30.6, -55.6, 0 }, { 36.4, -50.4, 0 }, { 41.8, -44.6, 0 }, { 44.6, -37, 0 },
             { 45, -28, 0 }) },
    { .name = "skin", .look = "", .kind = NERVE_SPARE,
      POINTS({ 52.4, -90, 0 }, { 54.6, -78, 0 }, { 56.4, -66, 0 }, { 57.6, -54, 0 },
             { 58, -44, 0 }, { 57.8, -32, 0 }, { 57, -18, 0 }) },
};

/* ------------------------------------------------------------------ hip, from the front */

static const struct anatomy_course hip[] = {
    { .name = "articular branch, femoral nerve", .look = "nerve", .kind = NERVE_TARGET,
      .radius_mm = 0.5,
      POINTS({ 5, -62, -12 }, { 5.5, -54, -7 }, { 4.6, -46, -2 }, { 3, -38, 0 }, { 1, -30, 0 },
             { -1.4, -22, 0 }, { -4, -15, 0 }, { -6.6, -9, 0 }) },
    { .name = "articular branch, obturator nerve", .look = "nerve", .kind = NERVE_TARGET,
      .radius_mm = 0.5,
      POINTS({ 39, 2, 0 }, { 36, 7.4, 0 }, { 32, 12.4, 0 }, { 27.4, 17, 0 }, { 22.4, 20.4, 0 },
             { 16.6, 22, 0 }) },
    { .name = "femoral nerve", .look = "root", .kind = NERVE_SPARE, .radius_mm = 2,
      POINTS({ 4, -66, -18 }, { 0, -44, -20 }, { -2, -22, -22 }, { -4, 0, -22 }, { -6, 22, -20 },
             { -8, 46, -18 }) },
    { .name = "femoral artery", .look = "vessel", .kind = NERVE_SPARE, .radius_mm = 4,
      POINTS({ 15, -66, -18 }, { 12, -44, -20 }, { 10, -22, -22 }, { 8, 0, -22 }, { 4, 22, -20 },
             { -1, 46, -18 }) },
    { .name = "obturator nerve", .look = "root", .kind = NERVE_SPARE, .radius_mm = 1.5,
      POINTS({ 60, -44, 10 }, { 52, -22, 6 }, { 45, -8, 3 }, { 40.4, 2, 0 }, { 39, 12, -2 },
             { 38, 24, -4 }, { 36, 38, -5 }) },
};

/* ------------------------------------------------------------------ cervical, axial */

static const struct anatomy_course cervical[] = {
    { .name = "C5 medial branch", .look = "nerve", .kind = NERVE_TARGET, .radius_mm = 0.55,
      POINTS({ 23.4, 2.4, 0 }, { 24.2, 0, 0 }, { 24.6, -3, 0 }, { 24.6, -6.4, 0 },
             { 23.7, -9.8, 0 }, { 21, -12.2, 0 }, { 16.8, -13.2, 0 }, { 12.2, -14.8, 0 }) },
    { .name = "C5 root", .look = "root", .kind = NERVE_SPARE, .radius_mm = 2.1,
      POINTS({ 23.2, 5, 0 }) },
    { .name = "vertebral artery", .look = "vessel", .kind = NERVE_SPARE, .radius_mm = 2,
      POINTS({ 14.6, 6, 0 }) },
    { .name = "dura", .look = "dura", .kind = NERVE_SPARE, .is_closed = true,
      POINTS({ 0, -11.4, 0 }, { 4.8, -10.6, 0 }, { 7.6, -8.8, 0 }, { 8.6, -6.3, 0 },
             { 7.6, -3.8, 0 }, { 4.8, -2, 0 }, { 0, -1.2, 0 }, { -4.8, -2, 0 },
             { -7.6, -3.8, 0 }, { -8.6, -6.3, 0 }, { -7.6, -8.8, 0 }, { -4.8, -10.6, 0 }) },
};

/* ------------------------------------------------------------------ C2/3, from the side */

static const struct anatomy_course occipital[] = {
    { .name = "third occipital nerve", .look = "nerve", .kind = NERVE_TARGET, .radius_mm = 0.75,
      POINTS({ -8.4, 5.2, 4.6 }, { -6.6, 3.4, 2.2 }, { -4, 2, 0.6 }, { -1, 1.2, 0 },
             { 2, 1.3, 0.1 }, { 5, 2.4, 1.2 }, { 7.6, 4.2, 3.2 }, { 9.8, 6.6, 5.6 }) },
    { .name = "C3 spinal nerve", .look = "root", .kind = NERVE_SPARE, .radius_mm = 2,
      POINTS({ -7.4, 4.4, 9 }, { -10.2, 6.4, 5.4 }, { -14, 9, 2.4 }, { -19, 12.4, 1 }) },
    { .name = "vertebral artery", .look = "vessel", .kind = NERVE_SPARE, .radius_mm = 2,
      POINTS({ -12.6, -14, 5 }, { -13, -4, 7 }, { -13.4, 6, 8 }, { -13.6, 18, 8 },
             { -13.8, 26, 8 }) },
    { .name = "dura", .look = "beyond", .kind = NERVE_SPARE,
      POINTS({ -2.4, -16, 14 }, { -2.2, 0, 14 }, { -1.6, 14, 14 }, { -1, 27, 14 }) },
};

/* ------------------------------------------------------------------ all */

#define COURSES(rows) .course = rows, .course_count = COUNT(rows)

const struct anatomy anatomies[] = {
    { .name = "lumbar", .title = "Lumbar facet, medial branch", COURSES(lumbar),
      .needle = { 31.1, -3.5, 8 },
      .caption = "Axial section through L5 just above the transverse process, seen from below, "
                 "dorsal up: L4 medial branch on the neck of the superior articular process.",
      .source = "Schematic. Body 34 mm deep, canal 28 x 16 mm, pedicle 16 mm: CT of L5 in Int J "
                "Spine Surg 2021;15:1072 (33.5 to 35.7, 28.2 x 15.6, 16.1 mm). Dura, "
                "thickness and course of the nerves: unverified." },
    { .name = "ganglion", .title = "Lumbar dorsal root ganglion", COURSES(ganglion),
      .needle = { 7.3, 4.4, 98 },
      .caption = "L4/5 foramen from the side, dorsal to the right: the tip beside the ganglion, in "
                 "the dorsocranial quadrant. The needle comes from behind, past the facet joint; "
                 "the dura lies 9.5 mm further in.",
      .source = "Schematic. Ganglion 5 mm thick and 211 mm\xC2\xB3: L4 in AJNR 2022;43:769 "
                "(211.3 mm\xC2\xB3), widths of 3.2 to 6.5 mm in Int J Spine Surg 2015;9:3; foramen "
                "6 to 8 mm wide: CT in Maedica 2018;13:294; body and pedicle: CT of L5 in Int J "
                "Spine Surg 2021;15:1072 (posterior height 26.3, depth 33.5 to 35.7, pedicle "
                "12.9 mm high). Height of the foramen, roots, and how far the dura is: "
                "unverified." },
    { .name = "sacroiliac", .title = "SI joint, lateral branches", COURSES(sacroiliac),
      .needle = { 28, -4.2, 12 },
      .caption = "Axial section through the second posterior sacral foramen, dorsal up: S2 lateral "
                 "branch on its way over the lateral crest to the joint.",
      .source = "Schematic. Course over the lateral crest: Roberts 2014, Reg Anesth Pain Med "
                "39:456; foramina and tubercles: Cox 2016, BioMed Res Int 1432074; joint space 1 "
                "to 2 mm, dura, root and thickness of the nerves: unverified." },
    { .name = "knee", .title = "Knee, superior medial genicular nerve", COURSES(knee),
      .needle = { 27.5, -58.5, 66 },
      .caption = "Right knee from the front: superior medial genicular nerve where the femoral "
                 "shaft meets the medial epicondyle.",
      .source = "Schematic. Width over the condyles 84 mm, notch 20 mm: Terzidis 2012, Arthritis "
                "679658 (88.6 and 78.5, 22.0 and 18.7 mm); shaft 30 mm: Yazar 2012, Surg Radiol "
                "Anat 34:125 (29.9 mm). Thickness and course of the nerve, skin: unverified." },
    { .name = "hip", .title = "Hip, articular branches", COURSES(hip),
      .needle = { 2.9, -32.6, -161 },
      .caption = "Right hip from the front: the joint's branches, of the femoral nerve between "
                 "iliac spine and iliopubic eminence, of the obturator nerve at the teardrop. "
                 "Femoral nerve and artery pass some 20 mm in front.",
      .source = "Schematic. Where the branches pass: Short 2018, Reg Anesth Pain Med 43:186. All "
                "sizes (head 48 mm, vessels, nerves, depths): unverified." },
    { .name = "cervical", .title = "Cervical facet, medial branch", COURSES(cervical),
      .needle = { 25.1, -3, 4 },
      .caption = "Axial section through the articular pillar of C5, seen from below, dorsal up: C5 "
                 "medial branch round its waist.",
      .source = "Schematic. Body 21 x 15.5 mm, canal 22 x 12.4 mm: dry vertebrae in Eur J Anat "
                "2020(1):9 (23.2 and 19.9 x 14.8 and 15.6, 22.0 x 12.3 mm); pillar 12.8 mm wide: "
                "CT, PMID 19525839 (12.8 mm in men); foramen of the artery 5.5 mm: "
                "Anat Res Int 2015:391823; medial branch 1.0 to 1.2 mm: Kweon 2014, Reg Anesth "
                "Pain Med 39:465. Pillar's depth, artery, dura, cord and root: unverified." },
    { .name = "occipital", .title = "C2/3 joint, third occipital nerve", COURSES(occipital),
      .needle = { -5.2, -0.5, 94 },
      .caption = "C2/3 joint from the side, dorsal to the right: the third occipital nerve curves "
                 "round the joint; it lies outermost in the drawing's plane and turns inwards "
                 "before and behind. The dura lies 14 mm further in.",
      .source = "Schematic. Facet of C2 11 mm long: Anat Res Int 2014:425868 (11.1 mm); course "
                "across the joint: Bogduk 1982, Spine 7:319. Nerve 1.5 mm thick, heights, roots, "
                "artery and how far the dura is: unverified." },
    { .name = "none", .title = "No anatomy", .caption = "Uniform tissue, the needle from above.",
      .source = "" },
};
const size_t anatomy_count = COUNT(anatomies);
