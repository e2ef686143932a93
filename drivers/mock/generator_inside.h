/* generator_inside.h - the mocked generator's memory, shared by its main loop and its console. Private to both. */
#ifndef PAINRIG_DRIVERS_MOCK_GENERATOR_INSIDE_H
#define PAINRIG_DRIVERS_MOCK_GENERATOR_INSIDE_H

#include "drivers/line.h"
#include "generator_control.h"
#include "generator_firmware.h"
#include "generator_interlocks.h"
#include "generator_senses.h"
#include "generator_states.h"

#define GENERATOR_ERRORS_MAX 16u
struct generator_error_entry { int number; char text[100]; };

struct generator_firmware {
    const struct generator_defects *defects;
    double now_s, state_since_s;
    bool   is_powered;

    enum generator_state  state;
    enum generator_input  aim;                  /* what follows the check */
    struct generator_trip trip;                 /* the latched one; fault is NONE when there is none */
    double settings[GENERATOR_SETTING_COUNT];

    struct generator_readings   readings;       /* of this turn */
    struct generator_senses     senses;
    struct generator_interlocks interlocks;
    struct generator_heat       heat;
    struct generator_pulses     pulses;
    struct generator_output     output;         /* of the last turn, as the detectors saw it */
    double energy_j, elapsed_s, timer_s;

    struct line_buffer lines;
    uint8_t  out[1024];
    size_t   out_first, out_end;
    double   heard_s;                           /* last valid command */
    bool     must_check;                        /* the host has used checks: lines without are refused */
    unsigned sequence;
    struct generator_error_entry errors[GENERATOR_ERRORS_MAX];
    size_t   error_first, error_count;
};

/* Take an input: true when the state has a row for it. */
bool generator_take(struct generator_firmware *, enum generator_input);

/* Why these settings cannot be used, or NULL. */
const char *generator_conflict(const double *settings);

void generator_settings_rest(double *settings);

/* Put an entry into the error queue; a full queue's last entry becomes "Queue overflow". */
void generator_error_push(struct generator_firmware *, int number, const char *text, const char *detail);

/* Read, obey and answer what has arrived. */
void generator_console_step(struct generator_firmware *, struct port *);

#endif
