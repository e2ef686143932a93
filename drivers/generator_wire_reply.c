/* generator_wire_reply.c - the frame of a reply, and the bodies that are a number or an error. */
#include "generator_wire_inside.h"

#include "base/text.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* ------------------------------------------------------------------ the frame */

size_t generator_reply_encode(unsigned tag, const char *body, uint8_t line[LINE_BYTES_MAX])
{
    size_t count = 1, body_count = strlen(body);

    if (body_count > GENERATOR_BODY_MAX)
        body_count = GENERATOR_BODY_MAX;
    line[0] = '<';
    count += generator_hex_write(line + count, tag & 0xFF, 2);
    line[count++] = ' ';
    memcpy(line + count, body, body_count);
    count = generator_check_append(line, count + body_count);
    line[count++] = '\r';
    line[count++] = '\n';
    return count;
}

#define REPLY_HEAD 4u       /* "<3F " */

enum err generator_reply_decode(const uint8_t *line, size_t count, struct generator_reply *reply)
{
    unsigned tag, check;
    size_t   body_count;

    if (count < REPLY_HEAD + GENERATOR_CHECK_BYTES + 1 || line[count - 1] != '\r')
        return ERR_GARBLED;
    count--;
    if (line[0] != '<' || !generator_hex_read(line + 1, 2, &tag) || line[3] != ' ')
        return ERR_GARBLED;
    if (!generator_has_check(line, count, &check))
        return ERR_GARBLED;
    count -= GENERATOR_CHECK_BYTES;
    body_count = count - REPLY_HEAD;
    if (body_count > GENERATOR_BODY_MAX || generator_check(line, count) != check)
        return ERR_GARBLED;
    if (memchr(line + 1, '<', count - 1) || memchr(line, '*', count))
        return ERR_GARBLED;
    reply->tag = tag;
    memcpy(reply->body, line + REPLY_HEAD, body_count);
    reply->body[body_count] = '\0';
    return ERR_OK;
}

bool generator_reply_is_refusal(const struct generator_reply *reply)
{
    return reply->body[0] == '!';
}

/* ------------------------------------------------------------------ a number */

size_t generator_number_put(char out[32], double value, int decimals)
{
    if (isnan(value))
        value = GENERATOR_NOT_MEASURED;
    else if (isinf(value))
        value = GENERATOR_OVER_RANGE;
    return text_fixed(out, value, decimals);
}

void generator_number_write(double value, int decimals, char body[GENERATOR_BODY_MAX + 1])
{
    body[generator_number_put(body, value, decimals)] = '\0';
}

enum err generator_number_read(const char *body, double *value)
{
    double read;

    TRY(number_parse(body, &read));
    *value = read == GENERATOR_OVER_RANGE || read == GENERATOR_NOT_MEASURED ? (double)NAN : read;
    return ERR_OK;
}

/* ------------------------------------------------------------------ an error */

void generator_error_write(bool is_refusal, int number, const char *text_in,
                           char body[GENERATOR_BODY_MAX + 1])
{
    struct text text = text_over(body, GENERATOR_BODY_MAX + 1);

    text_add(&text, "%s%d,\"%.150s\"", is_refusal ? "!" : "", number, text_in);
}

enum err generator_error_read(const char *body, int *number, const char **text,
                              size_t *text_count)
{
    const char *from = body + (body[0] == '!');
    char       *end;
    long        value = strtol(from, &end, 10);
    size_t      rest = strlen(end);

    if (end == from || value < -1000 || value > 1000)
        return ERR_GARBLED;
    if (rest < 3 || end[0] != ',' || end[1] != '"' || end[rest - 1] != '"')
        return ERR_GARBLED;
    *number = (int)value;
    *text = end + 2;
    *text_count = rest - 3;
    return ERR_OK;
}
