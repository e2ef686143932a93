/* requirement.h - requirements as data: what a device owes, where that is written, and the formula
 * that judges it.
 *
 * A file scenarios/requirements/NAME.lua ends with
 *
 *     return requirements {
 *       rig = "ablation",
 *       {
 *         id = "IL-RF-01",
 *         title = "absolute tip over-temperature",
 *         formula = "G( (G[0,0.1] (tip.seen_c >= 95)) -> F[0,0.3] (G[0,1.2] !output.rf_on) )",
 *         source = "FDA ESU guidance 2020, XI.2; the value is a proposal",
 *         priority = "high",                 -- of the alarm: high, medium, low or none
 *         rationale = "above 100 C tissue boils and chars",
 *         unverified = "95 C, 0.1 s and 0.2 s are proposals, no standard's",    -- may be absent
 *         blind_to = { ["probe.pulled_mm"] = "the device has no sense for it" }, -- may be absent
 *       },
 *     }
 *
 * blind_to: faults of the rig under which this device, by its design, cannot meet the requirement,
 * each with the reason. A campaign of faults (campaign.h) counts what fails under them as known
 * gaps; a scenario's own verdict is not changed by it: a scenario says so itself, by its `gaps`.
 *
 * The formula may be built: formula = stl.always(stl.signal("tip.seen_c"):lt(99)); see
 * scenarios/prelude.lua.
 *
 * Refused with file and line: no id, an id twice (in any file), no title, formula, source or
 * rationale, an unknown priority, an unknown rig, blind to what is no fault of the rig or without
 * a reason, a formula that does not parse or does not bind to
 * the rig's signals (with its caret). All texts are owned by the requirements. */
#ifndef PAINRIG_HIL_REQUIREMENT_H
#define PAINRIG_HIL_REQUIREMENT_H

#include "base/err.h"
#include "base/why.h"
#include "hil/property/formula.h"
#include "hil/rig/rig.h"

#include <stddef.h>

#define REQUIREMENT_ID_SIZE 32
#define REQUIREMENTS_MAX    400

/* A fault that the device cannot notice, and why not. */
struct requirement_blind { const char *knob, *reason; };

#define REQUIREMENT_PRIORITY_LIST(X)                                                            \
    X(NONE, "none") X(LOW, "low") X(MEDIUM, "medium") X(HIGH, "high")
#define REQUIREMENT_PRIORITY_ENUM(name, text) REQUIREMENT_##name,
enum requirement_priority { REQUIREMENT_PRIORITY_LIST(REQUIREMENT_PRIORITY_ENUM)
                            REQUIREMENT_PRIORITY_COUNT };
#undef REQUIREMENT_PRIORITY_ENUM
extern const char *const requirement_priority_labels[REQUIREMENT_PRIORITY_COUNT + 1];

struct requirement {
    char                      id[REQUIREMENT_ID_SIZE];
    const char               *title, *source, *rationale;
    const char               *unverified;       /* NULL: every number has a source */
    struct requirement_blind *blind_to;         size_t blind_count;
    enum requirement_priority priority;
    const struct rig_type    *type;
    struct formula           *formula;
    const char               *file;             /* "scenarios/requirements/generator.lua" */
    int                       line;             /* where its table begins, or 0           */
};

struct requirements;

/* A file, or every *.lua of a folder in order of their names. An empty folder is no error. */
MUST_CHECK enum err requirements_load(struct requirements **, const char *path, struct why *);
/* None yet, for requirements_add_formula. */
MUST_CHECK enum err requirements_create(struct requirements **, struct why *);
/* One more, of a formula that stands in no file: its text is its title. Tried on the signals of the
 * rig at this tick; refused with its caret. */
MUST_CHECK enum err requirements_add_formula(struct requirements *, const char *id,
                                             const char *formula, const struct rig_type *,
                                             double tick_s, struct why *);
void requirements_free(struct requirements *);      /* NULL is fine */

size_t                    requirements_count(const struct requirements *);
const struct requirement *requirements_at(const struct requirements *, size_t);
const struct requirement *requirements_find(const struct requirements *, const char *id);
/* Why the device cannot meet it under this fault; NULL: it can. */
const char               *requirement_blind_reason(const struct requirement *, const char *knob);
/* SHA-256 over the files' bytes in order, hex: which requirements a run was judged by. */
const char               *requirements_sha256(const struct requirements *);

/* The folder "requirements" beside or above the scenario (three steps at most) into `out`;
 * false when there is none. */
bool requirements_near(const char *scenario_path, char *out, size_t size);
/* Those at `path`, or near the scenario for NULL; *out is NULL for "" and when none are near. */
MUST_CHECK enum err requirements_load_for(struct requirements **out, const char *path,
                                          const char *scenario_path, struct why *);

#endif
