/* pump_patient.c - the patient's button: granted, or denied and told.
 *
 * Rules (reference 4.3; IL-P-13, 14, 15, 17): a lockout from the begin or the end of a bolus; so
 * many in any 24 hours, rolling, not by the calendar; none while another bolus runs, the pump is
 * not in therapy, a critical alarm stands, or the reservoir would pass below empty. That a bolus
 * cannot be faster than the pump was checked with the programme. */
#include "pump_firmware_inside.h"

static unsigned given_in_day(const struct pump_firmware *fw)
{
    uint64_t since_midnight_ms = fw->clock_ms % PUMP_MS_PER_DAY;
    bool     is_by_calendar = pump_is_mutant(fw, PUMP_MUTANT_DAY_BY_CALENDAR);

    return pump_requests_in_day(&fw->patient.given,
                                fw->lived_ms + (is_by_calendar ? PUMP_MS_PER_DAY
                                                                 - since_midnight_ms : 0));
}

/* A denial's reason, and what explains it: seconds of lockout left, or boluses given. */
static enum pump_reason denial(const struct pump_firmware *fw, uint32_t *value)
{
    const struct pump_programme *programme = &fw->programme;
    uint32_t locked_s = pump_patient_locked_s(&fw->patient, pump_lockout_ms(fw));
    unsigned given = given_in_day(fw);

    *value = 0;
    if (fw->state == PUMP_STATE_ENDED)
        return PUMP_REASON_ENDED;
    if (pump_is_in(fw->state, PUMP_IN_BOLUS))
        return PUMP_REASON_BUSY;
    if (!fw->has_programme || programme->patient_nl == 0
        || !pump_transition_find(fw->state, PUMP_INPUT_PATIENT))
        return PUMP_REASON_STATE;
    if (locked_s > 0 && !pump_is_mutant(fw, PUMP_MUTANT_NO_LOCKOUT)) {
        *value = locked_s;
        return PUMP_REASON_LOCKOUT;
    }
    if (given >= programme->patient_most_per_day && !pump_is_mutant(fw, PUMP_MUTANT_NO_DAILY_MAX)) {
        *value = given;
        return PUMP_REASON_DAY_MOST;
    }
    return pump_bolus_forbidden(fw, programme->patient_nl);
}

static void grant(struct pump_firmware *fw)
{
    const struct pump_bolus bolus = {
        .volume_nl = fw->programme.patient_nl,
        .length_ms = (uint64_t)fw->programme.patient_duration_s * PUMP_MS_PER_S,
    };

    if (!pump_bolus_begin(fw, PUMP_INPUT_PATIENT, &bolus))
        return;
    pump_requests_add(&fw->patient.given, fw->lived_ms);
    pump_lock_patient(fw);
}

static void deny(struct pump_firmware *fw, enum pump_reason reason, uint32_t value)
{
    if (pump_is_mutant(fw, PUMP_MUTANT_SILENT_DENIAL))
        return;
    fw->is_denied = true;
    pump_requests_add(&fw->patient.denied, fw->lived_ms);
    if (pump_is_mutant(fw, PUMP_MUTANT_DENIAL_LOCKS))
        pump_lock_patient(fw);
    if (!pump_is_mutant(fw, PUMP_MUTANT_DENIAL_UNLOGGED))
        pump_log_add(fw, PUMP_LOG_DENIED, reason, value);
}

void pump_patient_step(struct pump_firmware *fw)
{
    bool             asks = fw->body.button_is_pressed && !fw->was_pressed;
    enum pump_reason reason;
    uint32_t         value;

    fw->was_pressed = fw->body.button_is_pressed;
    fw->is_denied = false;
    if (!asks)
        return;
    reason = denial(fw, &value);
    if (reason != PUMP_REASON_NONE)
        deny(fw, reason, value);
    else
        grant(fw);
}
