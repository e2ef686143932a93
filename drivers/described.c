#include "described.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

struct memory { double safe_s; };       /* when the first of the safe questions was asked */

static const struct described *described_of(const struct device *device)
{
    return (const struct described *)device_type(device);
}

/* ------------------------------------------------------------------ bytes */

static enum device_scan described_scan(const struct device *device, const uint8_t *bytes,
                                       size_t count, size_t *used)
{
    return described_wire_scan(&described_of(device)->replies, bytes, count, used);
}

static size_t described_write(struct device *device, int question, double value,
                              uint8_t bytes[DEVICE_FRAME_MAX])
{
    const struct described *d = described_of(device);
    struct memory          *memory = device_memory(device);
    uint8_t      body[2 * LINE_PATTERN_SIZE];
    const size_t count = line_command_write(d->questions[question].command, value, body,
                                            sizeof body);

    if (question == d->safe[0])
        memory->safe_s = device_now_s(device);
    return described_wire_write(&d->commands, body, count, bytes);
}

/* ------------------------------------------------------------------ what a reply says */

static const struct described_field *field_find(const struct described *d, const char *name)
{
    for (size_t i = 0; i < d->field_count; i++)
        if (strcmp(d->fields[i].name, name) == 0)
            return &d->fields[i];
    return NULL;
}

static bool word_value(const struct described_field *field, const struct line_part *part,
                       double *value)
{
    for (size_t i = 0; i < field->word_count; i++)
        if (strlen(field->words[i].word) == part->count &&
            memcmp(field->words[i].word, part->text, part->count) == 0) {
            *value = field->words[i].value;
            return true;
        }
    return false;
}

static bool part_value(const struct described_field *field, enum line_field_kind kind,
                       const struct line_part *part, double *value)
{
    double raw;

    if (field->word_count > 0)
        return word_value(field, part, value);
    if (line_part_number(part, kind, &raw) != ERR_OK)
        return false;
    *value = raw * field->scale + field->offset;
    return *value >= field->least && *value <= field->most;
}

/* All of it makes sense, or none of it is told. */
static bool parts_tell(struct device *device, const struct line_pattern *pattern,
                       const struct line_part parts[LINE_PATTERN_FIELDS])
{
    const struct described *d = described_of(device);
    double                  values[LINE_PATTERN_FIELDS] = { 0 };
    bool                    is_told = true;

    for (size_t i = 0; i < pattern->field_count; i++) {
        const struct described_field *field = field_find(d, pattern->fields[i].name);

        if (field && !field->is_identity &&
            !part_value(field, pattern->fields[i].kind, &parts[i], &values[i]))
            return false;
    }
    for (size_t i = 0; i < pattern->field_count; i++) {
        const struct described_field *field = field_find(d, pattern->fields[i].name);

        if (field && field->is_identity)
            device_identify(device, parts[i].text, parts[i].count);
        else if (field)
            is_told &= device_tell(device, field->reading, values[i]);
    }
    return is_told;
}

/* The value in force must be the one that was ordered; a reply that does not tell it proves
 * nothing. */
static enum device_heard back_compare(struct device *device, int question, double value)
{
    const struct described       *d = described_of(device);
    const struct described_order *order;
    double                        read;

    if (d->questions[question].reads_back == DESCRIBED_NO_ORDER)
        return DEVICE_DONE;
    order = &d->orders[d->questions[question].reads_back];
    read = device_reading_age_s(device, order->back_reading) > 0
               ? (double)NAN : device_reading(device, order->back_reading);
    if (fabs(read - value) <= order->within)
        return DEVICE_DONE;
    device_say(device, "%s is %g %s, ordered was %g",
               device_readings[order->back_reading].name, read,
               device_readings[order->back_reading].unit, value);
    return DEVICE_REFUSED;
}

/* The index of the first pattern that fits, or `count`. */
static size_t pattern_find(const struct described_pattern *patterns, size_t count,
                           const struct line_part *body,
                           struct line_part parts[LINE_PATTERN_FIELDS])
{
    size_t i = 0;

    while (i < count && !line_pattern_matches(&patterns[i].pattern, body->text, body->count, parts))
        i++;
    return i;
}

static enum device_heard answer_hear(struct device *device, int question, double value,
                                     const struct line_part *body)
{
    const struct described_question *asked = &described_of(device)->questions[question];
    struct line_part                 parts[LINE_PATTERN_FIELDS];

    for (size_t i = 0; i < asked->reply_count; i++)
        if (line_pattern_matches(&asked->replies[i], body->text, body->count, parts))
            return parts_tell(device, &asked->replies[i], parts)
                 ? back_compare(device, question, value) : DEVICE_GARBLED;
    return DEVICE_STRAY;
}

static enum device_heard described_hear(struct device *device, int question, double value,
                                        const uint8_t *frame, size_t count)
{
    const struct described *d = described_of(device);
    struct line_part        parts[LINE_PATTERN_FIELDS];
    enum device_heard       heard = DEVICE_STRAY;
    struct line_part        body;
    size_t                  at;

    if (!described_wire_body(&d->replies, frame, count, &body))
        return DEVICE_GARBLED;
    if (body.count == 0)
        return DEVICE_UNASKED;
    if (question != DEVICE_NO_QUESTION)
        heard = answer_hear(device, question, value, &body);
    if (heard != DEVICE_STRAY)
        return heard;
    at = pattern_find(d->errors, d->error_count, &body, parts);
    if (at < d->error_count && question != DEVICE_NO_QUESTION) {
        device_say(device, "%s refused: %s (\"%.*s\")", d->questions[question].what,
                   d->errors[at].sentence, (int)body.count, body.text);
        return DEVICE_REFUSED;
    }
    at = pattern_find(d->unasked, d->unasked_count, &body, parts);
    if (at == d->unasked_count)
        return DEVICE_STRAY;
    if (d->unasked[at].sentence[0])
        device_say(device, "%s (\"%.*s\")", d->unasked[at].sentence, (int)body.count, body.text);
    return parts_tell(device, &d->unasked[at].pattern, parts) ? DEVICE_UNASKED : DEVICE_GARBLED;
}

/* ------------------------------------------------------------------ orders */

static enum err described_order(struct device *device, enum device_order what, double value,
                                struct why *why)
{
    const struct described       *d = described_of(device);
    const struct described_order *order = &d->orders[what];
    int                           question = order->question;

    if (!order->is_there)
        return why_say(why, ERR_UNKNOWN, "%s takes no order %s", d->name,
                       device_orders[what].name);
    if (!(value >= order->least && value <= order->most))
        return why_say(why, ERR_RANGE, "%s = %g %s is out of %s's range: %g to %g",
                       device_orders[what].name, value, device_orders[what].unit, d->name,
                       order->least, order->most);
    if (value == 0 && order->question_of_zero != DEVICE_NO_QUESTION)
        question = order->question_of_zero;
    TRY(device_ask(device, question, value * order->scale));
    return order->back == DEVICE_NO_QUESTION ? ERR_OK : device_ask(device, order->back, value);
}

/* What it said before it was told to be safe does not count. */
static bool described_is_safe(const struct device *device)
{
    const struct described *d = described_of(device);
    const struct memory    *memory = device_memory_const(device);
    double heard_s = device_now_s(device) - device_reading_age_s(device, d->safe_reading);

    return heard_s > memory->safe_s
        && device_reading(device, d->safe_reading) == d->safe_value;
}

/* ------------------------------------------------------------------ a description is checked */

static enum err fields_check(const struct described *d, const struct line_pattern *pattern,
                             const char *where, struct why *why)
{
    for (size_t i = 0; i < pattern->field_count; i++) {
        const struct line_field *field = &pattern->fields[i];
        const struct described_field *meant = field_find(d, field->name);

        if (field->kind == LINE_FIELD_SKIP)
            continue;
        if (!meant)
            return why_say(why, ERR_PARSE, "%s: the field {%s} is not described: fields.%s = "
                           "{ reading = \"power_w\" }, or {} to pass over it", where, field->name,
                           field->name);
        if ((field->kind == LINE_FIELD_WORD || field->kind == LINE_FIELD_TEXT)
            && meant->word_count == 0 && !meant->is_identity)
            return why_say(why, ERR_PARSE, "%s: the field {%s} is a text, so that its `words` say "
                           "what each of them means", where, field->name);
    }
    return ERR_OK;
}

static enum err patterns_check(const struct described *d, struct why *why)
{
    char where[64];

    for (size_t q = 0; q < d->type.question_count; q++)
        for (size_t r = 0; r < d->questions[q].reply_count; r++) {
            snprintf(where, sizeof where, "questions.%.40s", d->questions[q].what);
            TRY(fields_check(d, &d->questions[q].replies[r], where, why));
        }
    for (size_t i = 0; i < d->unasked_count; i++)
        TRY(fields_check(d, &d->unasked[i].pattern, "unasked", why));
    return ERR_OK;
}

/* An order's read-back is a question of its own, which knows what it expects. */
static enum err backs_add(struct described *d, struct why *why)
{
    for (int o = 0; o < DEVICE_ORDER_COUNT; o++) {
        struct described_order *order = &d->orders[o];

        if (!order->is_there || order->back == DEVICE_NO_QUESTION)
            continue;
        if (d->type.question_count == DESCRIBED_QUESTIONS_MAX)
            return why_say(why, ERR_LIMIT, "it has more than %u questions, those that read orders "
                                           "back counted", DESCRIBED_QUESTIONS_MAX);
        d->questions[d->type.question_count] = d->questions[order->back];
        d->questions[d->type.question_count].reads_back = o;
        d->kinds[d->type.question_count] = d->kinds[order->back];
        order->back = (int)d->type.question_count++;
    }
    return ERR_OK;
}

static bool is_listed(const uint8_t *list, uint8_t question)
{
    for (; *list != DEVICE_END; list++)
        if (*list == question)
            return true;
    return false;
}

static bool pattern_reads(const struct described *d, const struct line_pattern *pattern,
                          enum device_reading reading)
{
    for (size_t i = 0; i < pattern->field_count; i++) {
        const struct described_field *field = field_find(d, pattern->fields[i].name);

        if (field && !field->is_identity && field->reading == reading)
            return true;
    }
    return false;
}

static bool question_reads(const struct described *d, const struct described_question *question,
                           enum device_reading reading)
{
    for (size_t i = 0; i < question->reply_count; i++)
        if (pattern_reads(d, &question->replies[i], reading))
            return true;
    return false;
}

/* A command that is the same whatever the value does not carry it. */
static bool has_value(const struct described_question *question)
{
    uint8_t one[LINE_PATTERN_SIZE], two[LINE_PATTERN_SIZE];
    size_t  count = line_command_write(question->command, 1, one, sizeof one);

    return line_command_write(question->command, 2, two, sizeof two) != count
        || memcmp(one, two, count) != 0;
}

/* What delivers is switched by an order of its own, which is what an unarmed run withholds. */
static const struct { enum device_order value, on; } switched[] = {
    { DEVICE_ORDER_POWER, DEVICE_ORDER_OUTPUT }, { DEVICE_ORDER_RATE, DEVICE_ORDER_RUN },
};

static enum err orders_check(const struct described *d, struct why *why)
{
    for (int o = 0; o < DEVICE_ORDER_COUNT; o++) {
        const struct described_order *order = &d->orders[o];
        bool carries = o == DEVICE_ORDER_POWER || o == DEVICE_ORDER_RATE || o == DEVICE_ORDER_LOAD;

        if (order->is_there && carries && !has_value(&d->questions[order->question]))
            return why_say(why, ERR_PARSE, "orders.%s.ask: the command of %s has no place for the "
                           "value: {} or {:.1}", device_orders[o].name,
                           d->questions[order->question].what);
    }
    for (size_t i = 0; i < sizeof switched / sizeof *switched; i++) {
        const char *value = device_orders[switched[i].value].name;
        const char *on = device_orders[switched[i].on].name;
        bool        has_on = d->orders[switched[i].on].is_there;

        if (d->orders[switched[i].value].is_there && !has_on)
            return why_say(why, ERR_PARSE, "orders.%s is missing: it takes %s, so that something "
                           "must switch it on and off", on, value);
        if (has_on && !d->type.is_source)
            return why_say(why, ERR_PARSE, "source is missing: it takes the order %s, so that it "
                           "is a source: source = true, with `safe` and `is_safe`", on);
    }
    return ERR_OK;
}

/* The guard sends what is in `safe`, and believes `safe_reading`. */
static enum err safety_check(const struct described *d, struct why *why)
{
    bool ends = false, reads = false;

    if (d->safe[0] == DEVICE_END)
        return why_say(why, ERR_PARSE, "safe is missing: it is a source, so that it lists the "
                       "questions that end its output, and one that shows it");
    if (isnan(d->safe_value))
        return why_say(why, ERR_PARSE, "is_safe is missing: it is a source: which reading shows "
                       "that its output has ended? is_safe = { output_on = 0 }");
    for (const uint8_t *q = d->safe; *q != DEVICE_END; q++) {
        ends |= !is_listed(d->poll, *q) && !is_listed(d->start, *q);
        reads |= question_reads(d, &d->questions[*q], d->safe_reading);
    }
    for (size_t i = 0; i < d->unasked_count; i++)
        reads |= pattern_reads(d, &d->unasked[i].pattern, d->safe_reading);
    if (!ends)
        return why_say(why, ERR_PARSE, "safe lists only what is asked anyway: which question ends "
                       "the output?");
    if (!reads)
        return why_say(why, ERR_PARSE, "safe: no reply to what it lists has %s, which is_safe "
                       "waits for: list a question that reads it too",
                       device_readings[d->safe_reading].name);
    if (d->poll[0] == DEVICE_END)
        return why_say(why, ERR_PARSE, "poll lists nothing: what a source delivers must be asked, "
                       "or no limit could be kept");
    return ERR_OK;
}

static enum err whole_check(const struct described *d, struct why *why)
{
    if (d->replies.ending.count == 0)
        return why_say(why, ERR_PARSE, "ending is missing: how does a reply end? \"\\r\\n\", "
                       "or as the manual says");
    if (d->type.question_count > 0 && d->start[0] == DEVICE_END)
        return why_say(why, ERR_PARSE, "start lists nothing: which question shows that it is "
                       "there?");
    TRY(patterns_check(d, why));
    TRY(orders_check(d, why));
    return d->type.is_source ? safety_check(d, why) : ERR_OK;
}

enum err described_finish(struct described *d, struct why *why)
{
    for (size_t q = 0; q < d->type.question_count; q++) {
        d->questions[q].reads_back = DESCRIBED_NO_ORDER;
        d->kinds[q].what = d->questions[q].what;
        d->kinds[q].has_no_answer = d->questions[q].reply_count == 0;
    }
    TRY(whole_check(d, why));
    TRY(backs_add(d, why));
    d->type.has_bare_lines = d->replies.opening.count == 0
                          && d->replies.check == DESCRIBED_CHECK_NONE;
    d->type.name = d->name;
    d->type.sentence = d->sentence;
    d->type.questions = d->kinds;
    d->type.start = d->start;
    d->type.poll = d->poll;
    d->type.safe = d->safe;
    d->type.memory = sizeof(struct memory);
    d->type.write = described_write;
    d->type.scan = described_scan;
    d->type.hear = described_hear;
    d->type.order = described_order;
    d->type.is_safe = isnan(d->safe_value) ? NULL : described_is_safe;
    return ERR_OK;
}
