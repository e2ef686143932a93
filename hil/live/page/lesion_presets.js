// lesion_presets.js - settings that a lesson begins with. A value with commas makes a comparison, as
// on the command line: gauge "16,22" is two lesions. What a preset does not name has the table's rest.

export const presets = [
  { name: "lumbar", title: "Lumbar medial branch: 18 G, 10 mm, 80 \u00b0C, 90 s", anatomy: "lumbar", values: {} },
  { name: "sacroiliac", title: "SI lateral branch: 18 G, 10 mm, 80 \u00b0C, 90 s", anatomy: "sacroiliac", values: {} },
  { name: "genicular", title: "Genicular nerve: 18 G, 10 mm, 80 \u00b0C, 90 s", anatomy: "knee", values: {} },
  { name: "cervical", title: "Cervical medial branch: 20 G, 5 mm, 80 \u00b0C, 90 s", anatomy: "cervical",
    values: { gauge: "20", tip: "5" } },
  { name: "root", title: "Dorsal root ganglion: 20 G, 10 mm, pulsed 45 V, 42 \u00b0C, 120 s", anatomy: "lumbar",
    needle: { x_mm: 31.2, y_mm: 3.6, turn_deg: 14 }, values: { technique: "pulsed", gauge: "20", time: "120" } },
  { name: "ways", title: "Compare thermal and pulsed", anatomy: "none", values: { technique: "thermal,pulsed", gauge: "20" } },
  { name: "gauge", title: "Compare 16 G and 22 G", anatomy: "none", values: { gauge: "22,16" } },
  { name: "heat", title: "Compare 70, 80 and 90 \u00b0C", anatomy: "none", values: { set: "70,80,90" } },
  { name: "hold", title: "Compare 60, 90, 120 and 180 s", anatomy: "none", values: { time: "60,90,120,180" } },
  { name: "tip", title: "Compare tips of 5, 10 and 15 mm", anatomy: "none", values: { tip: "5,10,15" } },
  { name: "bench", title: "Compare the patient and the bench at 22 \u00b0C", anatomy: "none",
    values: { start: "37,22", ex_vivo: "no,yes" } },
  { name: "tissue", title: "Compare muscle and fat", anatomy: "none", values: { tissue: "muscle,fat" } },
];
