#include "film.h"

#include <assert.h>
#include <math.h>
#include <string.h>

#define FLOAT_BYTES 4
#define CHUNK       256     /* numbers that are turned into floats at a time */

void film_free(struct film *film)
{
    if (!film)
        return;
    for (size_t f = 0; f < film->field_count; f++)
        bytes_free(&film->field[f].floats);
    bytes_free(&film->members);
    film->field_count = film->series_count = film->frames = 0;
}

size_t film_add_field(struct film *film, const char *name, size_t per_frame)
{
    assert(film->field_count < FILM_FIELDS_MAX && film->frames == 0);
    film->field[film->field_count] = (struct film_field){ .name = name, .per_frame = per_frame };
    return film->field_count++;
}

size_t film_add_series(struct film *film, const char *name)
{
    assert(film->series_count < FILM_SERIES_MAX && film->frames == 0);
    film->series[film->series_count].name = name;
    return film->series_count++;
}

/* ------------------------------------------------------------------ frames */

void film_begin_frame(struct film *film, double time_s)
{
    assert(film->frames < FILM_FRAMES_MAX);
    film->time_s[film->frames++] = time_s;
}

static void float_put(unsigned char *at, double value)
{
    float    narrow = (float)value;
    uint32_t bits;

    memcpy(&bits, &narrow, sizeof bits);
    for (int byte = 0; byte < FLOAT_BYTES; byte++)
        at[byte] = (unsigned char)(bits >> 8 * byte);
}

void film_put_field(struct film *film, size_t index, const double *values)
{
    struct film_field *field = &film->field[index];
    unsigned char chunk[CHUNK * FLOAT_BYTES];

    for (size_t from = 0; from < field->per_frame; from += CHUNK) {
        size_t count = field->per_frame - from < CHUNK ? field->per_frame - from : CHUNK;
        for (size_t i = 0; i < count; i++)
            float_put(chunk + i * FLOAT_BYTES, values[from + i]);
        bytes_add(&field->floats, chunk, count * FLOAT_BYTES);
    }
}

void film_put_number(struct film *film, size_t series, double value)
{
    film->series[series].value[film->frames - 1] = value;
}

/* ------------------------------------------------------------------ the whole */

void film_numbers_write(struct bytes *out, const char *name, const double *values, size_t count)
{
    bytes_json_text(out, name);
    bytes_text(out, ":[");
    for (size_t i = 0; i < count; i++) {
        bytes_text(out, i ? "," : "");
        if (isfinite(values[i]))
            bytes_format(out, "%.9g", values[i]);
        else
            bytes_text(out, "null");
    }
    bytes_text(out, "]");
}

void film_series_write(const struct film *film, size_t series, const char *name,
                       struct bytes *out)
{
    film_numbers_write(out, name, film->series[series].value, film->frames);
}

static void head_write(const struct film *film, struct bytes *out)
{
    size_t offset = 0;
    const char *comma = "";

    bytes_text(out, "{\"format\":\"painrig film 1\",");
    bytes_json_member_text(out, "kind", film->kind);
    bytes_format(out, "\"frames\":%zu,", film->frames);
    film_numbers_write(out, "times_s", film->time_s, film->frames);
    bytes_text(out, ",\"fields\":[");
    for (size_t f = 0; f < film->field_count; f++) {
        bytes_text(out, f ? ",{" : "{");
        bytes_json_member_text(out, "name", film->field[f].name);
        bytes_format(out, "\"offset\":%zu,\"per_frame\":%zu}", offset, film->field[f].per_frame);
        offset += film->frames * film->field[f].per_frame;
    }
    bytes_text(out, "],\"series\":{");
    for (size_t s = 0; s < film->series_count; s++)
        if (film->series[s].name) {
            bytes_text(out, comma);
            film_series_write(film, s, film->series[s].name, out);
            comma = ",";
        }
    bytes_text(out, "}");
    bytes_add(out, film->members.at, film->members.used);
    bytes_text(out, "}");
    while (out->used % FLOAT_BYTES != 0)
        bytes_text(out, " ");
}

static bool has_all(const struct film *film)
{
    bool is_whole = !film->members.is_out_of_memory;

    for (size_t f = 0; f < film->field_count; f++)
        is_whole &= !film->field[f].floats.is_out_of_memory;
    return is_whole;
}

static size_t fields_bytes(const struct film *film)
{
    size_t count = 0;

    for (size_t f = 0; f < film->field_count; f++)
        count += film->field[f].floats.used;
    return count;
}

enum err film_write(const struct film *film, struct bytes *out, struct why *why)
{
    size_t head;

    bytes_add(out, (const char[FLOAT_BYTES]){ 0 }, FLOAT_BYTES);
    head_write(film, out);
    head = out->used - FLOAT_BYTES;
    bytes_reserve(out, fields_bytes(film));
    for (size_t f = 0; f < film->field_count; f++)
        bytes_add(out, film->field[f].floats.at, film->field[f].floats.used);
    if (out->is_out_of_memory || !has_all(film))
        return why_say(why, ERR_MEMORY, "no memory for a film of %zu frames", film->frames);
    for (int byte = 0; byte < FLOAT_BYTES; byte++)
        out->at[byte] = (char)(head >> 8 * byte);
    return ERR_OK;
}
