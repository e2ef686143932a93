#include "rig_ablation.h"
#include "rig_infusion.h"
#include "rig_injection.h"

const struct rig_type *const rig_types[] = { &rig_ablation, &rig_infusion, &rig_injection, NULL };
