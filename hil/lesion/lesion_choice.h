/* lesion_choice.h - what may be chosen of a lesion, and a choice as the settings of a case.
 *
 * One table serves the options of `painrig lesion`, the fields of GET /data/lesion and the sliders
 * of the page: same names, same words, same defaults. Ranges are those of a trainer's slider; a
 * case (case.h) allows more, and so does the command line, which leaves ranges to it. */
#ifndef PAINRIG_HIL_LESION_CHOICE_H
#define PAINRIG_HIL_LESION_CHOICE_H

#include "base/settings.h"
#include "base/why.h"
#include "hil/live.h"
#include "hil/options.h"
#include "sim/treatment.h"

#define LESION_VALUE_BYTES 48   /* of one value, as typed */
#define LESION_CASES_MAX   64   /* in one comparison      */

/*    id            name            unit kind         least most step rest      choices
 *    argument and sentence of the option */
#define LESION_VARIED_ROWS(X)                                                                   \
    X(TECHNIQUE,    "technique",    "-", LIVE_CHOICE, 0,    0,   0,   "thermal",                \
      lesion_techniques, "NAME", "thermal, or pulsed for bursts below a ceiling")               \
    X(GAUGE,        "gauge",        "-", LIVE_CHOICE, 0,    0,   0,   "18",     lesion_gauges,  \
      "G",    "16 17 18 20 22 23")                                                              \
    X(TIP,          "tip",          "mm", LIVE_NUMBER, 2,   15,  0.5, "10",     NULL,           \
      "MM",   "length of the active tip")                                                       \
    X(SET,          "set",          "C", LIVE_NUMBER, 40,   95,  1,   "80",     NULL,           \
      "C",    "temperature of the tip to hold")                                                 \
    X(TIME,         "time",         "s", LIVE_NUMBER, 0,    600, 5,   "90",     NULL,           \
      "S",    "how long to hold it, once reached; of pulses, in all")                           \
    X(RAMP,         "ramp",         "s", LIVE_NUMBER, 1,    60,  1,   "15",     NULL,           \
      "S",    "how long to reach it, in a straight line")                                       \
    X(TISSUE,       "tissue",       "-", LIVE_CHOICE, 0,    0,   0,   "muscle", lesion_tissues, \
      "NAME", "muscle, fat, nerve, disc, liver ...")                                            \
    X(START,        "start",        "C", LIVE_NUMBER, 0,    40,  1,   "37",     NULL,           \
      "C",    "temperature of the tissue before, 37 in vivo, 22 on the bench")                  \
    X(THERMOCOUPLE, "thermocouple", "mm", LIVE_NUMBER, 0,   15,  0.5, "0.5",    NULL,           \
      "MM",   "where the thermocouple sits, back from the tip's end")                           \
    X(VOLTS,        "volts",        "V", LIVE_NUMBER, 20,   70,  1,   "45",     NULL,           \
      "V",    "pulsed: RMS within a burst")                                                     \
    X(WIDTH,        "width",        "ms", LIVE_NUMBER, 5,   50,  1,   "20",     NULL,           \
      "MS",   "pulsed: length of a burst")                                                      \
    X(RATE,         "rate",         "Hz", LIVE_NUMBER, 1,   10,  1,   "2",      NULL,           \
      "HZ",   "pulsed: bursts a second")                                                        \
    X(CEILING,      "ceiling",      "C", LIVE_NUMBER, 38,   50,  0.5, "42",     NULL,           \
      "C",    "pulsed: temperature of the tip at which bursts are throttled")

#define LESION_VARIED_ID(id, ...) LESION_##id,
enum lesion_varied { LESION_VARIED_ROWS(LESION_VARIED_ID) LESION_VARIED };
#undef LESION_VARIED_ID

/* NULL-terminated: what those of a kind may be. */
extern const char *const lesion_techniques[], *const lesion_gauges[], *const lesion_tissues[];

/* One row per thing that may be chosen, in the order of the enum. A route's table begins with the
 * same rows: { LESION_VARIED_ROWS(LESION_VARIED_FIELD) ... }. */
#define LESION_VARIED_FIELD(id, name_, unit_, kind_, least_, most_, step_, rest_, choices_,       \
                            argument_, sentence_)                                                 \
    { .name = name_, .unit = unit_, .kind = kind_, .least = least_, .most = most_, .step = step_, \
      .rest = rest_, .choices = choices_, .sentence = sentence_ },
extern const struct live_field lesion_fields[LESION_VARIED];

/* One case, as typed; ex vivo means neither perfusion nor metabolism. */
struct lesion_choice {
    char value[LESION_VARIED][LESION_VALUE_BYTES];
    bool is_ex_vivo;
};

/* Does it change nothing, being the other technique's? */
bool lesion_is_idle(const struct lesion_choice *, enum lesion_varied);

/* Every combination of the values that were given, parted by commas; the last option varies
 * fastest. `choices` has room for LESION_CASES_MAX. */
MUST_CHECK enum err lesion_choices_make(const struct options *, struct lesion_choice *choices,
                                        size_t *count, struct why *);

/* The settings of a case file that asks for the same. What belongs to the other technique is left
 * out. */
MUST_CHECK enum err lesion_choice_settings(const struct lesion_choice *, struct settings *,
                                           struct why *);
/* The treatment of such a case. */
MUST_CHECK enum err lesion_choice_setup(const struct lesion_choice *, double accuracy_percent,
                                        struct treatment_setup *, struct why *);

/* Can each of them be worked out? Told by the option's name, before any is begun. */
MUST_CHECK enum err lesion_choices_check(const struct lesion_choice *, size_t count, struct why *);

#endif
