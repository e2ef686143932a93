#include "rig_ablation_inside.h"

#include "hil/lesion/lesion_show.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

/* Behind the tables that are there. */
static enum err work_table_add(const struct rig_ablation *a, struct exhibits *exhibits)
{
    const struct ablation_did did = ablation_did(a->plant);
    const struct { const char *name; double value; const char *format; } rows[] = {
        { "nodes", (double)did.unknowns, "%.0f" },
        { "heat steps", (double)did.heat.steps, "%.0f" },
        { "heat solves", (double)did.heat.solves, "%.0f" },
        { "conjugate-gradient iterations",
          (double)(did.heat.iterations + did.potential_iterations), "%.0f" },
        { "field solves", (double)did.potential_solves, "%.0f" },
        { "energy into tissue / J", did.heat.joule_j, "%.2f" },
        { "stored / J", did.heat.stored_j, "%.2f" },
        { "carried off by blood / J", did.heat.perfused_j, "%.2f" },
        { "conducted out / J", did.heat.conducted_j, "%.3f" },
        { "energy imbalance", did.energy_imbalance, "%.1e" },
        { "largest relative residual",
          fmax(did.heat.residual_most, did.potential_residual_most), "%.1e" },
    };
    const size_t count = sizeof rows / sizeof *rows;
    struct exhibit_table *table;

    TRY(exhibits_add_table(exhibits, "what the model did", 2, count + 1, &table));
    exhibit_cell(table, 0, 0, "quantity");
    exhibit_cell(table, 0, 1, "value");
    for (size_t i = 0; i < count; i++) {
        exhibit_cell(table, i + 1, 0, "%s", rows[i].name);
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
        exhibit_cell(table, i + 1, 1, rows[i].format, rows[i].value);
#pragma GCC diagnostic pop
    }
    return ERR_OK;
}

enum err rig_ablation_show(struct rig *rig, struct exhibits *exhibits, struct why *why)
{
    struct rig_ablation *a = rig_ablation_of(rig);

    TRY(pace_close(&a->pace, why));
    TRY(lesion_show(a->plant, &a->plant_setup, (double)a->ticks * TICK_S, exhibits, why));
    if (exhibits->field_count > 0)
        snprintf(exhibits->fields[0].file, sizeof exhibits->fields[0].file, "%s",
                 rig_ablation_pictures[0]);
    return work_table_add(a, exhibits);
}
