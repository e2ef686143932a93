/* tc_cxn_wire.h - the bytes of T&C Power Conversion's radiofrequency generators, "new" protocol.
 *
 *     command    'C' address id id p1 p1 p2 p2 sum sum              always ten bytes
 *     sign       '*' recognised, or '?' not                         one byte
 *     response   'R' address count count data .. sum sum            to questions, and to BC
 *
 * Numbers have their most significant byte first; the sum is that of all bytes before it, sixteen
 * bits. 38400 8N1, binary, nothing ends a message. '*' and '?' occur in data, so a sign is looked
 * for only while one is due. As the open drivers have it that agree byte for byte (pymeasure's
 * tccxn.py, Swift Coat's TCPowerRFGenrator); there is no public manual.
 *
 * Pure: bytes to structs and back. */
#ifndef PAINRIG_DRIVERS_TC_CXN_WIRE_H
#define PAINRIG_DRIVERS_TC_CXN_WIRE_H

#include "device.h"

#define TC_CXN_COMMAND_BYTES 10u
#define TC_CXN_DATA_MAX      128u       /* no response has more */
#define TC_CXN_YES           0x5555u    /* first parameter: take control, output on */
#define TC_CXN_RECOGNISED    '*'
#define TC_CXN_UNKNOWN       '?'

struct tc_cxn_command { uint8_t address; char id[3]; uint16_t first, second; };

size_t tc_cxn_command_write(const struct tc_cxn_command *, uint8_t out[TC_CXN_COMMAND_BYTES]);

struct tc_cxn_response { uint8_t address; const uint8_t *data; size_t count; };

/* While a sign is due: it, or a whole response that comes too late (its sum is right), or junk up
 * to what may be one of them. */
enum device_scan tc_cxn_sign_scan(const uint8_t *, size_t count, size_t *used);

/* While a response is due, or nothing is. */
enum device_scan tc_cxn_response_scan(const uint8_t *, size_t count, size_t *used);

/* A whole one: what is in it, pointing into it. */
struct tc_cxn_response tc_cxn_response_of(const uint8_t *, size_t count);

/* bit, what its coming says, what its going says; is it an alarm? */
#define TC_CXN_STATUS_LIST(X)                                                                     \
    X(RF_ON,        0, false, "radiofrequency is on", "radiofrequency is off")                    \
    X(EXTERNAL,     4, false, "its radiofrequency comes from an external source",                 \
                              "its radiofrequency is its own again")                              \
    X(LEVELLING,    5, false, "it levels the power into the load",                                \
                              "it levels the forward power")                                      \
    X(MCG,          6, false, "it is in MCG mode", "it has left MCG mode")                        \
    X(FORWARD,      8, true,  "the forward power is at its limit",                                \
                              "the forward power is below its limit again")                       \
    X(REVERSE,      9, true,  "the reflected power is at its limit: look at load and cable",      \
                              "the reflected power is below its limit again")                     \
    X(HOT,         10, true,  "it is too hot: look at its fans and its cooling water",            \
                              "it has cooled down")                                               \
    X(INTERLOCK,   11, true,  "its interlock is open: close it",  "its interlock is closed again") \
    X(ANALOG,      14, false, "its analog interface is enabled: it may be in command",            \
                              "its analog interface is disabled again")

#define TC_CXN_STATUS_ENUM(name, bit, is_alarm, comes, goes) TC_CXN_##name = 1u << (bit),
enum tc_cxn_status_bit { TC_CXN_STATUS_LIST(TC_CXN_STATUS_ENUM) };
#undef TC_CXN_STATUS_ENUM

struct tc_cxn_bit { unsigned mask; bool is_alarm; const char *comes, *goes; };
#define TC_CXN_BIT_COUNT 9u
extern const struct tc_cxn_bit tc_cxn_bits[TC_CXN_BIT_COUNT];
#define TC_CXN_ALARMS (TC_CXN_FORWARD | TC_CXN_REVERSE | TC_CXN_HOT | TC_CXN_INTERLOCK)

struct tc_cxn_status { unsigned bits; double heatsink_c; unsigned mode, tuner; };
struct tc_cxn_power  { double forward_w, reflected_w, load_w; };
struct tc_cxn_limits { double power_w, reverse_w; };

/* ERR_GARBLED unless exactly that many bytes (limits: at least 20). */
MUST_CHECK enum err tc_cxn_status_read(const struct tc_cxn_response *, struct tc_cxn_status *);
MUST_CHECK enum err tc_cxn_power_read(const struct tc_cxn_response *, struct tc_cxn_power *);
MUST_CHECK enum err tc_cxn_limits_read(const struct tc_cxn_response *, struct tc_cxn_limits *);
MUST_CHECK enum err tc_cxn_set_power_read(const struct tc_cxn_response *, double *power_w);
MUST_CHECK enum err tc_cxn_frequency_read(const struct tc_cxn_response *, double *frequency_hz);
/* 1: granted; 0: denied, or released. Anything else is garbled. */
MUST_CHECK enum err tc_cxn_control_read(const struct tc_cxn_response *, bool *has_control);
/* Printable, between two bytes in front and a NUL behind; spaces at its ends are dropped. */
MUST_CHECK enum err tc_cxn_text_read(const struct tc_cxn_response *, char *out, size_t size);

#endif
