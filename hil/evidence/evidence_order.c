#include "evidence_order.h"

#include <stdio.h>
#include <string.h>

static void list_write(struct bytes *body, const char *const *texts)
{
    bytes_text(body, "[");
    for (size_t i = 0; texts[i]; i++) {
        bytes_text(body, i ? "," : "");
        bytes_json_text(body, texts[i]);
    }
    bytes_text(body, "]");
}

/* [["seed","7"],["mutants",null]]: in the order given, since one may be given twice. */
static void options_write(struct bytes *body, const struct options *options)
{
    bytes_text(body, "[");
    for (size_t i = 0; i < options->given_count; i++) {
        bytes_text(body, i ? ",[" : "[");
        bytes_json_text(body, options->given[i].option->name);
        bytes_text(body, ",");
        bytes_json_text(body, options->given[i].value);
        bytes_text(body, "]");
    }
    bytes_text(body, "]");
}

static void order_write(struct bytes *body, const struct evidence_order *order)
{
    bytes_text(body, "{\"command\":");
    bytes_json_text(body, order->command);
    bytes_text(body, ",\"paths\":");
    list_write(body, order->paths);
    bytes_text(body, ",\"options\":");
    options_write(body, order->options);
    bytes_format(body, ",\"seed\":\"%llu\"", (unsigned long long)order->seed);
    if (order->more)
        bytes_add(body, order->more->at, order->more->used);
    bytes_text(body, "}");
}

enum err evidence_order_check(const struct options *options, struct why *why)
{
    const char *key_path = options_text(options, "sign", NULL);

    return key_path ? evidence_key_check(key_path, why) : ERR_OK;
}

enum err evidence_order_begin(struct evidence **evidence, const struct evidence_order *order,
                              struct why *why)
{
    struct bytes body = { 0 };
    enum err     err;

    order_write(&body, order);
    if (body.is_out_of_memory || (order->more && order->more->is_out_of_memory)) {
        bytes_free(&body);
        return why_say(why, ERR_MEMORY, "no memory for the evidence");
    }
    err = evidence_begin(evidence, &(struct evidence_setup){
        .of = order->of, .folder = order->folder, .body = &body,
        .tester = options_text(order->options, "tester", NULL),
        .key_path = options_text(order->options, "sign", NULL),
        .is_suite = strcmp(order->of, "suite") == 0 }, why);
    bytes_free(&body);
    return err;
}

enum err evidence_order_requirements(struct evidence *evidence, const struct requirements *set,
                                     const char *given, const char *scenario, struct why *why)
{
    char near[600];

    if (!set)
        return ERR_OK;
    if (!given && requirements_near(scenario, near, sizeof near))
        given = near;
    return evidence_input(evidence, "requirements", given, requirements_sha256(set), why);
}

void evidence_order_fail(struct evidence *evidence, const char *sentence)
{
    struct why why = { "" };

    if (evidence && evidence_end(evidence, VERDICT_ERROR, "ended by an error", sentence, &why)
                        != ERR_OK)
        fprintf(stderr, "%s\n", why.text);
}
