/* esu2400_wire.h - what an electrosurgical analyser says, line by line: BC Biomedical ESU-2400,
 * sold as Gossen SECULIFE ES XTRA.
 *
 *     CONF:RFM:LOAD:INT 100 CR            the load, ohm; no answer
 *     CONF:RFM:LOAD:INT? CR               100 CR LF
 *     READ:MA? CR                         316.2 CR LF       mA, root mean square
 *     STAT? CR                            128 CR LF         bits of its status
 *     *IDN? CR                            manufacturer, model, serial, firmware, software, OS
 *
 * SECULIFE ES XTRA manual, pages 112, 113 and 122. What a reply answers it does not say: so a
 * reading must have its decimal point, and what is whole must have none, to be believed. Pure. */
#ifndef PAINRIG_DRIVERS_ESU2400_WIRE_H
#define PAINRIG_DRIVERS_ESU2400_WIRE_H

#include "device.h"

enum device_scan esu2400_scan(const uint8_t *, size_t count, size_t *used);

/* The frame without CR LF, terminated; ERR_GARBLED when it does not end so or does not fit. */
MUST_CHECK enum err esu2400_line(const uint8_t *frame, size_t count, char *out, size_t size);

/* Digits, and a point with digits behind it if there are to be decimals; nothing else. */
MUST_CHECK enum err esu2400_number(const char *line, bool has_decimals, double *value);

/* bit, is it an alarm, what its coming says, what its going says; the others are reserved */
#define ESU2400_STATUS_LIST(X)                                                                     \
    X(0,  false, "it holds its readings: they are old",  "it reads again")                         \
    X(2,  false, "it is being calibrated",               "its calibration is over")                \
    X(4,  false, "it runs a tissue response test, which switches the load",                        \
                 "its tissue response test is over")                                               \
    X(6,  false, "its test is completed",                "it is ready for a test")                 \
    X(7,  false, "it reads",                             "it reads no longer")                     \
    X(8,  true,  "an error is in its queue",             "its queue of errors is empty")           \
    X(9,  true,  "the voltage is out of its range",      "the voltage is within its range again")  \
    X(10, true,  "the current is out of its range",      "the current is within its range again")  \
    X(11, true,  "the power is out of its range",        "the power is within its range again")    \
    X(12, true,  "the peak voltage is out of its range",                                           \
                 "the peak voltage is within its range again")                                     \
    X(13, true,  "the crest factor is out of its range",                                           \
                 "the crest factor is within its range again")                                     \
    X(14, true,  "its first fan is blocked: switch the source off", "its first fan turns again")   \
    X(15, true,  "its second fan is blocked: switch the source off", "its second fan turns again")

struct esu2400_bit { unsigned mask; bool is_alarm; const char *comes, *goes; };
#define ESU2400_BIT_COUNT 13u
extern const struct esu2400_bit esu2400_bits[ESU2400_BIT_COUNT];

enum { ESU2400_HELD = 1 << 0, ESU2400_VOLTS_OUT = 1 << 9, ESU2400_CURRENT_OUT = 1 << 10,
       ESU2400_POWER_OUT = 1 << 11, ESU2400_ALARMS = 0xFF00 };

#endif
