#include "picture_colour.h"

#include <math.h>

/* inferno[0], inferno[15], ... inferno[255], times 255. */
const struct colour colour_map_stops[COLOUR_MAP_STOPS] = {
    {   0,   0,   4 }, {  10,   7,  34 }, {  30,  12,  69 }, {  56,   9,  98 }, {  81,  14, 108 },
    { 105,  22, 110 }, { 128,  31, 108 }, { 152,  39, 102 }, { 176,  49,  91 }, { 198,  61,  77 },
    { 217,  77,  61 }, { 233,  97,  43 }, { 244, 121,  24 }, { 250, 148,   7 }, { 252, 176,  20 },
    { 248, 205,  55 }, { 242, 234, 105 }, { 252, 255, 164 },
};

const struct contour_style contour_styles[CONTOUR_STYLES] = {
    { .colour = { 255, 255, 255 } },
    { .colour = {  86, 204, 255 }, .dash = { 4, 2 },       .dash_count = 2 },
    { .colour = { 130, 240, 160 }, .dash = { 1, 1.6 },     .dash_count = 2 },
    { .colour = { 255, 190, 240 }, .dash = { 5, 2, 1, 2 }, .dash_count = 4 },
    { .colour = { 180, 190, 255 }, .dash = { 2.4, 1.6 },   .dash_count = 2 },
    { .colour = { 255, 240, 130 }, .dash = { 8, 2 },       .dash_count = 2 },
};

const struct colour curve_colours[CURVE_COLOURS] = {
    {   0, 103, 168 }, { 207,  82,   0 }, {   0, 130,  94 }, { 181,  85, 143 }, { 166, 122,   0 },
    {  63, 143, 201 }, { 102, 113, 125 },
};
const struct colour limit_colour = { 191, 46, 26 };

static uint8_t between(uint8_t a, uint8_t b, double part)
{
    return (uint8_t)lround(a + part * (b - a));
}

struct colour colour_map(double fraction)
{
    double position = fmin(fmax(fraction, 0), 1) * (COLOUR_MAP_STOPS - 1);
    int    stop = (int)fmin(position, COLOUR_MAP_STOPS - 2);
    const struct colour *a = &colour_map_stops[stop], *b = a + 1;

    return (struct colour){ between(a->red, b->red, position - stop),
                            between(a->green, b->green, position - stop),
                            between(a->blue, b->blue, position - stop) };
}
