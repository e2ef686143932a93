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

void pump_singles_add(struct pump_singles *singles, const struct pump_single *single)
{
    singles->given[singles->count % PUMP_SINGLES_MAX] = *single;
    singles->count++;
}

static bool is_of_day(const struct pump_single *single, uint64_t lived_ms)
{
    return single->at_ms + PUMP_MS_PER_DAY > lived_ms;
}

uint64_t pump_singles_in_day_pg(const struct pump_singles *singles, uint8_t drug,
                                uint64_t lived_ms)
{
    uint32_t kept = singles->count < PUMP_SINGLES_MAX ? singles->count : PUMP_SINGLES_MAX;
    uint64_t dose_pg = 0;

    for (uint32_t i = 0; i < kept; i++)
        if (is_of_day(&singles->given[i], lived_ms) && singles->given[i].drug == drug)
            dose_pg += singles->given[i].dose_pg;
    return dose_pg;
}

/* The next one would take the place of the oldest. */
bool pump_singles_are_full(const struct pump_singles *singles, uint64_t lived_ms)
{
    return singles->count >= PUMP_SINGLES_MAX
        && is_of_day(&singles->given[singles->count % PUMP_SINGLES_MAX], lived_ms);
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
