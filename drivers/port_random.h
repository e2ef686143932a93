/* port_random.h - chance for lines and faults, from a seed: the same on every machine.
 *
 * splitmix64 (Steele, Lea, Flood 2014): one word of state, every seed is good, 2^64 numbers before
 * it repeats. */
#ifndef PAINRIG_DRIVERS_PORT_RANDOM_H
#define PAINRIG_DRIVERS_PORT_RANDOM_H

#include <stdbool.h>
#include <stdint.h>

static inline uint64_t port_random_next(uint64_t *state)
{
    uint64_t z = *state += 0x9E3779B97F4A7C15u;

    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9u;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EBu;
    return z ^ (z >> 31);
}

/* From 0 up to, but not, 1. */
static inline double port_random_part(uint64_t *state)
{
    return (double)(port_random_next(state) >> 11) * 0x1p-53;
}

/* Draws only when there is a chance: what cannot happen moves nothing. */
static inline bool port_random_happens(uint64_t *state, double probability)
{
    return probability > 0 && port_random_part(state) < probability;
}

#endif
