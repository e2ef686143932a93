/* port_record.h - a recording of a wire, as a text file that people read and git keeps.
 *
 *     painrig recording 1
 *     who: A. Person, bench 3
 *     instrument: New Era NE-1000, serial number 284512
 *     firmware: NE1000V3.923
 *     when: 2026-05-17T09:30:00Z
 *     line: 19200 8N1
 *     note: why it was made (there may be several, or none)
 *
 *     0 ! open
 *     1520 > 30 30 56 45 52 0D
 *     9873 < 02 30 30 53 4E 45 31 30 30 30 56 33 2E 39 32 33 03
 *     2500000 ! closed
 *
 * Behind the header a blank line; then a line per run of bytes: microseconds since the start, which
 * never go back, > what the host sends, < what the device sends, in hexadecimal, ! an event of the
 * line (port_tap.h). Lines that begin with # are remarks. A reader refuses, with file and line,
 * what is not so: a recording is evidence. */
#ifndef PAINRIG_DRIVERS_PORT_RECORD_H
#define PAINRIG_DRIVERS_PORT_RECORD_H

#include "port_open.h"

#include <stdio.h>

#define PORT_RECORD_TEXT  160
#define PORT_RECORD_RUN   1024u         /* bytes of one line */
#define PORT_RECORD_LINES 1000000u

struct port_record_header {
    char             who[PORT_RECORD_TEXT], instrument[PORT_RECORD_TEXT];
    char             firmware[PORT_RECORD_TEXT], when[PORT_RECORD_TEXT];
    struct port_line line;
};

struct port_record_entry {
    uint64_t t_us;
    char     kind;                      /* '>', '<' or '!'                              */
    size_t   at, count;                 /* bytes[at .. at + count): an event's text too */
    size_t   file_line;
};

struct port_record {                    /* zeroed to begin with */
    char                      path[PORT_ADDRESS_SIZE];
    struct port_record_header header;
    struct port_record_entry *entries;
    size_t                    entry_count, entry_room;
    uint8_t                  *bytes;
    size_t                    byte_count, byte_room;
};

/* ERR_IO, ERR_PARSE with a sentence; then the record is empty. */
MUST_CHECK enum err port_record_read(struct port_record *, const char *path, struct why *);
void port_record_free(struct port_record *);            /* zeroed is fine */

/* Writing, line by line as things happen: whoever is killed has all but the last moment. */
struct port_recorder { FILE *file; double start_s; bool is_failed; };

/* `path` must not be there yet (ERR_REFUSED). Time zero is now_s. */
MUST_CHECK enum err port_recorder_begin(struct port_recorder *, const char *path,
                                        const struct port_record_header *, double now_s,
                                        struct why *);
/* Sinks for a tap of the host's side; the context is a struct port_recorder. */
void port_recorder_bytes(void *recorder, double now_s, enum port_direction, const uint8_t *bytes,
                         size_t count);
void port_recorder_event(void *recorder, double now_s, const char *event);
/* ERR_IO when not all of it could be written. */
MUST_CHECK enum err port_recorder_end(struct port_recorder *, const char *path, struct why *);

#endif
