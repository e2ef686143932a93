/* port_replay_inside.h - what the two ways of replaying have in common: entries that are played to
 * the host when they are due. */
#ifndef PAINRIG_DRIVERS_PORT_REPLAY_INSIDE_H
#define PAINRIG_DRIVERS_PORT_REPLAY_INSIDE_H

#include "port_replay.h"

/* Clocks that mean the same instant may differ in their last digits. */
#define REPLAY_INSTANT_S 1e-9

/* Entries that are being played: entries[at .. end), of the first `off` bytes; due as long after
 * base_s as they were recorded after base_us. */
struct replay_turn { size_t at, off, end; uint64_t base_us; double base_s; };

/* Where bytes to the host go. */
struct replay_room { uint8_t *bytes; size_t room, count; };

/* A request of the host and what the device said to it: entries[first .. end). */
struct replay_exchange {
    size_t   ask_at, ask_count;         /* asks[ask_at .. )                           */
    uint64_t ask_us;                    /* of its last byte                           */
    size_t   first, end;
    size_t   next_same;                 /* the next exchange of that request, or none */
    size_t   now;                       /* of a head: whose turn it is                */
};

#define REPLAY_NONE ((size_t)-1)
#define REPLAY_TURNS 64                 /* answers that are being played */

struct replay {
    struct port          port;
    struct port_record   record;
    enum port_replay_how how;
    bool                 is_begun, is_closed;
    struct port_sight    sight;
    struct why           parted;

    /* strict: what is played, and the next byte that the host must send */
    struct replay_turn turn;
    size_t   ask, ask_off;
    double  *asked_s;                   /* when the host had sent the whole of entry i */

    /* fuzzy */
    uint8_t                *asks;
    struct replay_exchange *exchanges;
    size_t                  exchange_count;
    size_t                 *heads;                      /* the first exchange of each kind */
    size_t                  head_count;
    uint8_t                 heard[PORT_REPLAY_REQUEST];
    size_t                  heard_count, fresh;         /* fresh: behind the last pause */
    double                  heard_s;
    bool                    is_deaf;                    /* until the host pauses        */
    struct replay_turn      turns[REPLAY_TURNS];
    size_t                  turn_count;
};

/* Play what is due by now_s: bytes to the host, events to `sight`. Stops at a '>', when the room is
 * full, or at the end. */
void replay_play(struct replay *, struct replay_turn *, double now_s, struct replay_room *);

MUST_CHECK enum err replay_fuzzy_prepare(struct replay *);
void   replay_fuzzy_begin(struct replay *, double now_s);
void   replay_fuzzy_hear(struct replay *, double now_s, uint8_t byte);
void   replay_fuzzy_play(struct replay *, double now_s, struct replay_room *);

#endif
