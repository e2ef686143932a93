#include "pace.h"

#include <math.h>

enum err pace_begin(struct pace *pace, struct ablation *plant, double tick_s)
{
    double steps_s[PACE_RUNGS];

    for (int rung = 0; rung < PACE_RUNGS; rung++)
        steps_s[rung] = tick_s * (1 << rung);
    *pace = (struct pace){ .plant = plant, .tick_s = tick_s, .wanted_ticks = 1 };
    return ablation_prepare(plant, steps_s, PACE_RUNGS);
}

double pace_follow_c(const struct pace *pace, const struct grid_stencil *point)
{
    return grid_read(point, ablation_temp_c(pace->plant))
           + pace->open_ticks * pace->tick_s * grid_read(point, ablation_rise_c_per_s(pace->plant));
}

/* A step of 2^rung ticks, or of halves where boiling tissue needs them. */
static enum err step_or_halves(struct pace *pace, int rung, double volts_rms, struct why *why)
{
    double step_s = pace->tick_s * (1 << rung);
    enum err err = ERR_DIVERGED;

    if (rung == 0 || ablation_step_advice(pace->plant, step_s) >= step_s)
        err = ablation_step(pace->plant, step_s, volts_rms, why);
    if (err != ERR_DIVERGED || rung == 0)
        return err;
    why_clear(why);
    TRY(step_or_halves(pace, rung - 1, volts_rms, why));
    return step_or_halves(pace, rung - 1, volts_rms, why);
}

enum err pace_close(struct pace *pace, struct why *why)
{
    double followed_c, volts_rms;

    if (pace->open_ticks == 0)
        return ERR_OK;
    followed_c = ablation_tip_c(pace->plant)
                 + pace->open_ticks * pace->tick_s * ablation_tip_rise_c_per_s(pace->plant);
    volts_rms = sqrt(pace->volts2_sum / pace->open_ticks);
    /* Closed early: as few steps as the count of ticks has binary digits. */
    for (int rung = PACE_RUNGS - 1; rung >= 0; rung--)
        if (pace->open_ticks & (1 << rung))
            TRY(step_or_halves(pace, rung, volts_rms, why));
    pace->residual_c = fabs(ablation_tip_c(pace->plant) - followed_c);
    pace->volts2_last = pace->volts2_sum / pace->open_ticks;
    pace->steps++;
    pace->open_ticks = 0;
    pace->volts2_sum = pace->drift_j = 0;
    return ERR_OK;
}

enum err pace_tick(struct pace *pace, double volts_rms, struct why *why)
{
    double volts2 = volts_rms * volts_rms;
    double joule_per_volts2 = pace->tick_s / ablation_resistance_ohm(pace->plant);

    if (pace->open_ticks > 0
        && fabs(pace->drift_j + (volts2 - pace->volts2_last) * joule_per_volts2) * PACE_C_PER_J
           > PACE_SLACK_C) {
        TRY(pace_close(pace, why));
        pace->wanted_ticks = 1;
    }
    pace->drift_j += (volts2 - pace->volts2_last) * joule_per_volts2;
    pace->volts2_sum += volts2;
    if (++pace->open_ticks < pace->wanted_ticks)
        return ERR_OK;
    TRY(pace_close(pace, why));
    pace->wanted_ticks = pace->wanted_ticks < 1 << (PACE_RUNGS - 1)
                         ? 2 * pace->wanted_ticks : pace->wanted_ticks;
    while (pace->wanted_ticks > 1
           && ablation_step_advice(pace->plant, pace->wanted_ticks * pace->tick_s)
              < pace->wanted_ticks * pace->tick_s)
        pace->wanted_ticks /= 2;
    return ERR_OK;
}
