/* rig_infusion.h - the second therapy: an implanted pump, its programmer, a catheter, a spinal
 * canal and a patient. A row of rig_types. */
#ifndef PAINRIG_HIL_RIG_INFUSION_H
#define PAINRIG_HIL_RIG_INFUSION_H

#include "hil/rig/rig.h"

extern const struct rig_type rig_infusion;

#endif
