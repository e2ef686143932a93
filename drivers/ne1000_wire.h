/* ne1000_wire.h - what New Era syringe pumps say: NE-1000 manual 1200-01 (2014), pages 33-34.
 *
 *     command, Basic    00RAT5.0MH CR                              address of two digits, then it
 *     reply, Basic      STX 00 S ETX    STX 00 S 5.000MH ETX       address, status, data
 *     Safe Mode         STX length data CRC-high CRC-low ETX       both directions
 *
 * length counts itself and everything behind it; the CRC is XMODEM's over the data alone. CRC bytes
 * may be STX, ETX or CR, so a Safe packet is cut by its length, never by a search. A pump keeps its
 * mode over a power cycle, so both kinds of reply are understood at any time: with the first byte
 * behind STX at offset 1, two digits and a letter from 1 on are Basic, two digits from 2 on are
 * Safe.
 *
 * The status is I infusing, W withdrawing, S stopped, P paused, T timed pause, U waiting for the
 * user, X purging; or an alarm in its place: A?R reset, A?S stalled, A?T communication time-out,
 * A?E programme error, A?O programme phase out of range. Errors in the data: ? ?NA ?OOR ?COM ?IGN.
 *
 * A number has at most four digits, three behind the point: 0.001 to 9999. Pure. */
#ifndef PAINRIG_DRIVERS_NE1000_WIRE_H
#define PAINRIG_DRIVERS_NE1000_WIRE_H

#include "device.h"

#define NE1000_DATA_MAX  40u                        /* of a command or a reply; the longest is 20 */
#define NE1000_FRAME_MAX (NE1000_DATA_MAX + 6u)
#define NE1000_ADDRESSES 100
#define NE1000_NO_ADDRESS (-1)

/* letter, name, means */
#define NE1000_ALARM_LIST(X)                                                                     \
    X('R', RESET,   "it was reset: its power was interrupted")                                   \
    X('S', STALL,   "its motor has stalled")                                                     \
    X('T', TIMEOUT, "nobody spoke to it within its Safe Mode time-out, so it stopped")           \
    X('E', PROGRAM, "its pumping programme has an error")                                        \
    X('O', PHASE,   "a phase of its programme is out of range")

/* text, name, means */
#define NE1000_ERROR_LIST(X)                                                                     \
    X("?",    UNKNOWN,  "it does not know this command")                                         \
    X("?NA",  NOT_NOW,  "the command does not apply in its present state")                       \
    X("?OOR", RANGE,    "the value is out of its range")                                         \
    X("?COM", PACKET,   "the packet reached it damaged")                                         \
    X("?IGN", IGNORED,  "it ignored the command, since a new phase began at the same moment")

#define NE1000_ALARM_ENUM(letter, name, means) NE1000_ALARM_##name,
enum ne1000_alarm { NE1000_NO_ALARM, NE1000_ALARM_LIST(NE1000_ALARM_ENUM) NE1000_ALARM_COUNT };
#undef NE1000_ALARM_ENUM
#define NE1000_ERROR_ENUM(text, name, means) NE1000_ERROR_##name,
enum ne1000_error { NE1000_NO_ERROR, NE1000_ERROR_LIST(NE1000_ERROR_ENUM) NE1000_ERROR_COUNT };
#undef NE1000_ERROR_ENUM

/* "its motor has stalled" */
const char *ne1000_alarm_text(enum ne1000_alarm);
char        ne1000_alarm_letter(enum ne1000_alarm);
const char *ne1000_error_text(enum ne1000_error);

/* ---- frames ---- */

enum ne1000_framing { NE1000_BASIC, NE1000_SAFE };

/* *used: bytes of the reply (whole), or to drop (junk); 0 when partial. */
enum device_scan ne1000_scan(const uint8_t *bytes, size_t count, size_t *used);

/* A command to the pump at `address`, "RAT5.0MH"; "" asks for the status. Without an address
 * (NE1000_NO_ADDRESS) it goes to pump 0. Returns the count. */
size_t ne1000_write(enum ne1000_framing, int address, const char *command,
                    uint8_t bytes[NE1000_FRAME_MAX]);

struct ne1000_reply {
    enum ne1000_framing framing;
    int                 address;
    char                status;         /* of "IWSPTUX", or 'A' */
    enum ne1000_alarm   alarm;
    enum ne1000_error   error;
    char                data[NE1000_DATA_MAX + 1];      /* empty with an error or an alarm */
};

/* Of a whole frame. ERR_GARBLED: a status, alarm or error that there is not. */
MUST_CHECK enum err ne1000_read(const uint8_t *frame, size_t count, struct ne1000_reply *);

/* ---- numbers ---- */

/* letters, uL/h in one of it */
#define NE1000_UNIT_LIST(X)                                                                      \
    X("UH", UL_PER_H, 1.0) X("MH", ML_PER_H, 1e3) X("UM", UL_PER_MIN, 60.0)                      \
    X("MM", ML_PER_MIN, 6e4)
#define NE1000_UNIT_ENUM(text, name, ul_per_h) NE1000_##name,
enum ne1000_unit { NE1000_UNIT_LIST(NE1000_UNIT_ENUM) NE1000_UNIT_COUNT };
#undef NE1000_UNIT_ENUM
const char *ne1000_unit_text(enum ne1000_unit);

/* "5.0", "12.34", "1234": rounded to what the pump takes, as short as it goes. ERR_RANGE: it rounds
 * to 0 or needs more than four digits. */
MUST_CHECK enum err ne1000_number_write(double value, char text[8]);

struct ne1000_rate { enum ne1000_unit unit; char text[8]; double ul_per_h; };
/* In the unit that keeps the most of it; ul_per_h is what the pump will do. ERR_RANGE: in none. */
MUST_CHECK enum err ne1000_rate_choose(double ul_per_h, struct ne1000_rate *);
/* In a unit that may not change, since it pumps. */
MUST_CHECK enum err ne1000_rate_in(enum ne1000_unit, double ul_per_h, struct ne1000_rate *);

/* ---- data of replies; ERR_GARBLED unless right to the last character ---- */

MUST_CHECK enum err ne1000_rate_read(const char *data, struct ne1000_rate *);     /* 5.000MH */
MUST_CHECK enum err ne1000_volume_read(const char *data, double *ul, bool *is_ml);  /* 1.000ML */
struct ne1000_dispensed { double infused_ul, withdrawn_ul, ul_per_unit; };
MUST_CHECK enum err ne1000_dispensed_read(const char *data, struct ne1000_dispensed *);
MUST_CHECK enum err ne1000_number_read(const char *data, double *value);          /* 26.59 */

#endif
