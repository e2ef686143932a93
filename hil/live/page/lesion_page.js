// lesion_page.js - the lesion room's places: settings to the left, drawings in the middle, numbers
// and curves to the right. What stands in them is made by others.
//
//     const page = createPage(element, { onPreset(name), onAnatomy(name), onPick, onAdd, onDrop });
//     page.fields, .out, .tools, .views, .bar, .side       elements to be filled
//     page.limits                                          goes below all that is in .side
//     page.cases.show(count, active)                       choices.js
//     page.anatomies_show(rows)         page.anatomy_show(row, note)      note: of the preset
//     page.sentence_show(text, anatomy)        page.limits_show(texts)
//     page.paper_show(lines)            on paper: what was set, in words, and the limits are open

import { chooser, createCases } from "./choices.js";
import { presets } from "./lesion_presets.js";
import { CASES_MAX } from "./lesion_settings.js";
import { made } from "./parts.js";

const ONLY_DRAWN = "Anatomy is drawing only: the model's tissue is uniform.";

const section = (className, label, ...inside) =>
  made("section", { className, "aria-label": label }, ...inside);
const named = (rows) => rows.map((row) => [row.name, row.title]);

function controls_make(acts) {
  const part = {
    preset: chooser("Preset", "preset", [["", "Choose ..."], ...named(presets)], "", acts.onPreset),
    anatomy: chooser("Anatomy", "anatomy", [], "", acts.onAnatomy),
    cases: createCases({ word: "Lesion", most: CASES_MAX, ...acts }),
    fields: made("div", { className: "lesion-fields" }),
    about: made("p", {}), sources: made("p", {}),
    out: made("div", { className: "row" }),
  };
  const fold = made("details", {},
    made("summary", { textContent: "Sizes, and what is unverified" }), part.sources);
  const element = section("panel lesion-controls", "Settings", part.preset.element,
    part.anatomy.element, part.cases.element, part.fields, part.out,
    made("div", { className: "lesion-about faint" }, part.about, fold));
  return { ...part, fold, element };
}

function stage_make() {
  const part = {
    tools: made("div", { className: "row lesion-tools" }),
    views: made("div", { className: "lesion-views" }),
    bar: made("div", { className: "lesion-bar-row" }),
    caption: made("p", { className: "lesion-caption faint" }),
  };
  const element = section("lesion-stage", "Lesion", part.tools, part.views, part.bar, part.caption);
  return { ...part, element };
}

export function createPage(element, acts) {
  const controls = controls_make(acts), stage = stage_make();
  const limits = made("ul", { className: "lesion-limits faint" });
  const fold = made("details", { className: "panel" },
    made("summary", { textContent: "What the model does not say" }), limits);
  const side = section("lesion-side", "Numbers and curves");
  const on_paper = section("lesion-paper", "What was set");
  element.replaceChildren(on_paper, controls.element, stage.element, side);
  return {
    fields: controls.fields, out: controls.out, cases: controls.cases, side,
    tools: stage.tools, views: stage.views, bar: stage.bar, limits: fold,
    limits_show(texts) {
      limits.replaceChildren(...texts.map((text) => made("li", { textContent: text })));
    },
    anatomies_show(rows) {
      controls.anatomy.list.replaceChildren(...named(rows).map(([value, textContent]) =>
        made("option", { value, textContent })));
    },
    anatomy_show(row, note) {
      controls.anatomy.list.value = row.name;
      controls.about.textContent = `${row.caption} ${note}`;
      controls.sources.textContent = row.source;
      controls.fold.hidden = !row.source;
    },
    sentence_show(text, anatomy) {
      stage.caption.replaceChildren(made("b", { textContent: text ? `${text}. ` : "" }),
        anatomy.parts.length ? ONLY_DRAWN : "");
    },
    paper_show(lines) {
      fold.open = controls.fold.open = true;
      on_paper.replaceChildren(made("h2", { textContent: "Lesion by radiofrequency" }),
        ...lines.map((text) => made("p", { textContent: text })));
    },
  };
}
