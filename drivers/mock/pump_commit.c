/* pump_commit.c - a new programme: written in parts beside the one in force, then taken whole. */
#include "pump_firmware_inside.h"

#include <string.h>

#define ALL_PARTS ((1u << PUMP_PART_COUNT) - 1u)

/* Twice, byte for byte, so that a bit that turns over is seen. */
static void programme_keep(struct pump_firmware *fw)
{
    memcpy(&fw->kept, &fw->programme, sizeof fw->kept);
}

bool pump_programme_is_sound(const struct pump_firmware *fw)
{
    return memcmp(&fw->kept, &fw->programme, sizeof fw->kept) == 0;
}

enum pump_reason pump_update_write(struct pump_firmware *fw, const uint8_t *bytes, size_t count)
{
    if (fw->state != PUMP_STATE_UPDATING)
        return PUMP_REASON_NOT_UPDATING;
    if (count == 0 || bytes[0] >= PUMP_PART_COUNT
        || pump_part_read(&fw->staged, (enum pump_part)bytes[0], bytes + 1, count - 1) != ERR_OK)
        return PUMP_REASON_PAYLOAD;
    fw->parts |= 1u << bytes[0];
    if (pump_is_mutant(fw, PUMP_MUTANT_HALF_PROGRAMME)
        && pump_part_read(&fw->programme, (enum pump_part)bytes[0], bytes + 1, count - 1) == ERR_OK)
        programme_keep(fw);
    return PUMP_REASON_NONE;
}

/* What stood in the reservoir stands in the catheter when another drug comes. */
static void drug_remember(struct pump_firmware *fw, const struct pump_programme *next)
{
    const struct pump_programme *was = fw->has_programme ? &fw->kept : next;

    if (fw->has_programme && was->drug == next->drug
        && was->concentration_ug_per_ml == next->concentration_ug_per_ml)
        return;
    fw->old_drug = was->drug;
    fw->old_ug_per_ml = was->concentration_ug_per_ml;
}

/* In force from now on. The patient's lockout begins anew (published). */
void pump_programme_apply(struct pump_firmware *fw, const struct pump_programme *programme)
{
    drug_remember(fw, programme);
    fw->programme = *programme;
    programme_keep(fw);
    fw->has_programme = true;
    pump_lock_patient(fw);
    pump_log_add(fw, PUMP_LOG_PROGRAMME, 0, pump_programme_crc(programme));
}

/* What ran goes on with the new programme (published: a pump restarts when the session completes),
 * but stops for another drug (IL-P-43); what stood, stands until START; after a reset the minimum
 * rate stays until START. */
static enum pump_input home_after(const struct pump_firmware *fw, const struct pump_programme *next)
{
    if (fw->home == PUMP_INPUT_SHELVE)
        return PUMP_INPUT_STOP;
    if (fw->home < PUMP_INPUT_RUN_CONTINUOUS)
        return fw->home;
    if (next->drug != fw->kept.drug && !pump_is_mutant(fw, PUMP_MUTANT_DRUG_RUNS_ON))
        return PUMP_INPUT_STOP;
    return fw->is_reduced ? fw->home : pump_input_of_mode(next->mode);
}

enum pump_reason pump_update_commit(struct pump_firmware *fw, uint32_t crc, bool is_confirmed)
{
    enum pump_input  home = home_after(fw, &fw->staged);
    enum pump_reason reason;

    if (fw->state != PUMP_STATE_UPDATING)
        return PUMP_REASON_NOT_UPDATING;
    if (fw->parts != ALL_PARTS && !pump_is_mutant(fw, PUMP_MUTANT_INCOMPLETE_TAKEN))
        return PUMP_REASON_INCOMPLETE;
    if (pump_programme_crc(&fw->staged) != crc && !pump_is_mutant(fw, PUMP_MUTANT_NO_PROGRAMME_CRC))
        return PUMP_REASON_PROGRAMME_CRC;
    reason = pump_programme_check(&fw->staged, &fw->limits, is_confirmed);
    if (reason != PUMP_REASON_NONE)
        return reason;
    if (home >= PUMP_INPUT_RUN_CONTINUOUS && !fw->is_reduced
        && pump_is_clockless(fw, &fw->staged))
        return PUMP_REASON_ALARM;
    pump_programme_apply(fw, &fw->staged);
    fw->home = home;
    pump_go_home(fw);
    return PUMP_REASON_NONE;
}
