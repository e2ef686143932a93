#include "toy_instrument.h"

#include "allocations.h"
#include "base/text.h"

#include <assert.h>
#include <check.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ------------------------------------------------------------------ the driver */

enum question { WHO, GET, SET, READ, GO, NOD, STOP, STATE, LIST, HOLLOW, QUESTION_COUNT };

struct toy { bool is_running; };

static const struct device_question questions[QUESTION_COUNT] = {
    [WHO]    = { .what = "its name",     .is_idempotent = true },
    [GET]    = { .what = "the reading",  .is_idempotent = true },
    [SET]    = { .what = "the setting" },
    [READ]   = { .what = "the set power", .is_idempotent = true },
    [GO]     = { .what = "the start" },
    [NOD]    = { .what = "the nod",      .has_no_answer = true },
    [STOP]   = { .what = "the stop",     .is_idempotent = true },
    [STATE]  = { .what = "the state",    .is_idempotent = true },
    [LIST]   = { .what = "the list",     .is_idempotent = true },
    [HOLLOW] = { .what = "nothing" },
};

static const uint8_t start[] = { HOLLOW, WHO, DEVICE_END };
static const uint8_t poll[]  = { GET, DEVICE_END };
static const uint8_t safe[]  = { STOP, STATE, DEVICE_END };

static size_t write_question(struct device *d, int question, double value,
                             uint8_t bytes[DEVICE_FRAME_MAX])
{
    static const char *const texts[QUESTION_COUNT] = { "I?", "V?", "S", "S?", "G", "N", "X", "R?",
                                                       "L?", "" };
    (void)d;
    if (question == HOLLOW)
        return 0;
    if (question == SET)
        return (size_t)snprintf((char *)bytes, DEVICE_FRAME_MAX, "S %g\n", value);
    return (size_t)snprintf((char *)bytes, DEVICE_FRAME_MAX, "%s\n", texts[question]);
}

static enum device_scan scan(const struct device *d, const uint8_t *bytes, size_t count,
                             size_t *used)
{
    (void)d;
    for (size_t i = 0; i < count; i++) {
        *used = i + 1;
        if (bytes[i] == '\n')
            return DEVICE_WHOLE;
        if (bytes[i] < ' ' || bytes[i] > '~')
            return DEVICE_JUNK;
    }
    return DEVICE_PARTIAL;
}

static enum device_heard hear_reading(struct device *d, int question, const char *text)
{
    double power, volts;
    char   end;

    if (sscanf(text, "V %lf %lf%c", &power, &volts, &end) == 2)
        device_tell(d, DEVICE_READ_VOLTS, volts);
    else if (sscanf(text, "V %lf%c", &power, &end) != 1)
        return DEVICE_GARBLED;
    device_tell(d, DEVICE_READ_POWER, power);
    return question == GET ? DEVICE_DONE : DEVICE_STRAY;
}

static enum device_heard hear_set(struct device *d, int question, double value, const char *text)
{
    double set;

    if (question != READ || sscanf(text, "S %lf", &set) != 1)
        return DEVICE_STRAY;
    if (set >= value && set <= value)
        return DEVICE_DONE;
    device_say(d, "the power in force is %g W, not %g W", set, value);
    return DEVICE_REFUSED;
}

static enum device_heard hear_simple(struct device *d, int question, const char *text)
{
    struct toy *toy = device_memory(d);

    if (strcmp(text, "OK") == 0)
        return question == SET || question == GO ? DEVICE_DONE : DEVICE_STRAY;
    if (strcmp(text, "NO") == 0) {
        device_say(d, "the instrument says no");
        return DEVICE_REFUSED;
    }
    if (strcmp(text, "X") == 0)
        return question == STOP ? DEVICE_DONE : DEVICE_STRAY;
    if (question == STATE && text[0] == 'R') {
        toy->is_running = text[2] == '1';
        return DEVICE_DONE;
    }
    if (question == LIST && (text[0] == '-' || text[0] == '.'))
        return text[0] == '-' ? DEVICE_MORE : DEVICE_DONE;
    return DEVICE_STRAY;
}

static enum device_heard hear(struct device *d, int question, double value, const uint8_t *frame,
                              size_t count)
{
    char text[DEVICE_FRAME_MAX] = "";

    memcpy(text, frame, count - 1);
    if (strcmp(text, "*") == 0)
        return DEVICE_AGAIN;
    if (strcmp(text, "U") == 0)
        return DEVICE_UNASKED;
    if (strcmp(text, "BOOT") == 0) {
        device_restarted(d);
        return DEVICE_UNASKED;
    }
    if (strncmp(text, "I ", 2) == 0) {
        if (question != WHO)
            return DEVICE_STRAY;
        device_identify(d, text + 2, strlen(text + 2));
        return DEVICE_DONE;
    }
    if (text[0] == 'V')
        return hear_reading(d, question, text);
    return text[0] == 'S' ? hear_set(d, question, value, text) : hear_simple(d, question, text);
}

static enum err order(struct device *d, enum device_order order, double value, struct why *why)
{
    switch (order) {
    case DEVICE_ORDER_POWER:
        if (value > 50)
            return why_say(why, ERR_RANGE, "it gives 50 W at most");
        TRY(device_ask(d, SET, value));
        return device_ask(d, READ, value);
    case DEVICE_ORDER_OUTPUT:
        TRY(device_ask(d, NOD, 0));
        return device_ask(d, GO, 0);
    case DEVICE_ORDER_CLEAR:
        return device_ask(d, LIST, 0);
    default:
        return ERR_UNKNOWN;
    }
}

static bool is_safe(const struct device *d)
{
    const struct toy *toy = device_memory_const(d);

    return !toy->is_running;
}

const struct device_type toy_instrument = {
    .name = "toy", .sentence = "a toy", .roles = 1u << DEVICE_ROLE_GENERATOR,
    .line = { .baud = 10000, .bits = 8, .stop_bits = 1 },
    .poll_s = 0.2, .timeout_s = 0.1, .gap_s = 0.01, .lost_s = 1, .age_s_max = 0.5,
    .byte_gap_s = 0.05, .tries = 3,
    .questions = questions, .question_count = QUESTION_COUNT,
    .start = start, .poll = poll, .safe = safe, .memory = sizeof(struct toy),
    .write = write_question, .scan = scan, .hear = hear, .order = order, .is_safe = is_safe,
};

/* ------------------------------------------------------------------ the line */

#ifdef COUNTS_ALLOCATIONS
#define ALLOCATIONS allocations_so_far()
#else
#define ALLOCATIONS 0L
#endif

#define SAID_MAX  4096u
#define LINES_MAX 512u

struct toy_port {
    struct port port;
    char        said[SAID_MAX];                 /* by the instrument, not read yet */
    size_t      said_count;
    char        line[64];                       /* that is being written */
    struct { double at_s; char text[64]; } lines[LINES_MAX];
    size_t      line_count, line_next, room;
    bool        is_pulled;
};

static enum err toy_read(struct port *port, double now_s, uint8_t *bytes, size_t room,
                         size_t *count)
{
    struct toy_port *toy = (struct toy_port *)port;

    (void)now_s;
    if (toy->is_pulled)
        return ERR_CLOSED;
    *count = toy->said_count < room ? toy->said_count : room;
    memcpy(bytes, toy->said, *count);
    toy->said_count -= *count;
    memmove(toy->said, toy->said + *count, toy->said_count);
    return ERR_OK;
}

static enum err toy_write(struct port *port, double now_s, const uint8_t *bytes, size_t count,
                          size_t *taken)
{
    struct toy_port *toy = (struct toy_port *)port;

    if (toy->is_pulled)
        return ERR_CLOSED;
    for (*taken = 0; *taken < count && toy->room > 0; (*taken)++, toy->room--) {
        if (bytes[*taken] != '\n') {
            size_t at = strlen(toy->line);
            toy->line[at] = (char)bytes[*taken];
            toy->line[at + 1] = '\0';
            continue;
        }
        assert(toy->line_count < LINES_MAX);        /* Check would take memory */
        toy->lines[toy->line_count].at_s = now_s;
        memcpy(toy->lines[toy->line_count++].text, toy->line, sizeof toy->line);
        memset(toy->line, 0, sizeof toy->line);
    }
    return ERR_OK;
}

static const struct port_type toy_port_type = { .name = "toy", .read = toy_read,
                                                .write = toy_write };

/* ------------------------------------------------------------------ a story */

struct bed { struct toy_port port; struct device *device; long tick; const char *title; };

static void says(struct toy_port *port, const char *text)
{
    size_t count = strlen(text);
    bool   is_open = count > 0 && text[count - 1] == '\\';

    count -= is_open;
    memcpy(port->said + port->said_count, text, count);
    port->said_count += count;
    if (!is_open)
        port->said[port->said_count++] = '\n';
}

static double value_behind(const char *text)
{
    return strtod(strchr(text, ' ') + 1, NULL);
}

static int reading_named(const char *text)
{
    for (int i = 0; i < DEVICE_READING_COUNT; i++)
        if (strncmp(text, device_readings[i].name, strlen(device_readings[i].name)) == 0)
            return i;
    return -1;
}

static enum err orders(struct bed *bed, const char *text)
{
    struct why why = { .text = "" };

    for (int i = 0; i < DEVICE_ORDER_COUNT; i++) {
        size_t length = strlen(device_orders[i].name);
        if (strncmp(text, device_orders[i].name, length) == 0 && text[length] == ' ') {
            enum err err = device_order(bed->device, (enum device_order)i, value_behind(text),
                                        &why);
            ck_assert_msg((err == ERR_OK) == (why.text[0] == '\0'), "%s", why.text);
            return err;
        }
    }
    return ERR_BUG;
}

static unsigned long counted(const struct device *device, const char *text)
{
    const struct device_report *r = device_report(device);

    return text[0] == 'g' ? r->garbled : text[0] == 's' ? r->strays : text[0] == 't' ? r->timeouts
         : text[2] == 't' ? r->retries : r->refused;
}

static void expect_line(struct bed *bed, const struct toy_row *row)
{
    struct toy_port *port = &bed->port;

    ck_assert_msg(port->line_next < port->line_count, "%s: at %.3f \"%s\" was not written",
                  bed->title, row->at_s, row->text);
    ck_assert_msg(strcmp(port->lines[port->line_next].text, row->text) == 0
                      && fabs(port->lines[port->line_next].at_s - row->at_s) < 1e-6,
                  "%s: \"%s\" at %.3f, not \"%s\" at %.3f", bed->title,
                  port->lines[port->line_next].text, port->lines[port->line_next].at_s, row->text,
                  row->at_s);
    port->line_next++;
}

static void expect_reading(struct bed *bed, const struct toy_row *row)
{
    double is = device_reading(bed->device, (enum device_reading)reading_named(row->text));
    double want = value_behind(row->text);

    ck_assert_msg(isnan(want) ? isnan(is) : fabs(is - want) < 1e-9, "%s: at %.3f %s, not %g",
                  bed->title, row->at_s, row->text, is);
}

static void expect_event(struct bed *bed, const struct toy_row *row)
{
    struct device_event event = { .text = "" };

    ck_assert_msg(device_next_event(bed->device, &event), "%s: no event \"%s\"", bed->title,
                  row->text);
    ck_assert_msg(strstr(event.text, row->text) != NULL, "%s: \"%s\", not \"%s\"", bed->title,
                  event.text, row->text);
}

static void expect(struct bed *bed, const struct toy_row *row)
{
    const struct toy_port *port = &bed->port;

    switch (row->act) {
    case WRITES: expect_line(bed, row); break;
    case READS: expect_reading(bed, row); break;
    case TELLS: expect_event(bed, row); break;
    case SILENCE:
        ck_assert_msg(port->line_next == port->line_count, "%s: at %.3f \"%s\" was written",
                      bed->title, row->at_s, port->lines[port->line_next].text);
        break;
    case LINK:
        ck_assert_msg(strcmp(device_link_labels[device_report(bed->device)->link], row->text) == 0,
                      "%s: at %.3f the link is not %s", bed->title, row->at_s, row->text);
        break;
    case COUNTS:
        ck_assert_msg((double)counted(bed->device, row->text) == value_behind(row->text),
                      "%s: %lu, not %s", bed->title, counted(bed->device, row->text), row->text);
        break;
    case SAFE: case UNSAFE:
        ck_assert_msg(device_is_safe(bed->device) == (row->act == SAFE), "%s: at %.3f is safe: %d",
                      bed->title, row->at_s, device_is_safe(bed->device));
        break;
    default:
        ck_abort_msg("%s: a row that says nothing", bed->title);
    }
}

static void act(struct bed *bed, const struct toy_row *row)
{
    enum err err = row->act == ORDERS || row->act == REFUSES ? orders(bed, row->text) : ERR_OK;

    switch (row->act) {
    case SAYS:   says(&bed->port, row->text); break;
    case PULLS:  bed->port.is_pulled = true; break;
    case ROOM:   bed->port.room = (size_t)strtoul(row->text, NULL, 10); break;
    case MAKE_SAFE: device_make_safe(bed->device, row->at_s); break;
    case ORDERS: case REFUSES:
        ck_assert_msg(err == row->err, "%s: %s is %s", bed->title, row->text, err_name(err));
        break;
    default:
        expect(bed, row);
    }
}

static void step(struct bed *bed)
{
    long     before = ALLOCATIONS;
    enum err err = device_step(bed->device, (double)bed->tick / 1000);
    long     after = ALLOCATIONS;       /* before Check takes memory of its own */

    ck_assert_int_eq(after, before);
    ck_assert_int_eq(err, bed->port.is_pulled ? ERR_CLOSED : ERR_OK);
}

/* What is done at a time is done before its step, and what is expected after it. */
static void rows_tell(struct bed *bed, const struct toy_row *rows, size_t count)
{
    bool is_stepped = true;

    for (size_t i = 0; i < count && (rows[i].text || rows[i].at_s > 0); i++) {
        long tick = lround(rows[i].at_s * 1000);
        bool is_deed = rows[i].act == SAYS || rows[i].act == PULLS || rows[i].act == ROOM;
        ck_assert_msg(tick >= bed->tick, "%s: %.3f is in the past", bed->title, rows[i].at_s);
        for (; bed->tick < tick; is_stepped = false) {
            if (!is_stepped)
                step(bed);
            bed->tick++;
        }
        if (!is_deed && !is_stepped) {
            step(bed);
            is_stepped = true;
        }
        act(bed, &rows[i]);
        is_stepped = is_stepped && !is_deed;
    }
}

static void bed_make(struct bed *bed, const struct toy_story *story, const struct device_type *type,
                     struct settings *none)
{
    struct device_setup setup = { .settings = none, .identity = story->identity };

    memset(bed, 0, sizeof *bed);
    bed->port.port.type = &toy_port_type;
    bed->port.room = SIZE_MAX;
    bed->title = story->title;
    bed->tick = -1;
    ck_assert_int_eq(device_create(&bed->device, type, &bed->port.port, &setup, NULL), ERR_OK);
}

static void bed_up(struct bed *bed)
{
    static const struct toy_row rows[] = {
        { .at_s = 0,    .act = WRITES, .text = "I?" },
        { .at_s = 0.02, .act = SAYS,   .text = "I toy 7" },
        { .at_s = 0.03, .act = WRITES, .text = "V?" },
        { .at_s = 0.03, .act = LINK,   .text = "up" },
        { .at_s = 0.03, .act = TELLS,  .text = "link up: toy 7" },
        { .at_s = 0.04, .act = SAYS,   .text = "V 12.5" },
        { .at_s = 0.04, .act = READS,  .text = "power_w 12.5" },
    };
    rows_tell(bed, rows, sizeof rows / sizeof rows[0]);
}

static void tell(const struct toy_story *story, const struct device_type *type, bool is_up)
{
    struct settings none = { 0 };
    struct bed      bed;

    bed_make(&bed, story, type, &none);
    if (is_up)
        bed_up(&bed);
    rows_tell(&bed, story->rows, sizeof story->rows / sizeof story->rows[0]);
    device_destroy(bed.device);
    settings_free(&none);
}

void toy_tell(const struct toy_story *story, const struct device_type *type)
{
    tell(story, type, false);
}

void toy_tell_up(const struct toy_story *story, const struct device_type *type)
{
    tell(story, type, true);
}
