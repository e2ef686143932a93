/* fuzz_generator_wire.c - libFuzzer on the reference generator's codec: lines as commands and as
 * replies, and their bodies without the check that no chance would find. What is read must read
 * the same when it is written again. */
#include "drivers/generator_wire.h"
#include "drivers/line.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t count);

static void must(bool holds)
{
    if (!holds)
        abort();
}

static void command_try(const uint8_t *data, size_t count)
{
    struct generator_command command, again;
    uint8_t line[LINE_BYTES_MAX];
    size_t  length;

    if ((int)generator_command_decode(data, count, &command) != 0
        || command.verb == GENERATOR_NOTHING)
        return;
    length = generator_command_encode(&command, line);
    must(length > 0 && length <= sizeof line);
    must((int)generator_command_decode(line, length - 1, &again) == 0);
    must(again.verb == command.verb && again.tag == command.tag);
}

static void body_try(const uint8_t *data, size_t count)
{
    struct generator_status status;
    char        body[GENERATOR_BODY_MAX + 1];
    const char *text;
    double      value;
    size_t      text_count;
    int         number;

    count = count < sizeof body ? count : sizeof body - 1;
    memcpy(body, data, count);
    body[count] = '\0';
    if (generator_number_read(body, &value) == ERR_OK)
        must(strlen(body) > 0);
    if (generator_error_read(body, &number, &text, &text_count) == ERR_OK)
        must(text >= body && text + text_count <= body + count);
    if (generator_status_read(body, &status) == ERR_OK)
        must(strlen(body) > 10);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t count)
{
    struct generator_reply reply;
    size_t used = 0;

    switch (line_scan(data, count, &used)) {
    case LINE_WHOLE:   must(used > 0 && used <= count && data[used - 1] == '\n'); break;
    case LINE_JUNK:    must(used > 0 && used <= count); break;
    case LINE_PARTIAL: must(used == 0 && count < LINE_BYTES_MAX); break;
    }
    if (count < LINE_BYTES_MAX) {
        command_try(data, count);
        if (generator_reply_decode(data, count, &reply) == ERR_OK)
            body_try((const uint8_t *)reply.body, strlen(reply.body));
    }
    body_try(data, count);
    return 0;
}
