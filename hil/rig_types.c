#include "rig_ablation.h"

const struct rig_type *const rig_types[] = { &rig_ablation, NULL };
