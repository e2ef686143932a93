/* generator_wire_status.c - the body that is a status: words, then a table of readings. */
#include "generator_wire_inside.h"

#include "base/text.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#define READING_ROW(field, decimals_, least_, most_) \
    { offsetof(struct generator_status, field), decimals_, least_, most_ },
static const struct { size_t offset; int decimals; double least, most; } readings[] = {
    GENERATOR_READING_LIST(READING_ROW)
};
#define READING_COUNT (sizeof readings / sizeof readings[0])

static double *reading(struct generator_status *status, size_t i)
{
    return (double *)(void *)((char *)status + readings[i].offset);
}

/* ------------------------------------------------------------------ out */

void generator_status_write(const struct generator_status *status,
                            char body[GENERATOR_BODY_MAX + 1])
{
    struct generator_status copy = *status;
    struct text             text = text_over(body, GENERATOR_BODY_MAX + 1);
    char                    number[32];

    text_add(&text, "%u,%s,%s,%02X", copy.sequence & 0xFF, generator_state_labels[copy.state],
             generator_fault_labels[copy.fault], copy.alarms & 0xFF);
    for (size_t i = 0; i < READING_COUNT; i++) {
        size_t count = generator_number_put(number, *reading(&copy, i), readings[i].decimals);
        if (text.used + 1 + count >= text.size)
            break;                  /* the reader counts the fields: a cut status is refused */
        body[text.used++] = ',';
        memcpy(body + text.used, number, count);
        text.used += count;
    }
    body[text.used] = '\0';
}

/* ------------------------------------------------------------------ in */

/* Cut the next field off *at, which moves on behind its comma, or to NULL behind the last. */
static enum err field_next(char **at, char **field)
{
    char *comma;

    if (!*at)
        return ERR_GARBLED;
    *field = *at;
    comma = strchr(*at, ',');
    *at = comma ? comma + 1 : NULL;
    if (comma)
        *comma = '\0';
    return ERR_OK;
}

static enum err label_read(char **at, const char *const *labels, unsigned *index)
{
    char *field;

    TRY(field_next(at, &field));
    for (unsigned i = 0; labels[i]; i++)
        if (strcmp(labels[i], field) == 0) {
            *index = i;
            return ERR_OK;
        }
    return ERR_GARBLED;
}

static enum err sequence_read(char **at, unsigned *sequence)
{
    char  *field, *end;
    long   value;

    TRY(field_next(at, &field));
    if (!isdigit((unsigned char)field[0]))
        return ERR_GARBLED;
    value = strtol(field, &end, 10);
    if (*end || value > 255)
        return ERR_GARBLED;
    *sequence = (unsigned)value;
    return ERR_OK;
}

static enum err alarms_read(char **at, unsigned *alarms)
{
    char *field;

    TRY(field_next(at, &field));
    if (strlen(field) != 2 || !generator_hex_read((const uint8_t *)field, 2, alarms))
        return ERR_GARBLED;
    return ERR_OK;
}

static enum err reading_read(char **at, size_t i, struct generator_status *status)
{
    char  *field;
    double value;

    TRY(field_next(at, &field));
    TRY(generator_number_read(field, &value));
    if (value < readings[i].least || value > readings[i].most)
        return ERR_GARBLED;
    *reading(status, i) = value;
    return ERR_OK;
}

enum err generator_status_read(const char *body, struct generator_status *status)
{
    struct generator_status read;
    char     copy[GENERATOR_BODY_MAX + 1], *at = copy;
    unsigned state, fault;

    strncpy(copy, body, sizeof copy - 1);
    copy[sizeof copy - 1] = '\0';
    TRY(sequence_read(&at, &read.sequence));
    TRY(label_read(&at, generator_state_labels, &state));
    TRY(label_read(&at, generator_fault_labels, &fault));
    TRY(alarms_read(&at, &read.alarms));
    for (size_t i = 0; i < READING_COUNT; i++)
        TRY(reading_read(&at, i, &read));
    if (at)
        return ERR_GARBLED;
    read.state = (enum generator_state)state;
    read.fault = (enum generator_fault)fault;
    *status = read;
    return ERR_OK;
}
