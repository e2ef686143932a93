/* generator_wire.h - the words and lines of the reference generator's protocol, both directions.
 *
 * The manual is GENERATOR_PROTOCOL.md. A command is one line from the host, a reply one line from
 * the device:
 *
 *     @3F SOUR:TEMP 80.0*F51A LF        tag, header, value, check
 *     <3F 80.0*772A CR LF               the same tag, the value now in force, check
 *
 * The check is CRC-16/CCITT-FALSE (polynomial 1021, start FFFF, not reflected; "123456789" gives
 * 29B1) over everything before the star, in four upper-case hexadecimal digits. A reply starts with
 * '<', which occurs nowhere else in it, and ends with its check: one wrong byte, wherever it is,
 * spoils the check or the shape.
 *
 * Everything here is pure: bytes to structs and back. Numbers are read to their last character; a
 * number out of its believable range is ERR_GARBLED. Each list below is one X-macro, which makes
 * the enum, the labels (NULL-terminated) and the tables. */
#ifndef PAINRIG_DRIVERS_GENERATOR_WIRE_H
#define PAINRIG_DRIVERS_GENERATOR_WIRE_H

#include "base/err.h"
#include "line.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* ------------------------------------------------------------------ states and faults */

#define GENERATOR_STATE_LIST(X)                                                       \
    X(SELF_TEST, "self_test")                                                         \
    X(STANDBY,   "standby")                                                           \
    X(CHECKING,  "checking")        /* pad and impedance, before energy flows      */ \
    X(SENSORY,   "sensory")         /* stimulation at 50 Hz                        */ \
    X(MOTOR,     "motor")           /* stimulation at 2 Hz                         */ \
    X(RAMP,      "ramp")            /* heating towards the set temperature         */ \
    X(HOLD,      "hold")            /* at the set temperature, the timer counts    */ \
    X(PULSE,     "pulse")           /* pulsed radiofrequency                       */ \
    X(COOLDOWN,  "cooldown")        /* output off, tissue cools                    */ \
    X(COMPLETE,  "complete")                                                          \
    X(FAULT,     "fault")           /* latched                                     */ \
    X(ESTOP,     "estop")           /* latched by the emergency stop               */

#define GENERATOR_STATE_ENUM(name, text) GENERATOR_STATE_##name,
enum generator_state { GENERATOR_STATE_LIST(GENERATOR_STATE_ENUM) GENERATOR_STATE_COUNT };
#undef GENERATOR_STATE_ENUM
extern const char *const generator_state_labels[GENERATOR_STATE_COUNT + 1];

/* In order of precedence: of two that fall due in the same tick the first is named. */
#define GENERATOR_FAULT_LIST(X)             \
    X(NONE,             "none")             \
    X(ESTOP,            "estop")            \
    X(SELF_TEST,        "self_test")        \
    X(TC_OPEN,          "tc_open")          \
    X(TC_SHORT,         "tc_short")         \
    X(TC_JUMP,          "tc_jump")          \
    X(OVER_TEMP,        "over_temp")        \
    X(OVER_SET_TEMP,    "over_set_temp")    \
    X(PULSE_OVER_TEMP,  "pulse_over_temp")  \
    X(NO_RISE,          "no_rise")          \
    X(PAD_LOST,         "pad_lost")         \
    X(PAD_LOW,          "pad_low")          \
    X(PAD_HIGH,         "pad_high")         \
    X(PAD_DRIFT,        "pad_drift")        \
    X(IMPEDANCE_LOW,    "impedance_low")    \
    X(IMPEDANCE_HIGH,   "impedance_high")   \
    X(IMPEDANCE_RISE,   "impedance_rise")   \
    X(OVER_VOLTAGE,     "over_voltage")     \
    X(OVER_CURRENT,     "over_current")     \
    X(OVER_POWER,       "over_power")       \
    X(UNASKED_OUTPUT,   "unasked_output")   \
    X(BOTH_OUTPUTS,     "both_outputs")     \
    X(SETTINGS,         "settings")         \
    X(OVERTIME,         "overtime")         \
    X(ENERGY,           "energy")           \
    X(HOST_SILENT,      "host_silent")

#define GENERATOR_FAULT_ENUM(name, text) GENERATOR_FAULT_##name,
enum generator_fault { GENERATOR_FAULT_LIST(GENERATOR_FAULT_ENUM) GENERATOR_FAULT_COUNT };
#undef GENERATOR_FAULT_ENUM
extern const char *const generator_fault_labels[GENERATOR_FAULT_COUNT + 1];

/* ------------------------------------------------------------------ orders */

/* Settings first, then actions.
 * enumerator, name, header, unit,
 * least, most, value after power-up, decimals on the wire, sentence */
#define GENERATOR_SETTING_LIST(X)                                                              \
    X(SET_TEMP,       "set_temp_c",         "SOURce:TEMPerature",         "C",                 \
      40,   95,    80,   1, "tip temperature to hold")                                         \
    X(RAMP,           "ramp_s",             "SOURce:RAMP",                "s",                 \
      1,    60,    15,   1, "time from the starting to the set temperature")                   \
    X(HOLD,           "hold_s",             "SOURce:HOLD",                "s",                 \
      1,    600,   90,   1, "time at the set temperature")                                     \
    X(VOLT_LIMIT,     "volt_limit_v",       "SOURce:VOLTage:LIMit",       "V",                 \
      5,    100,   100,  1, "highest voltage (RMS) the control may ask for")                   \
    X(CURRENT_LIMIT,  "current_limit_a",    "SOURce:CURRent:LIMit",       "A",                 \
      0.05, 1,     0.7,  3, "highest current (RMS) the control may ask for")                   \
    X(POWER_LIMIT,    "power_limit_w",      "SOURce:POWer:LIMit",         "W",                 \
      0.5,  50,    25,   2, "highest power the control may ask for")                           \
    X(PULSE_WIDTH,    "pulse_width_ms",     "PULSe:WIDTh",                "ms",                \
      5,    50,    20,   1, "length of a burst")                                               \
    X(PULSE_RATE,     "pulse_rate_hz",      "PULSe:RATE",                 "Hz",                \
      1,    10,    2,    1, "bursts a second")                                                 \
    X(PULSE_VOLTS,    "pulse_volts_v",      "PULSe:VOLTage",              "V",                 \
      20,   70,    45,   1, "highest voltage (RMS) within a burst")                            \
    X(PULSE_CEILING,  "pulse_ceiling_c",    "PULSe:CEILing",              "C",                 \
      38,   42,    42,   1, "tip temperature that bursts are throttled to stay below")         \
    X(PULSE_TIME,     "pulse_time_s",       "PULSe:TIME",                 "s",                 \
      1,    900,   120,  1, "time of a pulsed treatment")                                      \
    X(SENSORY_VOLTS,  "sensory_volts_v",    "STIMulate:SENSory:AMPLitude","V",                 \
      0,    3,     0,    2, "amplitude at 50 Hz, 1 ms; must be 0 to start anything")           \
    X(MOTOR_VOLTS,    "motor_volts_v",      "STIMulate:MOTor:AMPLitude",  "V",                 \
      0,    3,     0,    2, "amplitude at 2 Hz, 1 ms; must be 0 to start anything")            \
    X(WATCHDOG,       "watchdog_s",         "SYSTem:WATChdog",            "s",                 \
      0.2,  10,    2,    2, "silence of the host that stops the output")                       \
    X(TEMP_MAX,       "temp_max_c",         "PROTect:TEMPerature:MAXimum","C",                 \
      60,   95,    95,   1, "tip temperature that stops the output")                           \
    X(TEMP_MARGIN,    "temp_margin_c",      "PROTect:TEMPerature:MARGin", "C",                 \
      2,    20,    10,   1, "tip temperature above the set one that stops the output")         \
    X(TEMP_LOW,       "temp_low_c",         "PROTect:TEMPerature:LOW",    "C",                 \
      -10,  36,    30,   1, "tip temperature too low to be tissue: a shorted thermocouple")    \
    X(TEMP_JUMP,      "temp_jump_c",        "PROTect:TEMPerature:JUMP",   "C",                 \
      5,    50,    20,   1, "change of the tip temperature within 0.1 s that no tissue makes") \
    X(PULSE_TEMP,     "pulse_temp_c",       "PROTect:PULSe:TEMPerature",  "C",                 \
      43,   50,    45,   1, "tip temperature that stops a pulsed treatment")                   \
    X(RISE_POWER,     "rise_power_w",       "PROTect:RISE:POWer",         "W",                 \
      0.5,  20,    2,    2, "power above which the tip must grow warmer")                      \
    X(RISE_TEMP,      "rise_temp_c",        "PROTect:RISE:TEMPerature",   "C",                 \
      0.5,  10,    2,    1, "least rise in 10 s while that power flows")                       \
    X(IMPEDANCE_LOW,  "impedance_low_ohm",  "PROTect:IMPedance:LOW",      "ohm",               \
      10,   200,   50,   1, "impedance below which the output stops")                          \
    X(IMPEDANCE_HIGH, "impedance_high_ohm", "PROTect:IMPedance:HIGH",     "ohm",               \
      200,  3000,  1000, 1, "impedance above which the output stops")                          \
    X(IMPEDANCE_RISE, "impedance_rise_pct", "PROTect:IMPedance:RISE",     "%",                 \
      10,   100,   30,   1, "rise of the impedance within 1 s, of its value at the start")     \
    X(PAD_LOW,        "pad_low_ohm",        "PROTect:PAD:LOW",            "ohm",               \
      5,    100,   20,   1, "pad impedance below which contact is not believed")               \
    X(PAD_HIGH,       "pad_high_ohm",       "PROTect:PAD:HIGH",           "ohm",               \
      50,   500,   120,  1, "pad impedance above which contact is lost")                       \
    X(ENERGY_MAX,     "energy_max_j",       "PROTect:ENERgy",             "J",                 \
      10,   20000, 4500, 1, "energy of one treatment that stops the output")                   \
    X(TIME_MAX,       "time_max_s",         "PROTect:TIME",               "s",                 \
      10,   1800,  1000, 1, "time of one treatment that stops the output")

/* enumerator, name, header, word, may be sent again when there was no answer, sentence */
#define GENERATOR_ACTION_LIST(X)                                           \
    X(START_HEAT,    "start_heat",    "OUTPut:MODE",        "HEAT", false, \
      "heat to the set temperature")                                       \
    X(START_PULSE,   "start_pulse",   "OUTPut:MODE",        "PULS", false, \
      "pulsed radiofrequency")                                             \
    X(START_SENSORY, "start_sensory", "OUTPut:MODE",        "SENS", false, \
      "stimulation at 50 Hz")                                              \
    X(START_MOTOR,   "start_motor",   "OUTPut:MODE",        "MOT",  false, \
      "stimulation at 2 Hz")                                               \
    X(STANDBY,       "standby",       "OUTPut:MODE",        "STBY", true,  \
      "output off")                                                        \
    X(CLEAR_FAULT,   "clear_fault",   "STATus:FAULt:CLEar", "",     false, \
      "unlatch a fault whose cause is gone")                               \
    X(KEEP,          "keep",          "SYSTem:KEEP",        "",     true,  \
      "the host is alive; does nothing else")                              \
    X(RESET,         "reset",         "*RST",               "",     false, \
      "output off, all settings as after power-up")                        \
    X(CLEAR_STATUS,  "clear_status",  "*CLS",               "",     true,  \
      "empty the error queue")

#define GENERATOR_ORDER_ENUM(name, ...) GENERATOR_ORDER_##name,
enum generator_order {
    GENERATOR_SETTING_LIST(GENERATOR_ORDER_ENUM)
    GENERATOR_SETTING_COUNT,
    GENERATOR_SETTING_LAST_ = GENERATOR_SETTING_COUNT - 1,  /* actions go on counting from here */
    GENERATOR_ACTION_LIST(GENERATOR_ORDER_ENUM)
    GENERATOR_ORDER_COUNT
};
#undef GENERATOR_ORDER_ENUM

struct generator_order_row {
    const char *name, *header, *unit;
    double      least, most, rest;      /* a setting's; 0, 1, 0 for an action */
    int         decimals;
    const char *word;                   /* an action's, or "" */
    bool        is_idempotent;
    const char *sentence;
};
extern const struct generator_order_row generator_orders[GENERATOR_ORDER_COUNT];

static inline bool generator_order_is_action(enum generator_order order)
{
    return order >= GENERATOR_SETTING_COUNT;
}

/* ------------------------------------------------------------------ errors, in SCPI's numbers */

#define GENERATOR_ERROR_LIST(X)                                      \
    X(NONE,             0,    "No error")                            \
    X(NOT_ALLOWED,      -108, "Parameter not allowed")               \
    X(MISSING,          -109, "Missing parameter")                   \
    X(HEADER,           -113, "Undefined header")                    \
    X(NUMBER,           -121, "Invalid character in number")         \
    X(EXECUTION,        -200, "Execution error")                     \
    X(PARAMETER,        -220, "Parameter error")                     \
    X(CONFLICT,         -221, "Settings conflict")                   \
    X(RANGE,            -222, "Data out of range")                   \
    X(SELF_TEST,        -330, "Self-test failed")                    \
    X(QUEUE,            -350, "Queue overflow")                      \
    X(COMMUNICATION,    -360, "Communication error")                 \
    X(OVERRUN,          -363, "Input buffer overrun")

#define GENERATOR_ERROR_ENUM(name, number, text) GENERATOR_ERROR_##name = (number),
enum generator_error { GENERATOR_ERROR_LIST(GENERATOR_ERROR_ENUM) };
#undef GENERATOR_ERROR_ENUM

/* An interlock's entry in the error queue: 100 + its fault. */
#define GENERATOR_ERROR_FAULT_FIRST 100

const char *generator_error_text(enum generator_error);

/* ------------------------------------------------------------------ status */

/* bit, name */
#define GENERATOR_ALARM_LIST(X)                                                                \
    X(ERROR_QUEUED,  0, "error_queued")     /* SYST:ERR? has something to say               */ \
    X(FAULT_LATCHED, 1, "fault_latched")                                                       \
    X(BLIND,         2, "blind")            /* the fault is that a reading stayed unknown   */ \
    X(AT_LIMIT,      3, "at_limit")         /* the control wants more power than it may use */ \
    X(RF_ON,         4, "rf_on")                                                               \
    X(STIM_ON,       5, "stim_on")                                                             \
    X(AMPLITUDE,     6, "amplitude")        /* a stimulation amplitude is not zero          */ \
    X(ESTOP_PRESSED, 7, "estop_pressed")

#define GENERATOR_ALARM_ENUM(name, bit, text) GENERATOR_ALARM_##name = 1 << (bit),
enum generator_alarm { GENERATOR_ALARM_LIST(GENERATOR_ALARM_ENUM) GENERATOR_ALARM_ALL = 0xFF };
#undef GENERATOR_ALARM_ENUM

/* The numbers of a status in the order of the wire: field, decimals, believable least and most. */
#define GENERATOR_READING_LIST(X)                                                       \
    X(set_temp_c,    1, 0,    100)                                                      \
    X(tip_temp_c,    2, -50,  400)                                                      \
    X(impedance_ohm, 1, 0,    100000)                                                   \
    X(volts_rms,     2, 0,    300)      /* within the last burst when pulsed */         \
    X(current_a,     4, 0,    10)                                                       \
    X(power_w,       3, 0,    500)      /* mean over the period when pulsed  */         \
    X(stim_volts,    2, 0,    20)                                                       \
    X(timer_s,       2, 0,    100000)   /* at temperature, or in bursts      */         \
    X(elapsed_s,     2, 0,    100000)   /* since energy was started          */         \
    X(pad_ohm,       1, 0,    100000)                                                   \
    X(energy_j,      2, 0,    1000000)

#define GENERATOR_READING_FIELD(field, decimals, least, most) double field;
struct generator_status {
    unsigned             sequence;      /* 0..255, one more in each status the device makes */
    enum generator_state state;
    enum generator_fault fault;
    unsigned             alarms;        /* enum generator_alarm, or-ed */
    GENERATOR_READING_LIST(GENERATOR_READING_FIELD)     /* NAN: the device does not know */
};
#undef GENERATOR_READING_FIELD

/* Sent in place of a number: over range (an open circuit), not measured. Both are read as NAN. */
#define GENERATOR_OVER_RANGE   9.9e37
#define GENERATOR_NOT_MEASURED 9.91e37

/* ------------------------------------------------------------------ commands */

enum generator_verb {
    GENERATOR_NOTHING,                  /* an empty line                 */
    GENERATOR_SET, GENERATOR_ASK,       /* a setting: `order`, `value`   */
    GENERATOR_DO,                       /* an action: `order`            */
    GENERATOR_IDENTIFY, GENERATOR_STATUS, GENERATOR_NEXT_ERROR
};

struct generator_command {
    enum generator_verb  verb;
    enum generator_order order;
    double               value;
    unsigned             tag;           /* 0: none given; 1..255 comes back with the reply */
    bool                 is_checked;    /* it carried a check, which was right             */
};

/* The line with tag, check and line feed; returns its length. */
size_t generator_command_encode(const struct generator_command *, uint8_t line[LINE_BYTES_MAX]);

/* A line without its line feed. On an error *command holds the tag if it could be read, else 0. */
enum generator_error generator_command_decode(const uint8_t *line, size_t count,
                                              struct generator_command *);

/* ------------------------------------------------------------------ replies */

/* The line `<tag body*check CR LF`; returns its length. More than GENERATOR_BODY_MAX bytes of body
 * are cut off. */
#define GENERATOR_BODY_MAX (LINE_BYTES_MAX - 12u)
size_t generator_reply_encode(unsigned tag, const char *body, uint8_t line[LINE_BYTES_MAX]);

/* Bodies, terminated. */
void generator_number_write(double value, int decimals, char body[GENERATOR_BODY_MAX + 1]);
void generator_status_write(const struct generator_status *, char body[GENERATOR_BODY_MAX + 1]);
void generator_error_write(bool is_refusal, int number, const char *text,
                           char body[GENERATOR_BODY_MAX + 1]);

struct generator_reply {
    unsigned tag;
    char     body[GENERATOR_BODY_MAX + 1];
};

/* A line without its line feed: shape and check, or ERR_GARBLED. */
MUST_CHECK enum err generator_reply_decode(const uint8_t *line, size_t count,
                                           struct generator_reply *);

/* Is it `!number,"text"`, a refusal? */
bool generator_reply_is_refusal(const struct generator_reply *);

/* What a body says, or ERR_GARBLED. A number that is a sentinel becomes NAN. */
MUST_CHECK enum err generator_number_read(const char *body, double *value);
MUST_CHECK enum err generator_status_read(const char *body, struct generator_status *);

/* `number,"text"`, with or without the refusal's mark; *text points into the body. */
MUST_CHECK enum err generator_error_read(const char *body, int *number, const char **text,
                                         size_t *text_count);

/* The check over these bytes. */
uint16_t generator_check(const uint8_t *bytes, size_t count);

#endif
