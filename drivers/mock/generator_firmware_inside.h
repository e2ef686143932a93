/* generator_firmware_inside.h - the mocked generator's memory, and what its parts ask of one
 * another.
 *
 *     firmware -> console -> acts, settings, errors
 *     misdeeds   what a mutant does besides: asked by firmware and console
 *
 * Each part calls only what stands further to the right. Private to them. */
#ifndef PAINRIG_DRIVERS_MOCK_GENERATOR_FIRMWARE_INSIDE_H
#define PAINRIG_DRIVERS_MOCK_GENERATOR_FIRMWARE_INSIDE_H

#include "drivers/line.h"
#include "generator_control.h"
#include "generator_firmware.h"
#include "generator_interlocks.h"
#include "generator_mutants.h"
#include "generator_senses.h"
#include "generator_states.h"

/* What only a mutant needs to remember. */
struct generator_misdeeds {
    struct generator_interlock rows[GENERATOR_FAULT_COUNT];
    double misread[GENERATOR_SETTING_COUNT];    /* the settings, as its control reads them */
    double shown_c, shown_ohm;                  /* what it displays without end             */
    double set_most_c;                          /* the highest of this treatment            */
    double volts_before;                        /* of the last turn                         */
    double stop_s;                              /* when standby was ordered; 0: it was not  */
    bool   resumes;                             /* a treatment is to go on after self-test  */
};

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
    struct generator_misdeeds   misdeeds;
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

static inline bool generator_is_mutant(const struct generator_firmware *fw,
                                       enum generator_mutant mutant)
{
    return fw->defects->mutant == (int)mutant;
}

/* generator_misdeeds.c */

/* At power-up: its interlocks, and whether it goes on where it was. */
void generator_misdeeds_begin(struct generator_firmware *, bool was_heating);

/* Before a turn's readings become senses. */
void generator_misdeeds_sense(struct generator_firmware *);

/* Between a turn's interlocks and its commands: what it does by itself. */
void generator_misdeeds_act(struct generator_firmware *);

/* What comes out of it, beside `output`. */
void generator_misdeeds_output(struct generator_firmware *);

/* What it says of itself. */
void generator_misdeeds_show(const struct generator_firmware *, struct generator_status *);

/* The settings as its control reads them. */
const double *generator_control_settings(struct generator_firmware *);

/* generator_acts.c: take an input; true when the state has a row for it. */
bool generator_take(struct generator_firmware *, enum generator_input);

/* What the control is told now. */
struct generator_control_inputs generator_control_inputs(struct generator_firmware *);

/* generator_settings.c: the settings as delivered. */
void generator_settings_rest(double *settings);

/* Why its settings cannot be used, or NULL. */
const char *generator_conflict(const struct generator_firmware *);

/* generator_errors.c: put an entry into the queue; a full queue's last becomes "Queue overflow". */
void generator_error_push(struct generator_firmware *, int number, const char *text,
                          const char *detail);

/* Write the oldest entry, or "No error", and forget it. */
void generator_error_take(struct generator_firmware *, char body[GENERATOR_BODY_MAX + 1]);

/* generator_console.c: read, obey and answer what has arrived. */
void generator_console_step(struct generator_firmware *, struct port *);

#endif
