/* generator_firmware_inside.h - the mocked generator's memory, and what its parts ask of one
 * another.
 *
 *     firmware -> console -> acts, settings, errors
 *
 * Each part calls only what stands further to the right. Private to them. */
#ifndef PAINRIG_DRIVERS_MOCK_GENERATOR_FIRMWARE_INSIDE_H
#define PAINRIG_DRIVERS_MOCK_GENERATOR_FIRMWARE_INSIDE_H

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
    struct generator_trip trip;                 /* latched; its fault is NONE when there is none */
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
    bool     must_check;                        /* lines without a check are refused */
    unsigned sequence;
    struct generator_error_entry errors[GENERATOR_ERRORS_MAX];
    size_t   error_first, error_count;
};

/* generator_acts.c: take an input; true when the state has a row for it. */
bool generator_take(struct generator_firmware *, enum generator_input);

/* What the control is told now. */
struct generator_control_inputs generator_control_inputs(const struct generator_firmware *);

/* generator_settings.c: the settings as delivered. */
void generator_settings_rest(double *settings);

/* Why these settings cannot be used, or NULL. */
const char *generator_conflict(const double *settings);

/* generator_errors.c: put an entry into the queue; a full queue's last becomes "Queue overflow". */
void generator_error_push(struct generator_firmware *, int number, const char *text,
                          const char *detail);

/* Write the oldest entry, or "No error", and forget it. */
void generator_error_take(struct generator_firmware *, char body[GENERATOR_BODY_MAX + 1]);

/* generator_console.c: read, obey and answer what has arrived. */
void generator_console_step(struct generator_firmware *, struct port *);

#endif
