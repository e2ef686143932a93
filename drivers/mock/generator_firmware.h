/* generator_firmware.h - a mocked radiofrequency generator: the device behind
 * GENERATOR_PROTOCOL.md.
 *
 * It reads commands from its port and answers them, feels a body (probe, pad, hands on its buttons)
 * and makes voltage. One step is one turn of its main loop:
 *
 *     feel (what the last output did) -> interlocks -> commands -> state -> control -> output
 *
 * so that an interlock that trips switches the output off within the same step. Output of a step
 * holds for [now_s, now_s + dt_s). A device without mains is dead: no output, no answers; when the
 * mains come back it starts from its self-test with its settings as delivered, and nothing starts
 * by itself.
 *
 * The firmware borrows its port, owns its state, allocates nothing after create, asks no clock. */
#ifndef PAINRIG_DRIVERS_MOCK_GENERATOR_FIRMWARE_H
#define PAINRIG_DRIVERS_MOCK_GENERATOR_FIRMWARE_H

#include "drivers/generator_wire.h"
#include "drivers/port.h"

/* What the device feels. NAN is a reading that its converter did not deliver. */
struct generator_body {
    double tip_temp_c;          /* what the thermocouple says, its cold junction compensated    */
    double impedance_ohm;       /* of the load in the last step; INFINITY: open                 */
    double pad_ohm;             /* between the halves of the split pad; INFINITY: not connected */
    bool   tc_is_open;          /* at the plug: the amplifier's rail is seen                    */
    bool   tc_is_short;         /* at the plug: the cold junction's temperature is seen         */
    bool   estop_is_pressed, mains_is_off;
};

#define GENERATOR_JUNCTION_C 25.0   /* the cold junction, in the plug */

struct generator_output {
    double volts_rms;           /* over the whole step: volts^2 / ohm x dt is the step's energy  */
    double stim_volts, stim_hz; /* pulses of 1 ms at stim_hz; far too little to heat             */
    bool   rf_on, stim_on;      /* is there any radiofrequency, any stimulation in this step     */
    enum generator_state state; /* for tests and lamps on the front; the host has to ask for it  */
    enum generator_fault fault;
};

/* Planted defects, zero = sound: for testing the tests. Read at every step, owned by the caller. */
struct generator_defects {
    double self_test_fails;     /* not 0: the next self-test fails                            */
    double gain_error;          /* output voltage is (1 + this) times what the control wants  */
    double leak_volts;          /* output voltage that is there without being asked for       */
    double exempt_fault;        /* the enum generator_fault whose interlock never trips       */
    double extra_hold_s;        /* every interlock is this much slower                        */
    int    mutant;              /* enum generator_mutant; taken at power-up and at every step */
};

struct generator_firmware;

/* Powered up at its first step. `defects` may be NULL. */
MUST_CHECK enum err generator_firmware_create(struct generator_firmware **,
                                              const struct generator_defects *);
void generator_firmware_destroy(struct generator_firmware *);   /* NULL is fine */

/* One turn. A closed port is a silent host. */
struct generator_output generator_firmware_step(struct generator_firmware *, struct port *,
                                                double now_s, double dt_s,
                                                const struct generator_body *);

#define GENERATOR_IDENTITY "painrig,reference generator,MOCK-0001,1.0"

#endif
