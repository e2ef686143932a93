/* generator_wire_words.c - the lists of generator_wire.h, as tables. */
#include "generator_wire.h"

#define LABEL(name, text) text,
const char *const generator_state_labels[GENERATOR_STATE_COUNT + 1] = {
    GENERATOR_STATE_LIST(LABEL) NULL
};
const char *const generator_fault_labels[GENERATOR_FAULT_COUNT + 1] = {
    GENERATOR_FAULT_LIST(LABEL) NULL
};

#define SETTING_ROW(enumerator, name_, header_, unit_, least_, most_, rest_, decimals_, sentence_) \
    [GENERATOR_ORDER_##enumerator] = { .name = name_, .header = header_, .unit = unit_,            \
        .least = least_, .most = most_, .rest = rest_, .decimals = decimals_, .word = "",          \
        .is_idempotent = true, .sentence = sentence_ },
#define ACTION_ROW(enumerator, name_, header_, word_, is_idempotent_, sentence_)        \
    [GENERATOR_ORDER_##enumerator] = { .name = name_, .header = header_, .unit = "-",   \
        .least = 0, .most = 1, .rest = 0, .decimals = 0, .word = word_,                 \
        .is_idempotent = is_idempotent_, .sentence = sentence_ },
const struct generator_order_row generator_orders[GENERATOR_ORDER_COUNT] = {
    GENERATOR_SETTING_LIST(SETTING_ROW)
    GENERATOR_ACTION_LIST(ACTION_ROW)
};

#define ERROR_ROW(name, number_, text_) { .number = number_, .text = text_ },
static const struct { int number; const char *text; } errors[] = {
    GENERATOR_ERROR_LIST(ERROR_ROW)
};

const char *generator_error_text(enum generator_error error)
{
    for (size_t i = 0; i < sizeof errors / sizeof errors[0]; i++)
        if (errors[i].number == (int)error)
            return errors[i].text;
    return "Unknown error";
}
