#include "modbus_rtu_place.h"

#include "base/count.h"
#include "base/text.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#define WORDS_MAX 9u
#define WORD_SIZE 24u

#define TEXT_OF(name, text, last) text,
#define LAST_OF(name, text, last) last,
static const char *const tables[]    = { MODBUS_TABLE_LIST(TEXT_OF) };
static const uint8_t     functions[] = { MODBUS_TABLE_LIST(LAST_OF) };
static const char *const shapes[]    = { MODBUS_SHAPE_LIST(TEXT_OF) };
static const uint8_t     registers_of[] = { MODBUS_SHAPE_LIST(LAST_OF) };

/* bit 0: words swapped, bit 1: bytes swapped */
static const char *const orders[] = { "abcd", "cdab", "badc", "dcba" };

/* ------------------------------------------------------------------ parsing */

struct words { char text[WORDS_MAX][WORD_SIZE]; size_t count; };

static bool words_cut(const char *text, struct words *words)
{
    words->count = 0;
    for (;;) {
        size_t count;
        text += strspn(text, " \t");
        count = strcspn(text, " \t");
        if (count == 0)
            return true;
        if (words->count == WORDS_MAX || count >= WORD_SIZE)
            return false;
        memcpy(words->text[words->count], text, count);
        words->text[words->count++][count] = '\0';
        text += count;
    }
}

static bool find(const char *word, const char *const *names, size_t count, size_t *at)
{
    for (*at = 0; *at < count; ++*at)
        if (strcmp(word, names[*at]) == 0)
            return true;
    return false;
}

/* One word, or two, from `at` on; how many were taken, 0: it is none. */
static size_t option_take(const struct words *words, size_t at, struct modbus_place *place)
{
    const char *word = words->text[at];
    bool        has_next = at + 1 < words->count, is_bit = place->shape == MODBUS_BIT;
    size_t      which;

    if (is_bit)
        return 0;
    if (find(word, shapes, COUNT(shapes), &which)) {
        place->shape = (enum modbus_shape)which;
        return 1;
    }
    if (find(word, orders, COUNT(orders), &which)) {
        place->swaps_words = which & 1;
        place->swaps_bytes = which & 2;
        return 1;
    }
    if (strcmp(word, "scale") == 0 && has_next
        && number_parse(words->text[at + 1], &place->scale) == ERR_OK && place->scale != 0)
        return 2;
    if (strcmp(word, "offset") == 0 && has_next
        && number_parse(words->text[at + 1], &place->offset) == ERR_OK)
        return 2;
    return 0;
}

static enum err refuse(const char *text, const char *what, struct why *why)
{
    return why_say(why, ERR_RANGE,
                   "\"%.95s\": %s: give a table (coil, discrete, input, holding), an address "
                   "from 0, and for registers a shape (u16, s16, u32, s32, float), an order "
                   "(abcd, cdab, badc, dcba), scale and offset, as in \"input 0 float cdab "
                   "scale 0.1\"",
                   text, what);
}

enum err modbus_place_parse(const char *text, struct modbus_place *place, struct why *why)
{
    struct modbus_place read = { .shape = MODBUS_U16, .scale = 1 };
    struct words        words;
    size_t              table, at, taken;
    double              address;
    char                what[64];

    if (!words_cut(text, &words) || words.count < 2)
        return refuse(text, "that is no place of a register", why);
    if (!find(words.text[0], tables, COUNT(tables), &table))
        return refuse(text, "there is no such table", why);
    if (number_parse(words.text[1], &address) != ERR_OK || address < 0 || address > 65535
        || floor(address) != address)
        return refuse(text, "the address is none from 0 to 65535", why);
    read.table = (enum modbus_table)table;
    read.address = (uint16_t)address;
    if (read.table == MODBUS_COIL || read.table == MODBUS_DISCRETE)
        read.shape = MODBUS_BIT;
    for (at = 2; at < words.count; at += taken) {
        taken = option_take(&words, at, &read);
        snprintf(what, sizeof what, "\"%s\" is not understood there", words.text[at]);
        if (taken == 0)
            return refuse(text, what, why);
    }
    if (read.swaps_words && modbus_place_count(&read) == 1)
        return refuse(text, "one register has no order of words", why);
    if ((unsigned)read.address + modbus_place_count(&read) > 65536u)
        return refuse(text, "its second register is behind the last", why);
    *place = read;
    return ERR_OK;
}

/* ------------------------------------------------------------------ values */

uint8_t modbus_place_function(const struct modbus_place *place)
{
    return functions[place->table];
}

uint16_t modbus_place_count(const struct modbus_place *place)
{
    return place->shape == MODBUS_BIT ? 1 : registers_of[place->shape];
}

static uint16_t swapped(uint16_t word)
{
    return (uint16_t)(word << 8 | word >> 8);
}

/* Between what stands on the wire and high word first: the way there is the way back. */
static void reorder(const struct modbus_place *place, uint16_t registers[MODBUS_REGISTERS_MAX])
{
    size_t count = modbus_place_count(place);

    for (size_t i = 0; place->swaps_bytes && i < count; i++)
        registers[i] = swapped(registers[i]);
    if (place->swaps_words && count == 2) {
        uint16_t first = registers[0];
        registers[0] = registers[1];
        registers[1] = first;
    }
}

static double raw_of(const struct modbus_place *place, const uint16_t *registers)
{
    uint32_t bits = modbus_place_count(place) == 2
                        ? (uint32_t)registers[0] << 16 | registers[1] : registers[0];
    float    as_float;

    switch (place->shape) {
    case MODBUS_S16:
        return bits < 0x8000u ? (double)bits : (double)bits - 65536.0;
    case MODBUS_S32:
        return bits < 0x80000000u ? (double)bits : (double)bits - 4294967296.0;
    case MODBUS_FLOAT:
        memcpy(&as_float, &bits, sizeof as_float);
        return (double)as_float;
    default:
        return (double)bits;
    }
}

enum err modbus_place_decode(const struct modbus_place *place, const uint8_t *data, size_t count,
                             double *value)
{
    uint16_t registers[MODBUS_REGISTERS_MAX] = { 0 };
    size_t   wanted = modbus_place_count(place);

    if (place->shape == MODBUS_BIT) {
        if (count != 1 || data[0] > 1)
            return ERR_GARBLED;
        *value = data[0];
        return ERR_OK;
    }
    if (count != 2 * wanted)
        return ERR_GARBLED;
    for (size_t i = 0; i < wanted; i++)
        registers[i] = (uint16_t)(data[2 * i] << 8 | data[2 * i + 1]);
    reorder(place, registers);
    *value = raw_of(place, registers) * place->scale + place->offset;
    return ERR_OK;
}

/* The bits of a raw number; false: it does not fit. */
static bool bits_of(const struct modbus_place *place, double raw, uint32_t *bits)
{
    static const struct { double least, most; } ranges[MODBUS_SHAPE_COUNT] = {
        [MODBUS_U16] = { 0, 65535 },      [MODBUS_S16] = { -32768, 32767 },
        [MODBUS_U32] = { 0, 4294967295 }, [MODBUS_S32] = { -2147483648.0, 2147483647 },
    };
    float as_float = (float)raw;

    if (place->shape == MODBUS_FLOAT) {
        memcpy(bits, &as_float, sizeof *bits);
        return isfinite(as_float);
    }
    raw = round(raw);
    if (!(raw >= ranges[place->shape].least && raw <= ranges[place->shape].most))
        return false;
    *bits = (uint32_t)(int64_t)raw;
    return true;
}

enum err modbus_place_encode(const struct modbus_place *place, double value,
                             uint16_t registers[MODBUS_REGISTERS_MAX])
{
    uint32_t bits;

    if (place->shape == MODBUS_BIT) {
        if (value != 0 && value != 1)
            return ERR_RANGE;
        registers[0] = value != 0;
        return ERR_OK;
    }
    if (!bits_of(place, (value - place->offset) / place->scale, &bits))
        return ERR_RANGE;
    registers[0] = (uint16_t)(modbus_place_count(place) == 2 ? bits >> 16 : bits);
    registers[1] = (uint16_t)bits;
    reorder(place, registers);
    return ERR_OK;
}
