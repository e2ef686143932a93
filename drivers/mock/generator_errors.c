/* generator_errors.c - the mocked generator's error queue. */
#include "generator_firmware_inside.h"

void generator_error_push(struct generator_firmware *fw, int number, const char *text,
                          const char *detail)
{
    bool   is_full = fw->error_count == GENERATOR_ERRORS_MAX;
    size_t at = fw->error_first + (is_full ? fw->error_count - 1 : fw->error_count);
    struct generator_error_entry *entry = &fw->errors[at % GENERATOR_ERRORS_MAX];
    struct text                   words = text_over(entry->text, sizeof entry->text);

    if (is_full) {
        entry->number = GENERATOR_ERROR_QUEUE;
        text_add(&words, "%s", generator_error_text(GENERATOR_ERROR_QUEUE));
        return;
    }
    fw->error_count++;
    entry->number = number;
    text_add(&words, "%s%s%s", text, detail ? ";" : "", detail ? detail : "");
}

void generator_error_take(struct generator_firmware *fw, char body[GENERATOR_BODY_MAX + 1])
{
    const struct generator_error_entry *entry = &fw->errors[fw->error_first];

    if (fw->error_count == 0) {
        generator_error_write(false, GENERATOR_ERROR_NONE,
                              generator_error_text(GENERATOR_ERROR_NONE), body);
        return;
    }
    generator_error_write(false, entry->number, entry->text, body);
    fw->error_first = (fw->error_first + 1) % GENERATOR_ERRORS_MAX;
    fw->error_count--;
}
