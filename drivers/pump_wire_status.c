/* pump_wire_status.c - the status report, field by field. */
#include "pump_wire_inside.h"

/* The order on the wire. */
#define STATUS_LIST(X)                                                                           \
    X(state, 1) X(priority, 1) X(mode, 1) X(drug, 1) X(is_silenced, 1) X(has_programme, 1)       \
    X(alarms, 4) X(clock_s, 4) X(rate_nl_per_h, 4) X(reservoir_nl, 4) X(delivered_nl, 8)         \
    X(bolus_left_nl, 4) X(lockout_left_s, 4) X(patient_given, 1) X(patient_denied, 1)            \
    X(battery_mv, 2) X(days_to_replace, 2) X(days_to_end, 2) X(log_count, 4) X(last_sequence, 2)

#define FIELD_1 uint8_t
#define FIELD_2 uint16_t
#define FIELD_4 uint32_t
#define FIELD_8 uint64_t

size_t pump_status_write(const struct pump_status *status, uint8_t *out)
{
    uint8_t *at = out;

#define PUT(field, bytes) at = pump_put(at, bytes, status->field);
    STATUS_LIST(PUT)
#undef PUT
    return (size_t)(at - out);
}

static bool is_believable(const struct pump_status *status)
{
    return status->state < PUMP_STATE_COUNT && status->priority <= PUMP_CRITICAL
        && status->mode < PUMP_MODE_COUNT && status->drug < PUMP_DRUG_COUNT
        && status->is_silenced <= 1 && status->has_programme <= 1
        && status->alarms >> PUMP_ALARM_COUNT == 0;
}

enum err pump_status_read(struct pump_status *status, const uint8_t *bytes, size_t count)
{
    struct pump_bytes  left = { .at = bytes, .left = count };
    struct pump_status read = { .state = 0 };

#define TAKE(field, bytes) read.field = (FIELD_##bytes)pump_get(&left, sizeof read.field);
    STATUS_LIST(TAKE)
#undef TAKE
    if (!pump_is_read(&left) || !is_believable(&read))
        return ERR_GARBLED;
    *status = read;
    return ERR_OK;
}
