/* phd_ultra_wire.h - the "Ultra" command set of Harvard pumps: PHD ULTRA guide 5419-002 pages 83
 * and 88, 33 DDS guide 5419-013 page 52; Pump 11 Elite and KDS Legato speak it too.
 *
 *     command   irate 10 ul/min CR      01:irate 10 ul/min CR (PHD)     01irate 10 ul/min CR
 *     reply     LF 10 ul/min CR LF :    LF 0110 ul/min CR LF 01:        LF 01:10 ul/min CR LF 01:
 *
 * A reply ends in a prompt with nothing behind it: ":" idle, ">" infusing, "<" withdrawing, "*"
 * stalled, "T*" target reached. The same characters stand in texts, so a reply is whole only when
 * it ends in a prompt and the line has been quiet. The layout differs with model and settings: an
 * address of two digits (with or without a prompt behind it) in front of every line, when there is
 * one in front of the prompt; XON and XOFF at the ends; an echo of the command; a prompt that has
 * leaked in front of the reply. All of that is read; a text that does not begin with a line feed
 * is not, since its first characters may be missing. There is no check: a digit that the line has
 * made another digit is not noticed.
 *
 * Pure. */
#ifndef PAINRIG_DRIVERS_PHD_ULTRA_WIRE_H
#define PAINRIG_DRIVERS_PHD_ULTRA_WIRE_H

#include "device.h"

#define PHD_ULTRA_TEXT_MAX    160u
#define PHD_ULTRA_COMMAND_MAX 64u
#define PHD_ULTRA_ADDRESSES   100

/* text in the reply, name, means; the first that is found */
#define PHD_ULTRA_ERROR_LIST(X)                                                                  \
    X("Out of range",     RANGE,    "the value is out of its range")                             \
    X("Argument error",   ARGUMENT, "it does not understand the value")                          \
    X("Command error",    COMMAND,  "the command does not apply in its present state")           \
    X("Unknown command",  UNKNOWN,  "it does not know this command")                             \
    X("Non-programmable", NOT_NOW,  "the command is not allowed in this mode")
#define PHD_ULTRA_ERROR_ENUM(text, name, means) PHD_ULTRA_ERROR_##name,
enum phd_ultra_error { PHD_ULTRA_NO_ERROR, PHD_ULTRA_ERROR_LIST(PHD_ULTRA_ERROR_ENUM)
                       PHD_ULTRA_ERROR_COUNT };
#undef PHD_ULTRA_ERROR_ENUM
const char *phd_ultra_error_text(enum phd_ultra_error);

enum phd_ultra_prompt { PHD_ULTRA_IDLE, PHD_ULTRA_INFUSING, PHD_ULTRA_WITHDRAWING,
                        PHD_ULTRA_STALLED, PHD_ULTRA_TARGET };

/* All that has come is the reply, when it is quiet; never before. */
enum device_scan phd_ultra_scan(const uint8_t *bytes, size_t count, bool is_quiet, size_t *used);

struct phd_ultra_reply {
    enum phd_ultra_prompt prompt;
    bool                  has_address;          /* in front of the prompt */
    bool                  is_of[PHD_ULTRA_ADDRESSES];   /* addresses in front of any of its lines */
    enum phd_ultra_error  error;
    char                  text[PHD_ULTRA_TEXT_MAX];     /* its first line; empty: only a prompt */
    unsigned              lines;
};

/* `sent` is what was asked, which an echo has put in front. ERR_GARBLED: anything else there. */
MUST_CHECK enum err phd_ultra_read(const uint8_t *bytes, size_t count, const uint8_t *sent,
                                   size_t sent_count, struct phd_ultra_reply *);

/* Returns the count. Address 0 is not written. */
size_t phd_ultra_write(int address, bool has_colon, const char *command,
                       uint8_t bytes[DEVICE_FRAME_MAX]);

/* ---- texts; ERR_GARBLED unless right to the last character ---- */

MUST_CHECK enum err phd_ultra_rate_read(const char *text, double *ul_per_h);    /* 10 ul/min */
MUST_CHECK enum err phd_ultra_length_read(const char *text, double *mm);        /* 14.43 mm  */

/* "166666667 60000 10000000000 I...I": femtolitres per second, time, femtolitres; direction, limit
 * switch, stall, trigger, direction port, and from Elites target reached. */
struct phd_ultra_status {
    double ul_per_h, volume_ul;
    bool   is_at_limit, is_stalled, is_at_target;
};
MUST_CHECK enum err phd_ultra_status_read(const char *text, struct phd_ultra_status *);

/* "10 ul/min": in the unit that keeps most of it in five digits; what that is. ERR_RANGE. */
MUST_CHECK enum err phd_ultra_rate_write(double ul_per_h, char text[24], double *written_ul_per_h);

#endif
