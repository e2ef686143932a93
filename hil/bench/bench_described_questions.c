#include "bench_described_inside.h"

#include "base/names.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

/* ------------------------------------------------------------------ questions */

/* reply = "OK", or reply = { "OK", "DONE" } */
static enum err replies_read(struct described_reading *r, const char *name,
                             struct described_question *question, struct why *why)
{
    char   path[PATH_SIZE], one[PATH_SIZE + 24];
    size_t count;
    bool   is_there;

    described_path_join(path, "questions", name, "reply");
    count = settings_length(&r->settings, path);
    if (count > DESCRIBED_REPLIES_MAX)
        return why_say(why, ERR_LIMIT, "%s: more than %u replies", path, DESCRIBED_REPLIES_MAX);
    if (count == 0) {
        TRY(described_pattern_at(r, path, &question->replies[0], &is_there, why));
        question->reply_count = is_there;
        return ERR_OK;
    }
    for (; question->reply_count < count; question->reply_count++) {
        snprintf(one, sizeof one, "%s[%zu]", path, question->reply_count + 1);
        TRY(described_pattern_at(r, one, &question->replies[question->reply_count], &is_there,
                                 why));
    }
    return ERR_OK;
}

static enum err question_read(struct described_reading *r, size_t at, struct why *why)
{
    struct described_question *question = &r->described->questions[at];
    struct device_question    *kind = &r->described->kinds[at];
    const char                *name = r->questions[at];
    char                       path[PATH_SIZE];

    snprintf(question->what, sizeof question->what, "%.39s", name);
    TRY(described_text_at(r, described_path_join(path, "questions", name, "what"), question->what,
                sizeof question->what, why));
    described_path_join(path, "questions", name, "send");
    if (!settings_find(&r->settings, path))
        return why_say(why, ERR_PARSE, "%s is missing: what is to be sent?", path);
    TRY(described_text_at(r, path, question->command, sizeof question->command, why));
    if (line_command_check(question->command, why) != ERR_OK) {
        why_prefix(why, "%s: ", path);
        return ERR_PARSE;
    }
    described_path_join(path, "questions", name, "again");
    r->has_again[at] = settings_find(&r->settings, path) != NULL;
    TRY(settings_flag(&r->settings, path, &kind->is_idempotent, why));
    TRY(settings_number(&r->settings, described_path_join(path, "questions", name, "timeout_s"),
                        "s", 0, TICK_S_MOST, &kind->timeout_s, why));
    return replies_read(r, name, question, why);
}

enum err described_questions_read(struct described_reading *r, struct why *why)
{
    struct described *d = r->described;
    char              names[NAMES_MAX][NAME_SIZE];
    size_t            count = 0;

    TRY(described_names_of(&r->settings, "questions", names, &count, why));
    if (count > DESCRIBED_QUESTIONS_MAX)
        return why_say(why, ERR_LIMIT, "questions: more than %u", DESCRIBED_QUESTIONS_MAX);
    for (size_t i = 0; i < count; i++) {
        memcpy(r->questions[i], names[i], NAME_SIZE);
        TRY(question_read(r, i, why));
    }
    d->type.question_count = count;
    return ERR_OK;
}

/* "start", "poll", "safe": what only reads may be asked again. */
static enum err described_list_read(struct described_reading *r, const char *list, uint8_t *out,
                                    bool only_reads, struct why *why)
{
    const size_t count = settings_length(&r->settings, list);
    char         path[PATH_SIZE];
    int          question;

    if (count > DESCRIBED_QUESTIONS_MAX)
        return why_say(why, ERR_LIMIT, "%s: more than %u", list, DESCRIBED_QUESTIONS_MAX);
    for (size_t i = 0; i < count; i++) {
        snprintf(path, sizeof path, "%s[%zu]", list, i + 1);
        TRY(described_question_at(r, path, &question, why));
        out[i] = (uint8_t)question;
        if (only_reads && !r->has_again[question])
            r->described->kinds[question].is_idempotent = true;
    }
    out[count] = DEVICE_END;
    return ERR_OK;
}

/* ------------------------------------------------------------------ orders, errors, safety */

/* The one reading that the question which reads back has to do with the order. */
static enum err back_reading_find(const struct described_reading *r, const char *path,
                                  enum device_order what, struct described_order *order,
                                  struct why *why)
{
    static const enum device_reading reads[DEVICE_ORDER_COUNT] = {
        [DEVICE_ORDER_POWER] = DEVICE_READ_SET_POWER, [DEVICE_ORDER_OUTPUT] = DEVICE_READ_OUTPUT_ON,
        [DEVICE_ORDER_LOAD] = DEVICE_READ_LOAD,       [DEVICE_ORDER_RATE] = DEVICE_READ_RATE,
        [DEVICE_ORDER_RUN] = DEVICE_READ_IS_RUNNING,  [DEVICE_ORDER_CLEAR] = DEVICE_READ_VOLUME,
        [DEVICE_ORDER_ACKNOWLEDGE] = DEVICE_READ_ALARM,
    };
    const struct described          *d = r->described;
    const struct described_question *back = &d->questions[order->back];

    order->back_reading = reads[what];
    for (size_t i = 0; i < back->reply_count; i++)
        for (size_t f = 0; f < back->replies[i].field_count; f++)
            for (size_t k = 0; k < d->field_count; k++)
                if (strcmp(d->fields[k].name, back->replies[i].fields[f].name) == 0
                    && !d->fields[k].is_identity && d->fields[k].reading == order->back_reading)
                    return ERR_OK;
    return why_say(why, ERR_PARSE, "%s: the replies to %s have no field of %s, so that nothing "
                                   "can be compared", path, back->what,
                   device_readings[order->back_reading].name);
}

static enum err order_read(struct described_reading *r, enum device_order what, struct why *why)
{
    struct described_order   *order = &r->described->orders[what];
    const struct device_word *word = &device_orders[what];
    char                      path[PATH_SIZE];

    *order = (struct described_order){ .is_there = true, .scale = 1, .least = word->least,
                                       .most = word->most };
    TRY(described_question_at(r, described_path_join(path, "orders", word->name, "zero"),
                              &order->question_of_zero, why));
    TRY(described_question_at(r, described_path_join(path, "orders", word->name, "ask"),
                              &order->question, why));
    if (order->question == DEVICE_NO_QUESTION)
        return why_say(why, ERR_PARSE, "%s is missing: which question sends it?", path);
    TRY(settings_number(&r->settings, described_path_join(path, "orders", word->name, "least"),
                        word->unit, word->least, word->most, &order->least, why));
    TRY(settings_number(&r->settings, described_path_join(path, "orders", word->name, "most"),
                        word->unit, order->least, word->most, &order->most, why));
    TRY(settings_number(&r->settings, described_path_join(path, "orders", word->name, "scale"), "",
                        -1e12, 1e12, &order->scale, why));
    if (order->scale == 0)
        return why_say(why, ERR_RANGE, "%s = 0 makes 0 of every number", path);
    TRY(settings_number(&r->settings, described_path_join(path, "orders", word->name, "within"),
                        word->unit, 0, 1e12, &order->within, why));
    TRY(described_question_at(r, described_path_join(path, "orders", word->name, "back"),
                              &order->back, why));
    return order->back == DEVICE_NO_QUESTION ? ERR_OK
                                             : back_reading_find(r, path, what, order, why);
}

enum err described_orders_read(struct described_reading *r, struct why *why)
{
    const char *known[DEVICE_ORDER_COUNT];
    char        names[NAMES_MAX][NAME_SIZE];
    size_t      count = 0;
    int         at = 0;

    for (int i = 0; i < DEVICE_ORDER_COUNT; i++)
        known[i] = device_orders[i].name;
    TRY(described_names_of(&r->settings, "orders", names, &count, why));
    for (size_t i = 0; i < count; i++) {
        TRY(described_label_find("orders", names[i], known, DEVICE_ORDER_COUNT, &at, why));
        TRY(order_read(r, (enum device_order)at, why));
    }
    return ERR_OK;
}

/* errors and unasked: { { pattern = "ERR 3", says = "the interlock is open" }, ... } */
enum err described_patterns_read(struct described_reading *r, const char *list,
                                 struct described_pattern *out, size_t *out_count, struct why *why)
{
    const size_t count = settings_length(&r->settings, list);
    char         path[PATH_SIZE];
    bool         is_there;

    if (count > DESCRIBED_PATTERNS_MAX)
        return why_say(why, ERR_LIMIT, "%s: more than %u", list, DESCRIBED_PATTERNS_MAX);
    for (size_t i = 0; i < count; i++) {
        snprintf(path, sizeof path, "%s[%zu].says", list, i + 1);
        TRY(described_text_at(r, path, out[i].sentence, sizeof out[i].sentence, why));
        snprintf(path, sizeof path, "%s[%zu].pattern", list, i + 1);
        TRY(described_pattern_at(r, path, &out[i].pattern, &is_there, why));
        if (!is_there)
            return why_say(why, ERR_PARSE, "%s is missing: what does the line look like?", path);
    }
    *out_count = count;
    return ERR_OK;
}

/* is_safe = { output_on = 0 } */
enum err described_safety_read(struct described_reading *r, struct why *why)
{
    struct described *d = r->described;
    char              names[NAMES_MAX][NAME_SIZE], path[PATH_SIZE];
    size_t            count = 0;

    d->safe_value = (double)NAN;
    TRY(described_list_read(r, "start", d->start, true, why));
    TRY(described_list_read(r, "poll", d->poll, true, why));
    TRY(described_list_read(r, "safe", d->safe, false, why));
    TRY(described_names_of(&r->settings, "is_safe", names, &count, why));
    if (count == 0)
        return ERR_OK;
    if (count > 1)
        return why_say(why, ERR_LIMIT, "is_safe: one reading, please, as is_safe = "
                                       "{ output_on = 0 }");
    TRY(described_reading_find("is_safe", names[0], &d->safe_reading, why));
    snprintf(path, sizeof path, "is_safe.%s", names[0]);
    return settings_number(&r->settings, path, "", -1e12, 1e12, &d->safe_value, why);
}

