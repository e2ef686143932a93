#include "drivers_command.h"

#include "base/text.h"
#include "drivers/device.h"
#include "drivers/port_open.h"
#include "hil/options.h"

#include <stdio.h>
#include <string.h>

static const struct command_page page = {
    .name = "drivers", .words = "[NAME]", .words_most = 1,
    .summary = "The instruments that a bench file may name, and what can be set of one.",
    .text = "A source gives energy or a drug: it is armed only by --arm and limits.\n"
            "A setting marked (unverified) or (of one source) is not certain from what is\n"
            "published: compare it with your instrument's manual. Each has an emulator to try:\n"
            "painrig emulate NAME.\n",
    .example = "  painrig drivers\n"
               "  painrig drivers ne1000",
};

static void roles_text(const struct device_type *type, char *out, size_t size)
{
    struct text text = text_over(out, size);

    if (type->roles == (1u << DEVICE_ROLE_COUNT) - 1) {
        text_add(&text, "any");
        return;
    }
    for (int i = 0; i < DEVICE_ROLE_COUNT; i++)
        if (type->roles & 1u << i)
            text_add(&text, "%s%s", text.used ? ", " : "", device_role_labels[i]);
}

static void all_print(void)
{
    char roles[120], line[40];

    for (size_t i = 0; device_types[i]; i++) {
        const struct device_type *type = device_types[i];
        roles_text(type, roles, sizeof roles);
        port_line_print(&type->line, line, sizeof line);
        printf("%-16s %-13s %-11s %s%s\n", type->name, roles, line, type->sentence,
               type->is_source ? " (a source)" : "");
    }
}

/* ------------------------------------------------------------------ one of them */

static const char *mark_text(enum device_mark mark)
{
    static const char *const texts[] = {
        [DEVICE_MARK_HIGH] = "", [DEVICE_MARK_MEDIUM] = " (of one source)",
        [DEVICE_MARK_UNVERIFIED] = " (unverified)",
    };

    return texts[mark];
}

static void setting_print(const struct device_setting *setting)
{
    bool has_unit = strcmp(setting->unit, "-") != 0;
    char usual[120], range[80] = "text";

    if (setting->usual_text) {
        snprintf(usual, sizeof usual, "\"%s\"", setting->usual_text);
    } else {
        snprintf(usual, sizeof usual, "%g", setting->usual);
        snprintf(range, sizeof range, "%g .. %g%s%s", setting->least, setting->most,
                 has_unit ? " " : "", has_unit ? setting->unit : "");
    }
    printf("  %-20s %-14s %-18s %s%s\n", setting->name, usual, range, setting->sentence,
           mark_text(setting->mark));
}

static void words_print(const char *title, const struct device_word *words, int count,
                        unsigned mask)
{
    if (mask == 0)
        return;
    printf("\n%s\n", title);
    for (int i = 0; i < count; i++)
        if (mask & 1u << i)
            printf("  %-20s %-14s %s\n", words[i].name, words[i].unit, words[i].sentence);
}

static void one_print(const struct device_type *type)
{
    char roles[120], line[40];

    roles_text(type, roles, sizeof roles);
    port_line_print(&type->line, line, sizeof line);
    printf("%s: %s\n", type->name, type->sentence);
    printf("  roles: %s\n  line: %s\n", roles, line);
    printf("  asked every %g s; lost after %g s of silence; a reading is kept for %g s\n",
           type->poll_s, type->lost_s, type->age_s_max);
    if (type->is_source)
        printf("  a source: armed only by --arm, with identity and limits in the bench file\n");
    if (type->keepalive_s > 0)
        printf("  its own watchdog, if it is on: %g s or more without a word, and it stops\n",
               type->keepalive_s);
    if (type->setting_count > 0)
        printf("\nsettings = { ... }\n");
    for (size_t i = 0; i < type->setting_count; i++)
        setting_print(&type->settings[i]);
    words_print("readings", device_readings, DEVICE_READING_COUNT, type->readings);
    words_print("orders", device_orders, DEVICE_ORDER_COUNT, type->orders);
}

int drivers_command(int argc, char **argv)
{
    const struct device_type *type;
    struct options options;
    struct why     why = { .text = "" };
    int            status;

    if (!options_start(&page, argc, argv, &options, &status))
        return status;
    if (options.word_count == 0) {
        all_print();
        return 0;
    }
    if (device_find(options.words[0], &type, &why) != ERR_OK) {
        fprintf(stderr, "painrig drivers: %s\n", why.text);
        return 2;
    }
    one_print(type);
    return 0;
}
