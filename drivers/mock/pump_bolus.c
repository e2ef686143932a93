#include "pump_bolus.h"

uint64_t pump_bolus_ms(uint32_t volume_nl, uint32_t rate_nl_per_h)
{
    return ((uint64_t)volume_nl * PUMP_MS_PER_HOUR + rate_nl_per_h - 1) / rate_nl_per_h;
}

uint64_t pump_bolus_advance(struct pump_bolus *bolus, uint64_t ms)
{
    uint64_t before = pump_share_owed(bolus->volume_nl, bolus->length_ms, bolus->elapsed_ms);

    bolus->elapsed_ms += ms;
    return pump_share_owed(bolus->volume_nl, bolus->length_ms, bolus->elapsed_ms) - before;
}

uint32_t pump_bolus_given_nl(const struct pump_bolus *bolus)
{
    if (bolus->length_ms == 0)
        return 0;
    return (uint32_t)(pump_share_owed(bolus->volume_nl, bolus->length_ms, bolus->elapsed_ms)
                      / PUMP_MS_PER_HOUR);
}

uint32_t pump_bolus_rate(const struct pump_bolus *bolus)
{
    return bolus->length_ms == 0 ? 0
         : (uint32_t)((uint64_t)bolus->volume_nl * PUMP_MS_PER_HOUR / bolus->length_ms);
}

void pump_singles_add(struct pump_singles *singles, uint64_t lived_ms, uint32_t volume_nl)
{
    singles->at_ms[singles->count % PUMP_SINGLES_MAX] = lived_ms;
    singles->volume_nl[singles->count % PUMP_SINGLES_MAX] = volume_nl;
    singles->count++;
}

uint64_t pump_singles_in_day_nl(const struct pump_singles *singles, uint64_t lived_ms)
{
    uint32_t kept = singles->count < PUMP_SINGLES_MAX ? singles->count : PUMP_SINGLES_MAX;
    uint32_t recent = 0;
    uint64_t volume_nl = 0;

    for (uint32_t i = 0; i < kept; i++)
        if (singles->at_ms[i] + PUMP_MS_PER_DAY > lived_ms) {
            recent++;
            volume_nl += singles->volume_nl[i];
        }
    return recent < PUMP_SINGLES_MAX ? volume_nl : volume_nl + UINT32_MAX;
}

void pump_requests_add(struct pump_requests *requests, uint64_t lived_ms)
{
    requests->at_ms[requests->count % PUMP_REQUESTS_MAX] = lived_ms;
    requests->count++;
}

unsigned pump_requests_in_day(const struct pump_requests *requests, uint64_t lived_ms)
{
    uint32_t kept = requests->count < PUMP_REQUESTS_MAX ? requests->count : PUMP_REQUESTS_MAX;
    unsigned recent = 0;

    for (uint32_t i = 0; i < kept; i++)
        recent += requests->at_ms[i] + PUMP_MS_PER_DAY > lived_ms;
    return recent;
}

uint32_t pump_patient_locked_s(const struct pump_patient *patient, uint64_t lived_ms)
{
    if (lived_ms >= patient->locked_until_ms)
        return 0;
    return (uint32_t)((patient->locked_until_ms - lived_ms + PUMP_MS_PER_S - 1) / PUMP_MS_PER_S);
}
