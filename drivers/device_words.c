/* device_words.c - the words of device.h as tables. */
#include "device.h"

#define READING(id, text, of, low, high, says) \
    [DEVICE_READ_##id] = { text, of, says, low, high },
const struct device_word device_readings[DEVICE_READING_COUNT] = { DEVICE_READING_LIST(READING) };

#define ORDER(id, text, of, low, high, says) \
    [DEVICE_ORDER_##id] = { text, of, says, low, high },
const struct device_word device_orders[DEVICE_ORDER_COUNT] = { DEVICE_ORDER_LIST(ORDER) };

#define LABEL(name, text) text,
const char *const device_role_labels[DEVICE_ROLE_COUNT + 1] = { DEVICE_ROLE_LIST(LABEL) NULL };
const char *const device_link_labels[DEVICE_LINK_COUNT + 1] = { DEVICE_LINK_LIST(LABEL) NULL };
