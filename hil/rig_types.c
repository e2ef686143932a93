#include "rig_ablation.h"
#include "rig_injection.h"

const struct rig_type *const rig_types[] = { &rig_ablation, &rig_injection, NULL };
