/* The pump's client against a scripted pump, over a line with its true timing, a tap and faults on the wire. */
#include "drivers/mock/pump_firmware.h"
#include "drivers/port_faulty.h"
#include "drivers/port_pipe.h"
#include "drivers/port_tap.h"
#include "drivers/pump.h"
#include "tests/support/allocations.h"
#include "tests/support/suite.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define COUNT(array) (sizeof (array) / sizeof (array)[0])
#define DT_S    0.002
#define ADDRESS 0x50524947u
#define ME      "painrig,scripted pump,1,1"

/* ------------------------------------------------------------------ a scripted pump */

enum deed {
    OBEY, REFUSE, SILENT, LOSE,                 /* LOSE: obeyed, and the answer lost             */
    GARBLE, CUT, OTHER_NUMBER, OTHER_ADDRESS, OTHER_VERSION, WRONG_KIND, ABSURD,
    UNREAD, UNREAD_NAMELESS, TWICE,
};

/* What it does with the `first`th request of a kind and `count - 1` more; the rest is obeyed. */
struct rule { uint8_t kind; int first, count; enum deed deed; uint8_t reason; };

struct peer {
    struct port          *port;
    struct frame_buffer   frames;
    const struct rule    *rules;
    size_t                rule_count;
    uint32_t              address;
    bool                  is_open, is_dead;
    struct frame          last;                 /* the request that was answered last, for repeats */
    int                   asked[256], obeyed[256];
    uint8_t               story[256];           /* the kinds it obeyed, in order; no questions    */
    size_t                story_count;
    uint32_t              arguments[2];         /* of the last request that has any               */
    struct pump_status    status;
    struct pump_programme draft, in_force;
    unsigned              parts;
    struct pump_log_entry log[600];
    uint32_t              log_first;            /* the oldest kept                                */
};

static bool is_question(uint8_t kind) { return kind < 0x20; }

static void peer_note(struct peer *peer, enum pump_log what, uint8_t code, uint32_t value)
{
    uint32_t number = peer->status.log_count++;

    peer->log[number] = (struct pump_log_entry){ number, 3600 * 12 + number, (uint8_t)what, code, value };
}

static enum pump_reason peer_update(struct peer *peer, const struct frame *in)
{
    if (in->kind == PUMP_KIND_BEGIN) {
        if (peer->status.state == PUMP_STATE_UPDATING)
            return PUMP_REASON_STATE;
        peer->status.state = PUMP_STATE_UPDATING;
        peer->parts = 0;
        return PUMP_REASON_NONE;
    }
    if (peer->status.state != PUMP_STATE_UPDATING)
        return PUMP_REASON_NOT_UPDATING;
    if (in->kind == PUMP_KIND_WRITE) {
        enum pump_part part = (enum pump_part)in->payload[0];
        ck_assert_int_eq(pump_part_read(&peer->draft, part, in->payload + 1, in->payload_count - 1), ERR_OK);
        peer->parts |= 1u << part;
        return PUMP_REASON_NONE;
    }
    if (in->kind == PUMP_KIND_COMMIT) {
        if (peer->parts != 0xF)
            return PUMP_REASON_INCOMPLETE;
        if (peer->arguments[0] != pump_programme_crc(&peer->draft))
            return PUMP_REASON_PROGRAMME_CRC;
        peer->in_force = peer->draft;
        peer->status.has_programme = 1;
        peer_note(peer, PUMP_LOG_PROGRAMME, 0, peer->arguments[0]);
    }
    peer->status.state = PUMP_STATE_CONTINUOUS;
    return PUMP_REASON_NONE;
}

static enum pump_reason peer_obey(struct peer *peer, const struct frame *in)
{
    switch (in->kind) {
    case PUMP_KIND_OPEN: peer->is_open = true; return PUMP_REASON_NONE;
    case PUMP_KIND_BEGIN: case PUMP_KIND_WRITE: case PUMP_KIND_COMMIT: case PUMP_KIND_ABORT:
        return peer_update(peer, in);
    case PUMP_KIND_STOP: peer->status.state = PUMP_STATE_STOPPED; return PUMP_REASON_NONE;
    case PUMP_KIND_START: peer->status.state = PUMP_STATE_CONTINUOUS; return PUMP_REASON_NONE;
    default: return PUMP_REASON_NONE;
    }
}

static void peer_report_log(const struct peer *peer, struct frame *out)
{
    uint32_t first = peer->arguments[0] > peer->log_first ? peer->arguments[0] : peer->log_first;
    uint32_t end = peer->status.log_count;

    first = first < end ? first : end;
    out->kind = PUMP_KIND_LOG;
    out->payload_count = pump_log_write(peer->log + first, end - first, out->payload);
}

static void peer_answer(const struct peer *peer, const struct frame *in, struct frame *out)
{
    struct pump_identity me = { .address = peer->address, .text = ME };

    out->kind = PUMP_KIND_ACK;
    if (in->kind == PUMP_KIND_IDENTIFY) {
        out->kind = PUMP_KIND_IDENTITY;
        out->payload_count = pump_identity_write(&me, out->payload);
    } else if (in->kind == PUMP_KIND_STATUS) {
        out->kind = PUMP_KIND_STATUS_REPORT;
        out->payload_count = pump_status_write(&peer->status, out->payload);
    } else if (in->kind == PUMP_KIND_READ_PROGRAMME) {
        out->kind = PUMP_KIND_PROGRAMME;
        out->payload_count = pump_programme_write(&peer->in_force, out->payload);
    } else if (in->kind == PUMP_KIND_READ_LOG) {
        peer_report_log(peer, out);
    }
}

static void peer_refuse(struct frame *out, uint8_t reason)
{
    struct pump_nak nak = { .reason = reason };

    out->kind = PUMP_KIND_NAK;
    out->payload_count = pump_nak_write(&nak, out->payload);
}

static void peer_send(struct peer *peer, double now_s, const struct frame *frame, enum deed deed)
{
    uint8_t bytes[FRAME_BYTES_MAX];
    size_t  taken, count = frame_write(frame, bytes);

    if (deed == GARBLE)
        bytes[count / 2] ^= 0x10;
    if (deed == CUT)
        count -= 3;
    ck_assert_int_eq(port_write(peer->port, now_s, bytes, count, &taken), ERR_OK);
}

static const struct rule *peer_rule(const struct peer *peer, uint8_t kind)
{
    for (size_t i = 0; i < peer->rule_count; i++) {
        const struct rule *rule = &peer->rules[i];
        if (rule->kind == kind && peer->asked[kind] >= rule->first && peer->asked[kind] < rule->first + rule->count)
            return rule;
    }
    return NULL;
}

static bool is_same(const struct frame *a, const struct frame *b)
{
    return a->sequence == b->sequence && a->kind == b->kind && a->payload_count == b->payload_count
        && memcmp(a->payload, b->payload, a->payload_count) == 0;
}

/* A request byte for byte as the last one is answered, not obeyed. */
static uint8_t peer_judge(struct peer *peer, const struct frame *in)
{
    enum pump_reason reason;

    if (in->kind != PUMP_KIND_IDENTIFY && in->address != peer->address)
        return PUMP_REASON_OTHER_DEVICE;
    if (in->kind > PUMP_KIND_OPEN && !peer->is_open)
        return PUMP_REASON_NO_SESSION;
    if (is_same(in, &peer->last))
        return PUMP_REASON_NONE;
    if (in->kind != PUMP_KIND_WRITE)
        ck_assert_int_eq(pump_arguments_read(in->kind, peer->arguments, in->payload, in->payload_count), ERR_OK);
    reason = peer_obey(peer, in);
    if (reason != PUMP_REASON_NONE)
        return (uint8_t)reason;
    peer->last = *in;
    peer->obeyed[in->kind]++;
    if (!is_question(in->kind) && peer->story_count < sizeof peer->story)
        peer->story[peer->story_count++] = in->kind;
    return PUMP_REASON_NONE;
}

static void peer_take(struct peer *peer, double now_s, const struct frame *in)
{
    struct frame       out = { .version = 1, .address = peer->address, .sequence = in->sequence };
    const struct rule *rule = (peer->asked[in->kind]++, peer_rule(peer, in->kind));
    enum deed          deed = rule ? rule->deed : OBEY;
    uint8_t            reason;

    if (deed == SILENT)
        return;
    if (deed == REFUSE || deed == UNREAD || deed == UNREAD_NAMELESS) {
        peer_refuse(&out, deed == REFUSE ? rule->reason : PUMP_REASON_CRC);
        out.sequence = deed == UNREAD_NAMELESS ? 0 : in->sequence;
        peer_send(peer, now_s, &out, OBEY);
        return;
    }
    reason = peer_judge(peer, in);
    if (reason == PUMP_REASON_NONE)
        peer_answer(peer, in, &out);
    else
        peer_refuse(&out, reason);
    switch (deed) {
    case OTHER_NUMBER:  out.sequence = (uint16_t)(out.sequence + 100); break;
    case OTHER_ADDRESS: out.address ^= 1; break;
    case OTHER_VERSION: out.version = 2; break;
    case WRONG_KIND:    out.kind = PUMP_KIND_PROGRAMME; break;
    case ABSURD:        out.payload[out.payload_count++] = 0; break;
    case TWICE:         peer_send(peer, now_s, &out, OBEY); break;
    default: break;
    }
    if (deed != LOSE)
        peer_send(peer, now_s, &out, deed);
}

static void peer_listen(struct peer *peer, double now_s)
{
    struct frame    frame;
    enum frame_flaw flaw;
    enum frame_scan scan;

    ck_assert_int_eq(frame_buffer_fill(&peer->frames, peer->port, now_s), ERR_OK);
    while ((scan = frame_buffer_next(&peer->frames, now_s, &frame, &flaw)) != FRAME_PARTIAL) {
        struct frame out = { .version = 1, .address = peer->address };
        if (peer->is_dead)
            continue;
        if (scan == FRAME_WHOLE) {
            peer_take(peer, now_s, &frame);
        } else if (flaw == FRAME_BAD_CRC) {
            peer_refuse(&out, PUMP_REASON_CRC);
            peer_send(peer, now_s, &out, OBEY);
        }
    }
}

/* ------------------------------------------------------------------ the bed */

struct bed {
    struct port_faults faults;
    struct port       *near, *far;
    struct pump       *client;
    struct peer        peer;
    long               tick;
    double             quiet_until_s;       /* the client said so: nothing may be sent till then */
    bool               has_lied;
    long               allocated;           /* in pump_step */
    size_t             sent_count;
    char               told[12000];         /* every event, one a line */
    bool               keeps_events;        /* nobody takes them       */
};

static double now(const struct bed *bed) { return (double)bed->tick * DT_S; }

static void watch(void *context, double now_s, enum port_direction direction, const uint8_t *bytes, size_t count)
{
    struct bed *bed = context;

    (void)bytes;
    if (direction != PORT_WRITTEN)
        return;
    bed->has_lied = bed->has_lied || now_s < bed->quiet_until_s;
    bed->sent_count += count;
}

static void bed_make(struct bed *bed, double baud, const struct pump_options *options, const struct rule *rules,
                     size_t rule_count)
{
    struct port *end, *tap;

    memset(bed, 0, sizeof *bed);
    ck_assert_int_eq(port_pipe_create(baud, &end, &bed->far), ERR_OK);
    ck_assert_int_eq(port_faulty_create(end, &bed->faults, 7, &tap), ERR_OK);
    ck_assert_int_eq(port_tap_create(tap, watch, bed, &bed->near), ERR_OK);
    ck_assert_int_eq(pump_create(&bed->client, bed->near, options), ERR_OK);
    bed->peer = (struct peer){ .port = bed->far, .rules = rules, .rule_count = rule_count, .address = ADDRESS,
                               .status = { .state = PUMP_STATE_CONTINUOUS, .has_programme = 1,
                                           .rate_nl_per_h = 20833 } };
    bed->peer.in_force.rate_nl_per_h = 20833;
    frame_buffer_empty(&bed->peer.frames);
}

static void bed_drop(struct bed *bed)
{
    pump_destroy(bed->client);
    port_destroy(bed->near);
    port_destroy(bed->far);
}

static long allocations(void)
{
#ifdef COUNTS_ALLOCATIONS
    return allocations_so_far();
#else
    return 0;
#endif
}

static void bed_step(struct bed *bed)
{
    struct pump_event event;
    long              before = allocations();
    enum err          err = pump_step(bed->client, now(bed));

    bed->allocated += allocations() - before;           /* Check's own assertions ask for memory */
    ck_assert_int_eq(err, ERR_OK);
    ck_assert_msg(!bed->has_lied, "sent at %g s, quiet until %g s", now(bed), bed->quiet_until_s);
    peer_listen(&bed->peer, now(bed));
    while (!bed->keeps_events && pump_next_event(bed->client, &event))
        if (strlen(bed->told) + strlen(event.text) + 2 < sizeof bed->told)
            strcat(strcat(bed->told, event.text), "\n");
    if (pump_is_quiet(bed->client, now(bed), 0.5))
        bed->quiet_until_s = now(bed) + 0.5;
    bed->tick++;
}

/* A step, and then what the client says is quiet at once; returns how much that was. */
static double bed_pass(struct bed *bed, long end_tick)
{
    long skip = lround(0.1 / DT_S);

    bed_step(bed);
    skip = skip < end_tick - bed->tick ? skip : end_tick - bed->tick;
    if (skip <= 0 || !pump_is_quiet(bed->client, now(bed), (double)skip * DT_S))
        return 0;
    bed->tick += skip;
    return (double)skip * DT_S;
}

/* Returns how much of it was quiet. */
static double bed_run(struct bed *bed, double for_s)
{
    long   end_tick = bed->tick + lround(for_s / DT_S);
    double quiet_s = 0;

    while (bed->tick < end_tick)
        quiet_s += bed_pass(bed, end_tick);
    return quiet_s;
}

static const struct pump_report *report(const struct bed *bed) { return pump_report(bed->client); }
static bool told(const struct bed *bed, const char *what) { return strstr(bed->told, what) != NULL; }

static unsigned times_told(const struct bed *bed, const char *what)
{
    unsigned n = 0;

    for (const char *at = bed->told; (at = strstr(at, what)) != NULL; at++)
        n++;
    return n;
}

/* An order breaks the quiet that was promised without it. */
static void order(struct bed *bed, enum pump_order what, uint32_t a, uint32_t b)
{
    bed->quiet_until_s = 0;
    ck_assert_int_eq(pump_order(bed->client, what, a, b), ERR_OK);
}

static void make_safe(struct bed *bed)
{
    bed->quiet_until_s = 0;
    pump_make_safe(bed->client);
}

static void wait_link(struct bed *bed, enum pump_link link, double within_s)
{
    for (long end = bed->tick + lround(within_s / DT_S); bed->tick < end && report(bed)->link != link;)
        bed_pass(bed, end);
    ck_assert_msg(report(bed)->link == link, "no link %s in %g s; told:\n%s", pump_link_labels[link], within_s,
                  bed->told);
}

static void ready_with(struct bed *bed, const struct rule *rules, size_t rule_count)
{
    bed_make(bed, 115200, NULL, rules, rule_count);
    bed_run(bed, 0.5);
    ck_assert_int_eq(report(bed)->link, PUMP_LINK_UP);
}

static void ready(struct bed *bed) { ready_with(bed, NULL, 0); }

static const struct pump_programme flex = {
    .mode = PUMP_MODE_FLEX, .drug = PUMP_DRUG_HYDROMORPHONE, .concentration_ug_per_ml = 10000,
    .step_count = 2, .steps = { { 0, 20000 }, { 480, 41667 } },
    .patient_nl = 50000, .patient_duration_s = 120, .patient_lockout_s = 14400, .patient_most_per_day = 4,
    .low_reservoir_nl = 2000000,
};

static bool is_flex(const struct pump_programme *p)
{
    return p && pump_programme_crc(p) == pump_programme_crc(&flex);
}

static void program(struct bed *bed, uint32_t confirmed)
{
    *pump_staged(bed->client) = flex;
    order(bed, PUMP_ORDER_PROGRAM, confirmed, 0);
    *pump_staged(bed->client) = (struct pump_programme){ .mode = 0 };       /* it was taken when ordered */
}

#define ck_story(bed, ...)                                                                                  \
    do {                                                                                                    \
        const uint8_t want_[] = { __VA_ARGS__ };                                                            \
        ck_assert_uint_eq((bed)->peer.story_count, sizeof want_);                                           \
        ck_assert_mem_eq((bed)->peer.story, want_, sizeof want_);                                           \
    } while (0)

/* ------------------------------------------------------------------ link, report, quiet */

START_TEST(the_pump_is_found_opened_and_known_at_any_speed)
{
    static const double bauds[] = { 9600, 19200, 115200 };
    struct bed bed;

    bed_make(&bed, bauds[_i], NULL, NULL, 0);
    ck_assert_int_eq(report(&bed)->link, PUMP_LINK_DOWN);
    ck_assert(!report(&bed)->is_known && isinf(report(&bed)->age_s));
    ck_assert(!pump_is_quiet(bed.client, 0, 0));
    bed_step(&bed);
    ck_assert_int_eq(report(&bed)->link, PUMP_LINK_IDENTIFYING);
    bed_run(&bed, 0.6);
    ck_assert_int_eq(report(&bed)->link, PUMP_LINK_UP);
    ck_assert_uint_eq(report(&bed)->address, ADDRESS);
    ck_assert_str_eq(report(&bed)->identity, ME);
    ck_assert(report(&bed)->is_known);
    ck_assert_int_eq(report(&bed)->status.state, PUMP_STATE_CONTINUOUS);
    ck_assert_uint_eq(report(&bed)->status.rate_nl_per_h, 20833);
    ck_assert_uint_eq(pump_in_force(bed.client)->rate_nl_per_h, 20833);
    ck_assert_uint_eq(report(&bed)->timeouts + report(&bed)->retries + report(&bed)->strays, 0);
    ck_assert(told(&bed, "link up: " ME));
    bed_drop(&bed);
}
END_TEST

START_TEST(between_two_polls_the_wire_is_silent_and_the_client_says_so)
{
    struct bed bed;
    double     quiet_s = 0;

    ready(&bed);
    bed.sent_count = 0;
    for (int i = 0; i < 400; i++) {
        quiet_s += bed_run(&bed, 0.5);
        ck_assert_double_le(report(&bed)->age_s, 60.2);
    }
    ck_assert_uint_eq(bed.sent_count, 3 * 13);                  /* a question for the status each minute */
    ck_assert_double_ge(quiet_s, 190);
    ck_assert(!pump_is_quiet(bed.client, now(&bed), 60));       /* one will be due by then */
    bed_drop(&bed);
}
END_TEST

START_TEST(a_report_ages_out)
{
    struct bed          bed;
    struct pump_options options = pump_options_usual;

    options.poll_s = 1;
    bed_make(&bed, 115200, &options, NULL, 0);
    bed_run(&bed, 2);
    bed.faults.cable_cut = 1;
    bed_run(&bed, 1.9);
    ck_assert(report(&bed)->is_known);
    bed_run(&bed, 1.2);
    ck_assert(!report(&bed)->is_known);
    ck_assert_uint_eq(report(&bed)->status.rate_nl_per_h, 0);
    ck_assert_double_gt(report(&bed)->age_s, 3);
    bed.faults.cable_cut = 0;
    bed_run(&bed, 5);
    ck_assert(report(&bed)->is_known);
    bed_drop(&bed);
}
END_TEST

START_TEST(a_silent_pump_is_looked_for_ever_more_rarely)
{
    struct bed bed;
    double     quiet_s;

    bed_make(&bed, 115200, NULL, NULL, 0);
    bed.peer.is_dead = true;
    wait_link(&bed, PUMP_LINK_LOST, 2.1);
    bed_run(&bed, 2);
    bed.sent_count = 0;
    quiet_s = bed_run(&bed, 300);
    ck_assert_uint_ge(bed.sent_count, 4 * 13);
    ck_assert_uint_le(bed.sent_count, 10 * 13);
    ck_assert_double_gt(quiet_s, 285);
    bed.peer.is_dead = false;
    wait_link(&bed, PUMP_LINK_UP, 61);
    bed_drop(&bed);
}
END_TEST

START_TEST(a_closed_port_is_told_once_and_for_all)
{
    struct bed        bed;
    struct pump_event event;

    ready(&bed);
    order(&bed, PUMP_ORDER_START, 0, 0);
    port_destroy(bed.far);
    for (int i = 0; i < 3; i++)
        ck_assert_int_eq(pump_step(bed.client, 10 + i), ERR_CLOSED);
    ck_assert_int_eq(report(&bed)->link, PUMP_LINK_DOWN);
    ck_assert(!report(&bed)->is_pending);
    ck_assert(pump_next_event(bed.client, &event));
    ck_assert_str_eq(event.text, "link down: the port has closed");
    ck_assert(pump_next_event(bed.client, &event));
    ck_assert_str_eq(event.text, "dropped: start, the port has closed");
    ck_assert(!pump_next_event(bed.client, &event));
    ck_assert_int_eq(pump_order(bed.client, PUMP_ORDER_STOP, 0, 0), ERR_CLOSED);
    pump_make_safe(bed.client);
    ck_assert(pump_is_quiet(bed.client, 20, 1000));
    pump_destroy(bed.client);
    port_destroy(bed.near);
}
END_TEST

START_TEST(a_pump_that_was_reset_is_opened_again_and_what_waited_is_dropped)
{
    struct bed bed;

    ready(&bed);
    bed.peer.is_open = false;
    order(&bed, PUMP_ORDER_SILENCE, 0, 0);
    order(&bed, PUMP_ORDER_START, 0, 0);
    bed_run(&bed, 1);
    ck_assert_int_eq(report(&bed)->link, PUMP_LINK_UP);
    ck_assert_int_eq(bed.peer.asked[PUMP_KIND_IDENTIFY], 2);
    ck_assert_int_eq(bed.peer.obeyed[PUMP_KIND_OPEN], 2);
    ck_assert_uint_eq(bed.peer.story_count, 0);
    ck_assert_int_eq(report(&bed)->last_refusal, PUMP_REASON_NO_SESSION);
    ck_assert(told(&bed, "refused: silence alarms: no session is open"));
    ck_assert(told(&bed, "dropped: start, the session has ended"));
    ck_assert(!told(&bed, "link lost"));
    bed_drop(&bed);
}
END_TEST

/* The scripted pump forgets its session as the manual says: after 120 s without a good request. */
START_TEST(a_session_that_has_grown_old_is_opened_before_the_next_order)
{
    struct bed          bed;
    struct pump_options options = pump_options_usual;

    options.poll_s = 1000;
    bed_make(&bed, 115200, &options, NULL, 0);
    bed_run(&bed, 1);
    ck_assert_int_eq(bed.peer.obeyed[PUMP_KIND_OPEN], 1);
    bed_run(&bed, 300);
    bed.peer.is_open = false;
    order(&bed, PUMP_ORDER_START, 0, 0);
    order(&bed, PUMP_ORDER_SILENCE, 0, 0);
    bed_run(&bed, 1);
    ck_assert_int_eq(bed.peer.obeyed[PUMP_KIND_OPEN], 2);
    ck_story(&bed, PUMP_KIND_START, PUMP_KIND_SILENCE);
    ck_assert_uint_eq(report(&bed)->refused, 0);
    ck_assert(!told(&bed, "no session"));
    bed_drop(&bed);
}
END_TEST

START_TEST(another_pump_at_the_same_cable_is_another_pump)
{
    struct bed bed;

    ready(&bed);
    bed.peer.address = 0x1234;
    bed.peer.is_open = false;
    order(&bed, PUMP_ORDER_START, 0, 0);
    bed_run(&bed, 10);
    ck_assert_int_eq(bed.peer.obeyed[PUMP_KIND_START], 0);
    ck_assert_uint_gt(report(&bed)->strays, 0);                 /* its refusals carry another address */
    ck_assert_uint_eq(report(&bed)->address, 0x1234);
    ck_assert(told(&bed, "link lost") && told(&bed, "another pump than before"));
    ck_assert_int_eq(report(&bed)->link, PUMP_LINK_UP);
    bed_drop(&bed);
}
END_TEST

START_TEST(another_pump_is_not_told_to_abort_what_the_one_before_was_told)
{
    static const struct rule rules[] = { { PUMP_KIND_WRITE, 2, 99, SILENT, 0 } };
    struct bed bed;

    ready_with(&bed, rules, COUNT(rules));
    program(&bed, 0);
    bed_run(&bed, 0.1);
    bed.peer.address = 0x1234;
    bed.peer.is_open = false;
    bed_run(&bed, 20);
    ck_assert(told(&bed, "another pump than before"));
    ck_assert(!told(&bed, "abort"));                    /* neither refused by it nor done */
    ck_assert(!report(&bed)->is_pending);
    bed_drop(&bed);
}
END_TEST

START_TEST(a_pump_that_opens_no_session_is_looked_for_as_rarely_as_a_silent_one)
{
    static const struct rule rules[] = { { PUMP_KIND_OPEN, 1, 9999, REFUSE, PUMP_REASON_ENDED } };
    struct bed bed;

    bed_make(&bed, 115200, NULL, rules, COUNT(rules));
    order(&bed, PUMP_ORDER_START, 0, 0);
    bed_run(&bed, 120);
    ck_assert_int_eq(report(&bed)->link, PUMP_LINK_LOST);
    ck_assert_int_ge(bed.peer.asked[PUMP_KIND_OPEN], 4);
    ck_assert_int_le(bed.peer.asked[PUMP_KIND_OPEN], 9);
    ck_assert(told(&bed, "refused: open: the pump's service has ended"));
    ck_assert(told(&bed, "dropped: start, the link is lost"));
    bed_drop(&bed);
}
END_TEST

/* ------------------------------------------------------------------ orders */

static const struct { enum pump_order order; uint8_t kind; uint32_t a, b, want[2]; } sent[] = {
    { PUMP_ORDER_BEGIN,         PUMP_KIND_BEGIN,         0, 0,            { 0, 0 } },
    { PUMP_ORDER_START,         PUMP_KIND_START,         0, 0,            { 0, 0 } },
    { PUMP_ORDER_STOP,          PUMP_KIND_STOP,          0, 0,            { 0, 0 } },
    { PUMP_ORDER_SINGLE_BOLUS,  PUMP_KIND_SINGLE_BOLUS,  100000, 300,     { 100000, 300 } },
    { PUMP_ORDER_PRIMING_BOLUS, PUMP_KIND_PRIMING_BOLUS, 250000, 9,       { 250000, 1 } },
    { PUMP_ORDER_BRIDGE_BOLUS,  PUMP_KIND_BRIDGE_BOLUS,  250000, 20833,   { 250000, 20833 } },
    { PUMP_ORDER_REFILL,        PUMP_KIND_REFILL,        5000, 20000000,  { 5000, 20000000 } },
    { PUMP_ORDER_SILENCE,       PUMP_KIND_SILENCE,       0, 0,            { 0, 0 } },
    { PUMP_ORDER_CLEAR,         PUMP_KIND_CLEAR,         0, 0,            { 0, 0 } },
    { PUMP_ORDER_SET_CLOCK,     PUMP_KIND_SET_CLOCK,     845467200, 0,    { 845467200, 0 } },
};

START_TEST(an_order_is_one_request_with_its_numbers)
{
    struct bed bed;
    uint32_t   before;

    ready(&bed);
    before = (uint32_t)bed.peer.obeyed[PUMP_KIND_STATUS];
    order(&bed, sent[_i].order, sent[_i].a, sent[_i].b);
    ck_assert(report(&bed)->is_pending);
    bed_step(&bed);
    bed_step(&bed);
    ck_story(&bed, sent[_i].kind);
    ck_assert_mem_eq(bed.peer.arguments, sent[_i].want, sizeof bed.peer.arguments);
    ck_assert(report(&bed)->is_pending);                        /* it is done when the pump has said so */
    bed_run(&bed, 0.1);
    ck_assert(!report(&bed)->is_pending);
    ck_assert_uint_eq((uint32_t)bed.peer.obeyed[PUMP_KIND_STATUS], before + 1);
    ck_story(&bed, sent[_i].kind);
    ck_assert_uint_eq(report(&bed)->refused, 0);
    bed_drop(&bed);
}
END_TEST

START_TEST(orders_go_in_the_order_of_asking_and_too_many_are_refused)
{
    struct bed bed;

    ready(&bed);
    order(&bed, PUMP_ORDER_STOP, 0, 0);
    order(&bed, PUMP_ORDER_CLEAR, 0, 0);
    order(&bed, PUMP_ORDER_START, 0, 0);
    for (int i = 3; i < 16; i++)
        order(&bed, PUMP_ORDER_SILENCE, 0, 0);
    ck_assert_int_eq(pump_order(bed.client, PUMP_ORDER_SILENCE, 0, 0), ERR_LIMIT);
    bed_run(&bed, 1);
    ck_assert_uint_eq(bed.peer.story_count, 16);
    ck_assert_int_eq(bed.peer.story[0], PUMP_KIND_STOP);
    ck_assert_int_eq(bed.peer.story[1], PUMP_KIND_CLEAR);
    ck_assert_int_eq(bed.peer.story[2], PUMP_KIND_START);
    bed_drop(&bed);
}
END_TEST

START_TEST(a_refusal_is_told_with_its_reason)
{
    static const struct rule rules[] = { { PUMP_KIND_SINGLE_BOLUS, 1, 9, REFUSE, PUMP_REASON_BOLUS_DOSE } };
    struct bed bed;

    ready_with(&bed, rules, COUNT(rules));
    order(&bed, PUMP_ORDER_SINGLE_BOLUS, 100000, 300);
    bed_run(&bed, 0.2);
    ck_assert_int_eq(bed.peer.asked[PUMP_KIND_SINGLE_BOLUS], 1);
    ck_assert_int_eq(report(&bed)->last_refusal, PUMP_REASON_BOLUS_DOSE);
    ck_assert_uint_eq(report(&bed)->refused, 1);
    ck_assert(!report(&bed)->is_pending);
    ck_assert(told(&bed, "refused: single bolus: a bolus beyond the drug's limit\n"));
    bed_drop(&bed);
}
END_TEST

/* ------------------------------------------------------------------ one effect, whatever the wire does */

static const struct { const char *story; enum deed deed; int times; unsigned garbled, strays; double within_s; }
troubles[] = {
    { "nothing heard",             SILENT,          3, 0, 0, 1.2  },
    { "the answer lost",           LOSE,            1, 0, 0, 0.4  },
    { "answers lost",              LOSE,            3, 0, 0, 1.2  },
    { "the answer garbled",        GARBLE,          2, 2, 0, 0.15 },
    { "the answer cut short",      CUT,             2, 2, 0, 0.3  },
    { "an answer of another kind", WRONG_KIND,      1, 1, 0, 0.1  },
    { "an answer with a byte more", ABSURD,         2, 2, 0, 0.15 },
    { "another number",            OTHER_NUMBER,    1, 0, 1, 0.4  },
    { "another address",           OTHER_ADDRESS,   1, 0, 1, 0.4  },
    { "another version",           OTHER_VERSION,   1, 0, 1, 0.4  },
    { "the request unread",        UNREAD,          3, 0, 0, 0.05 },
    { "the request and its number unread", UNREAD_NAMELESS, 3, 0, 0, 0.05 },
};

START_TEST(whatever_the_wire_does_the_pump_obeys_once)
{
    struct rule rule = { PUMP_KIND_SINGLE_BOLUS, 1, troubles[_i].times, troubles[_i].deed, 0 };
    struct bed  bed;

    ready_with(&bed, &rule, 1);
    order(&bed, PUMP_ORDER_SINGLE_BOLUS, 100000, 300);
    bed_run(&bed, troubles[_i].within_s);
    ck_assert_msg(!report(&bed)->is_pending, "%s: waits", troubles[_i].story);
    bed_run(&bed, 1);
    ck_story(&bed, PUMP_KIND_SINGLE_BOLUS);
    ck_assert_int_eq(bed.peer.asked[PUMP_KIND_SINGLE_BOLUS], troubles[_i].times + 1);
    ck_assert_uint_eq(report(&bed)->retries, (unsigned)troubles[_i].times);
    ck_assert_msg(report(&bed)->garbled == troubles[_i].garbled, "%s: %lu garbled", troubles[_i].story,
                  report(&bed)->garbled);
    ck_assert_msg(report(&bed)->strays == troubles[_i].strays, "%s: %lu strays", troubles[_i].story,
                  report(&bed)->strays);
    ck_assert(!told(&bed, "no answer"));
    ck_assert_int_eq(report(&bed)->link, PUMP_LINK_UP);
    bed_drop(&bed);
}
END_TEST

START_TEST(an_answer_that_comes_twice_is_a_stray_the_second_time)
{
    static const struct rule rules[] = { { PUMP_KIND_START, 1, 1, TWICE, 0 } };
    struct bed bed;

    ready_with(&bed, rules, COUNT(rules));
    order(&bed, PUMP_ORDER_START, 0, 0);
    order(&bed, PUMP_ORDER_SILENCE, 0, 0);
    bed_run(&bed, 0.3);
    ck_story(&bed, PUMP_KIND_START, PUMP_KIND_SILENCE);
    ck_assert_uint_eq(report(&bed)->strays, 1);
    bed_drop(&bed);
}
END_TEST

START_TEST(an_order_without_any_answer_is_told_as_perhaps_obeyed)
{
    static const struct rule rules[] = { { PUMP_KIND_START, 1, 9, LOSE, 0 } };
    struct bed bed;

    ready_with(&bed, rules, COUNT(rules));
    order(&bed, PUMP_ORDER_START, 0, 0);
    bed_run(&bed, 3);
    ck_assert_int_eq(bed.peer.asked[PUMP_KIND_START], 4);
    ck_assert_int_eq(bed.peer.obeyed[PUMP_KIND_START], 1);
    ck_assert(told(&bed, "start: no answer, it may have been obeyed"));
    bed_drop(&bed);
}
END_TEST

/* One byte in a hundred is wrong, either way: some 13 % of the short frames. */
START_TEST(on_a_bad_wire_no_order_is_obeyed_twice_and_no_programme_is_another)
{
    struct bed bed;
    int        boluses = 0;

    ready(&bed);
    bed.faults.corrupt_probability = 0.01;
    for (int i = 0; i < 60; i++) {
        int before = bed.peer.obeyed[PUMP_KIND_SINGLE_BOLUS];
        bed.quiet_until_s = 0;
        if (pump_order(bed.client, PUMP_ORDER_SINGLE_BOLUS, 1000u + (uint32_t)i, 60) == ERR_OK)
            boluses++;
        bed_run(&bed, 2);
        ck_assert_int_le(bed.peer.obeyed[PUMP_KIND_SINGLE_BOLUS], before + 1);
    }
    for (int i = 0; i < 5; i++) {
        bed.quiet_until_s = 0;
        *pump_staged(bed.client) = flex;
        if (pump_order(bed.client, PUMP_ORDER_PROGRAM, 0, 0) == ERR_OK)
            bed_run(&bed, 4);
    }
    ck_assert_int_ge(bed.peer.obeyed[PUMP_KIND_SINGLE_BOLUS], boluses - 3);
    ck_assert_uint_gt(report(&bed)->garbled, 5);
    ck_assert_uint_gt(report(&bed)->retries, 10);
    bed.faults.corrupt_probability = 0;
    bed_run(&bed, 70);
    ck_assert(is_flex(&bed.peer.in_force));
    ck_assert(is_flex(pump_in_force(bed.client)));
    bed_drop(&bed);
}
END_TEST

/* ------------------------------------------------------------------ updates */

START_TEST(a_programme_is_one_update_and_is_read_back)
{
    struct bed bed;

    ready(&bed);
    program(&bed, (uint32_t)_i);
    bed_step(&bed);
    bed_run(&bed, 0.02);
    ck_assert(report(&bed)->is_pending);
    bed_run(&bed, 0.5);
    ck_story(&bed, PUMP_KIND_BEGIN, PUMP_KIND_WRITE, PUMP_KIND_WRITE, PUMP_KIND_WRITE, PUMP_KIND_WRITE,
             PUMP_KIND_COMMIT);
    ck_assert(is_flex(&bed.peer.in_force));
    ck_assert(is_flex(pump_in_force(bed.client)));
    ck_assert(!report(&bed)->is_pending);
    ck_assert_int_eq(report(&bed)->status.state, PUMP_STATE_CONTINUOUS);
    bed_drop(&bed);
}
END_TEST

START_TEST(a_confirmation_is_sent_as_it_was_ordered)
{
    struct rule rule = { PUMP_KIND_READ_PROGRAMME, 2, 99, SILENT, 0 };
    struct bed  bed;

    ready_with(&bed, &rule, 1);
    program(&bed, (uint32_t)_i);
    for (int i = 0; i < 100 && bed.peer.obeyed[PUMP_KIND_COMMIT] == 0; i++)
        bed_step(&bed);
    ck_assert_uint_eq(bed.peer.arguments[0], pump_programme_crc(&flex));
    ck_assert_uint_eq(bed.peer.arguments[1], (uint32_t)_i);
    bed_run(&bed, 0.1);
    ck_assert_ptr_null(pump_in_force(bed.client));              /* unknown until it has been read */
    bed_drop(&bed);
}
END_TEST

static const struct { const char *story; struct rule rule; bool aborts; } refused_stages[] = {
    { "begin",       { PUMP_KIND_BEGIN,  1, 1, REFUSE, PUMP_REASON_STATE      }, false },
    { "first part",  { PUMP_KIND_WRITE,  1, 1, REFUSE, PUMP_REASON_PAYLOAD    }, true  },
    { "fourth part", { PUMP_KIND_WRITE,  4, 1, REFUSE, PUMP_REASON_PAYLOAD    }, true  },
    { "commit",      { PUMP_KIND_COMMIT, 1, 1, REFUSE, PUMP_REASON_SOFT_LIMIT }, true  },
};

START_TEST(a_refused_update_is_aborted_and_changes_nothing)
{
    struct bed bed;

    ready_with(&bed, &refused_stages[_i].rule, 1);
    program(&bed, 0);
    bed_run(&bed, 0.5);
    ck_assert_int_eq(bed.peer.asked[PUMP_KIND_ABORT], refused_stages[_i].aborts);
    ck_assert_int_eq(bed.peer.obeyed[PUMP_KIND_COMMIT], 0);
    ck_assert_int_eq(bed.peer.status.state, PUMP_STATE_CONTINUOUS);
    ck_assert_int_eq(report(&bed)->last_refusal, refused_stages[_i].rule.reason);
    ck_assert(!report(&bed)->is_pending);
    ck_assert_uint_eq(pump_in_force(bed.client)->rate_nl_per_h, 20833);
    ck_assert_int_eq(told(&bed, "the update is aborted"), refused_stages[_i].aborts);
    bed_drop(&bed);
}
END_TEST

START_TEST(an_update_whose_part_has_no_answer_is_aborted)
{
    static const struct rule rules[] = { { PUMP_KIND_WRITE, 2, 4, SILENT, 0 } };
    struct bed          bed;
    struct pump_options options = pump_options_usual;

    options.lost_s = 5;
    bed_make(&bed, 115200, &options, rules, COUNT(rules));
    bed_run(&bed, 0.5);
    program(&bed, 0);
    bed_run(&bed, 2);
    ck_story(&bed, PUMP_KIND_BEGIN, PUMP_KIND_WRITE, PUMP_KIND_ABORT);
    ck_assert(told(&bed, "write part: no answer, it may have been obeyed\nthe update is aborted\n"));
    ck_assert_int_eq(report(&bed)->link, PUMP_LINK_UP);
    bed_drop(&bed);
}
END_TEST

START_TEST(begin_alone_leaves_the_pump_updating_even_after_the_link_was_lost)
{
    struct bed bed;

    ready(&bed);
    order(&bed, PUMP_ORDER_BEGIN, 0, 0);
    bed_run(&bed, 1);
    bed.faults.cable_cut = 1;
    bed_run(&bed, 70);
    ck_assert_int_eq(report(&bed)->link, PUMP_LINK_LOST);
    bed.faults.cable_cut = 0;
    wait_link(&bed, PUMP_LINK_UP, 61);
    bed_run(&bed, 1);
    ck_story(&bed, PUMP_KIND_BEGIN);
    ck_assert_int_eq(report(&bed)->status.state, PUMP_STATE_UPDATING);
    ck_assert(!told(&bed, "abort"));
    order(&bed, PUMP_ORDER_ABORT, 0, 0);
    bed_run(&bed, 1);
    ck_story(&bed, PUMP_KIND_BEGIN, PUMP_KIND_ABORT);
    bed_drop(&bed);
}
END_TEST

/* Cut when the pump has just obeyed the nth request of an update, before its answer has arrived; the link is lost
 * before all tries are used up, or after. */
START_TEST(an_update_that_the_cable_cuts_is_aborted_when_it_is_mended)
{
    struct bed          bed;
    struct pump_options options = pump_options_usual;
    size_t              obeyed = (size_t)_i / 2;

    options.lost_s = _i % 2 ? 2 : 0.8;
    bed_make(&bed, 115200, &options, NULL, 0);
    bed_run(&bed, 0.5);
    program(&bed, 0);
    order(&bed, PUMP_ORDER_START, 0, 0);
    for (int i = 0; i < 1000 && bed.peer.story_count < obeyed; i++)
        bed_step(&bed);
    ck_assert_uint_eq(bed.peer.story_count, obeyed);
    bed.faults.cable_cut = 1;
    wait_link(&bed, PUMP_LINK_LOST, 3);
    ck_assert(told(&bed, _i % 2 ? ": no answer, it may have been obeyed" : "the update is cut at "));
    ck_assert(told(&bed, "dropped: start, the link is lost"));
    ck_assert(report(&bed)->is_pending);                        /* the abort waits */
    if (obeyed == 6)
        ck_assert_ptr_null(pump_in_force(bed.client));
    bed_run(&bed, 5);
    bed.faults.cable_cut = 0;
    wait_link(&bed, PUMP_LINK_UP, 61);
    bed_run(&bed, 1);
    ck_assert_int_eq(bed.peer.asked[PUMP_KIND_ABORT], 1);
    ck_assert_int_eq(bed.peer.obeyed[PUMP_KIND_START], 0);
    ck_assert_int_eq(bed.peer.status.state, PUMP_STATE_CONTINUOUS);
    ck_assert(!report(&bed)->is_pending);
    ck_assert(told(&bed, obeyed < 6 ? "the update is aborted" : "refused: abort update: no update has begun"));
    ck_assert_int_eq(is_flex(pump_in_force(bed.client)), obeyed == 6);  /* whole or not at all */
    ck_assert_uint_eq(report(&bed)->refused, 0);
    bed_drop(&bed);
}
END_TEST

/* ------------------------------------------------------------------ a lost link */

START_TEST(nothing_waits_for_a_cable_to_be_mended)
{
    struct bed bed;

    ready(&bed);
    bed.faults.cable_cut = 1;
    order(&bed, PUMP_ORDER_START, 0, 0);
    order(&bed, PUMP_ORDER_SINGLE_BOLUS, 100000, 300);
    order(&bed, PUMP_ORDER_SILENCE, 0, 0);
    wait_link(&bed, PUMP_LINK_LOST, 2.5);
    ck_assert(told(&bed, "start: no answer, it may have been obeyed\n"));
    ck_assert(told(&bed, "no answer to single bolus: the link is lost\n"));
    ck_assert(told(&bed, "dropped: silence, the link is lost\n"));
    ck_assert_int_eq(pump_order(bed.client, PUMP_ORDER_START, 0, 0), ERR_TIMEOUT);
    ck_assert_int_eq(pump_order(bed.client, PUMP_ORDER_PROGRAM, 0, 0), ERR_TIMEOUT);
    ck_assert(!report(&bed)->is_pending);
    ck_assert_ptr_null(pump_in_force(bed.client));              /* somebody else may change it */
    bed.faults.cable_cut = 0;
    bed_run(&bed, 70);
    ck_assert_int_eq(report(&bed)->link, PUMP_LINK_UP);
    ck_assert_ptr_nonnull(pump_in_force(bed.client));
    ck_assert_uint_eq(bed.peer.story_count, 0);
    ck_assert_int_eq(bed.peer.obeyed[PUMP_KIND_OPEN], 2);
    bed_drop(&bed);
}
END_TEST

/* A port that takes nothing while it is shut, as one whose other side asks for a pause. */
struct gate { struct port port, *beneath; bool is_shut; };

static enum err gate_read(struct port *port, double now_s, uint8_t *bytes, size_t room, size_t *count)
{
    return port_read(((struct gate *)port)->beneath, now_s, bytes, room, count);
}

static enum err gate_write(struct port *port, double now_s, const uint8_t *bytes, size_t count, size_t *taken)
{
    struct gate *gate = (struct gate *)port;

    *taken = 0;
    return gate->is_shut ? ERR_OK : port_write(gate->beneath, now_s, bytes, count, taken);
}

static const struct port_type gate_type = { .name = "gate", .read = gate_read, .write = gate_write };

START_TEST(what_the_port_never_took_is_not_sent_after_the_link_was_lost)
{
    struct bed  bed;
    struct gate gate;

    ready(&bed);
    pump_destroy(bed.client);
    gate = (struct gate){ .port = { &gate_type }, .beneath = bed.near };
    ck_assert_int_eq(pump_create(&bed.client, &gate.port, NULL), ERR_OK);
    bed.quiet_until_s = 0;
    bed_run(&bed, 1);
    ck_assert_int_eq(report(&bed)->link, PUMP_LINK_UP);
    gate.is_shut = true;
    order(&bed, PUMP_ORDER_START, 0, 0);
    wait_link(&bed, PUMP_LINK_LOST, 3);
    gate.is_shut = false;
    bed_run(&bed, 10);
    ck_assert_int_eq(report(&bed)->link, PUMP_LINK_UP);
    ck_assert_int_eq(bed.peer.asked[PUMP_KIND_START], 0);
    bed_drop(&bed);
}
END_TEST

/* ------------------------------------------------------------------ make safe */

START_TEST(make_safe_overtakes_what_is_open_and_what_waits)
{
    static const struct rule rules[] = { { PUMP_KIND_START, 1, 9, SILENT, 0 } };
    struct bed bed;

    ready_with(&bed, rules, COUNT(rules));
    order(&bed, PUMP_ORDER_START, 0, 0);
    order(&bed, PUMP_ORDER_SINGLE_BOLUS, 100000, 300);
    bed_run(&bed, 0.02);
    ck_assert_int_eq(bed.peer.asked[PUMP_KIND_START], 1);
    make_safe(&bed);
    ck_assert(report(&bed)->is_pending);
    bed_run(&bed, 0.01);
    ck_story(&bed, PUMP_KIND_STOP);
    bed_run(&bed, 5);
    ck_story(&bed, PUMP_KIND_STOP);
    ck_assert_int_eq(bed.peer.asked[PUMP_KIND_START], 1);
    ck_assert(told(&bed, "no answer to start: making safe\ndropped: single bolus, making safe\n"));
    ck_assert(!report(&bed)->is_pending);
    bed_drop(&bed);
}
END_TEST

START_TEST(make_safe_in_an_update_aborts_it_first)
{
    struct bed bed;

    ready(&bed);
    program(&bed, 0);
    for (int i = 0; i < 1000 && bed.peer.story_count < (size_t)_i; i++)
        bed_step(&bed);
    make_safe(&bed);
    bed_run(&bed, 0.5);
    ck_assert_uint_ge(bed.peer.story_count, 2);
    ck_assert_int_eq(bed.peer.story[bed.peer.story_count - 2], PUMP_KIND_ABORT);
    ck_assert_int_eq(bed.peer.story[bed.peer.story_count - 1], PUMP_KIND_STOP);
    ck_assert_int_eq(bed.peer.obeyed[PUMP_KIND_COMMIT], 0);
    ck_assert_int_eq(bed.peer.status.state, PUMP_STATE_STOPPED);
    bed_drop(&bed);
}
END_TEST

START_TEST(make_safe_aborts_an_update_that_was_begun_and_left)
{
    struct bed bed;

    ready(&bed);
    order(&bed, PUMP_ORDER_BEGIN, 0, 0);
    bed_run(&bed, 1);
    make_safe(&bed);
    bed_run(&bed, 0.5);
    ck_story(&bed, PUMP_KIND_BEGIN, PUMP_KIND_ABORT, PUMP_KIND_STOP);
    bed_drop(&bed);
}
END_TEST

START_TEST(make_safe_aborts_an_update_that_was_found_open)
{
    struct bed bed;

    bed_make(&bed, 115200, NULL, NULL, 0);
    bed.peer.status.state = PUMP_STATE_UPDATING;        /* somebody else's */
    bed_run(&bed, 1);
    ck_assert_uint_eq(bed.peer.story_count, 0);
    make_safe(&bed);
    bed_run(&bed, 0.5);
    ck_story(&bed, PUMP_KIND_ABORT, PUMP_KIND_STOP);
    bed_drop(&bed);
}
END_TEST

START_TEST(make_safe_aborts_an_update_that_may_have_been_begun)
{
    static const struct rule rules[] = { { PUMP_KIND_BEGIN, 1, 4, LOSE, 0 } };
    struct bed          bed;
    struct pump_options options = pump_options_usual;

    options.lost_s = 5;
    bed_make(&bed, 115200, &options, rules, COUNT(rules));
    bed_run(&bed, 0.5);
    order(&bed, PUMP_ORDER_BEGIN, 0, 0);
    bed_run(&bed, 1.4);
    ck_assert(told(&bed, "begin update: no answer, it may have been obeyed"));
    make_safe(&bed);
    bed_run(&bed, 0.5);
    ck_story(&bed, PUMP_KIND_BEGIN, PUMP_KIND_ABORT, PUMP_KIND_STOP);
    bed_drop(&bed);
}
END_TEST

START_TEST(make_safe_before_the_pump_is_found_is_its_first_order)
{
    struct bed bed;

    bed_make(&bed, 115200, NULL, NULL, 0);
    for (int i = 0; i < _i; i++)                /* down, identifying, and between that and up */
        bed_step(&bed);
    order(&bed, PUMP_ORDER_START, 0, 0);
    make_safe(&bed);
    bed_run(&bed, 0.5);
    ck_story(&bed, PUMP_KIND_STOP);
    ck_assert(!report(&bed)->is_pending);
    bed_drop(&bed);
}
END_TEST

START_TEST(make_safe_on_a_lost_link_is_done_as_soon_as_the_pump_answers)
{
    struct bed bed;

    ready(&bed);
    bed.faults.cable_cut = 1;
    order(&bed, PUMP_ORDER_SILENCE, 0, 0);
    wait_link(&bed, PUMP_LINK_LOST, 3);
    bed_run(&bed, 100);                         /* looked for once in a minute by now */
    if (_i == 0)
        make_safe(&bed);
    else
        order(&bed, PUMP_ORDER_STOP, 0, 0);
    bed_run(&bed, 10);
    ck_assert(report(&bed)->is_pending && !pump_is_quiet(bed.client, now(&bed), DT_S));
    bed.faults.cable_cut = 0;
    bed_run(&bed, 1);
    ck_story(&bed, PUMP_KIND_STOP);
    ck_assert(!report(&bed)->is_pending);
    bed_drop(&bed);
}
END_TEST

START_TEST(make_safe_goes_on_until_it_is_acknowledged_or_refused)
{
    static const struct rule silent = { PUMP_KIND_STOP, 1, 6, SILENT, 0 };
    static const struct rule refusing = { PUMP_KIND_STOP, 1, 6, REFUSE, PUMP_REASON_ENDED };
    struct bed bed;

    ready_with(&bed, _i == 0 ? &silent : &refusing, 1);
    make_safe(&bed);
    bed_run(&bed, 10);
    ck_assert_int_eq(bed.peer.obeyed[PUMP_KIND_STOP], _i == 0);
    ck_assert_int_eq(bed.peer.asked[PUMP_KIND_STOP], _i == 0 ? 7 : 1);
    ck_assert(!report(&bed)->is_pending);
    ck_assert_uint_eq(report(&bed)->refused, (unsigned)_i);
    bed_drop(&bed);
}
END_TEST

START_TEST(make_safe_after_a_reset_opens_the_session_again)
{
    struct bed bed;

    ready(&bed);
    bed.peer.is_open = false;
    make_safe(&bed);
    bed_run(&bed, 1);
    ck_story(&bed, PUMP_KIND_STOP);
    ck_assert(!report(&bed)->is_pending);
    bed_drop(&bed);
}
END_TEST

/* ------------------------------------------------------------------ the log */

START_TEST(each_entry_of_the_log_is_one_event_in_its_order)
{
    struct bed          bed;
    struct pump_options options = pump_options_usual;

    options.timeout_s = 0.05;                                   /* 253 bytes take 0.26 s at 9600 baud */
    bed_make(&bed, 9600, &options, NULL, 0);
    peer_note(&bed.peer, PUMP_LOG_STATE, PUMP_STATE_CONTINUOUS, 0);
    bed_run(&bed, 1);
    ck_assert(told(&bed, "pump 12:00:00 state: continuous\n"));
    for (int i = 0; i < 40; i++)
        peer_note(&bed.peer, PUMP_LOG_REFILL, 0, 1000u + (uint32_t)i);
    peer_note(&bed.peer, PUMP_LOG_ALARM, PUMP_ALARM_EMPTY, 1);
    bed_run(&bed, 62);
    ck_assert_uint_eq(times_told(&bed, "pump 12:"), 42);
    ck_assert_uint_eq(times_told(&bed, "refill: 1039 nL"), 1);
    ck_assert(strstr(bed.told, "refill: 1000 nL") < strstr(bed.told, "refill: 1016 nL"));
    ck_assert(told(&bed, "pump 12:00:41 alarm: empty\n"));
    ck_assert_int_eq(bed.peer.asked[PUMP_KIND_READ_LOG], 1 + 3);
    ck_assert_uint_eq(report(&bed)->timeouts, 0);
    bed_drop(&bed);
}
END_TEST

START_TEST(the_log_waits_for_somebody_to_take_its_events)
{
    struct bed bed;

    bed_make(&bed, 115200, NULL, NULL, 0);
    for (int i = 0; i < 200; i++)
        peer_note(&bed.peer, PUMP_LOG_REFILL, 0, (uint32_t)i);
    bed.keeps_events = true;
    bed_run(&bed, 5);
    ck_assert(pump_is_quiet(bed.client, now(&bed), 1));         /* nothing can be read now */
    ck_assert_int_lt(bed.peer.asked[PUMP_KIND_READ_LOG], 4);
    bed.keeps_events = false;
    bed.quiet_until_s = 0;
    bed_run(&bed, 2);
    ck_assert_uint_eq(times_told(&bed, "refill: "), 200);
    bed_drop(&bed);
}
END_TEST

START_TEST(entries_that_are_no_longer_kept_are_counted_and_a_new_log_is_read_anew)
{
    struct bed bed;

    bed_make(&bed, 115200, NULL, NULL, 0);
    for (int i = 0; i < 30; i++)
        peer_note(&bed.peer, PUMP_LOG_REFILL, 0, (uint32_t)i);
    bed.peer.log_first = 20;
    bed_run(&bed, 1);
    ck_assert(told(&bed, "20 entries of the pump's log are no longer kept\npump 12:00:20 refill: 20 nL\n"));
    ck_assert_uint_eq(times_told(&bed, "refill: "), 10);
    bed.peer.status.log_count = bed.peer.log_first = 0;
    peer_note(&bed.peer, PUMP_LOG_STATE, PUMP_STATE_MINIMUM, 0);
    bed_run(&bed, 61);
    ck_assert(told(&bed, "the pump's log has begun anew\npump 12:00:00 state: minimum_rate\n"));
    bed_drop(&bed);
}
END_TEST

START_TEST(a_programme_that_the_log_tells_of_is_read)
{
    struct bed bed;

    ready(&bed);
    bed.peer.in_force = flex;
    peer_note(&bed.peer, PUMP_LOG_PROGRAMME, 0, 0);
    bed_run(&bed, 61);
    ck_assert(is_flex(pump_in_force(bed.client)));
    bed_drop(&bed);
}
END_TEST

START_TEST(a_log_that_cannot_be_read_does_not_keep_the_client_from_being_quiet)
{
    static const struct rule rules[] = { { PUMP_KIND_READ_LOG, 1, 999, REFUSE, PUMP_REASON_STATE } };
    struct bed bed;

    bed_make(&bed, 115200, NULL, rules, COUNT(rules));
    peer_note(&bed.peer, PUMP_LOG_STATE, 0, 0);
    bed_run(&bed, 10);
    ck_assert_int_eq(bed.peer.asked[PUMP_KIND_READ_LOG], 1);
    ck_assert(pump_is_quiet(bed.client, now(&bed), 1));
    bed_drop(&bed);
}
END_TEST

/* ------------------------------------------------------------------ the mocked pump behind the same wire */

struct mock_bed {
    struct port_faults    faults;
    struct pump_defects   defects;
    struct port          *near, *far;
    struct pump          *client;
    struct pump_firmware *firmware;
    struct pump_body      body;
    long                  tick;
    unsigned long         strokes;
    char                  told[12000];
};

static void mock_make(struct mock_bed *bed, double baud)
{
    struct port *end;

    memset(bed, 0, sizeof *bed);
    bed->body = (struct pump_body){ .outlet_kpa = 1, .reservoir_ul = 20000, .battery_v = 3 };
    ck_assert_int_eq(port_pipe_create(baud, &end, &bed->far), ERR_OK);
    ck_assert_int_eq(port_faulty_create(end, &bed->faults, 11, &bed->near), ERR_OK);
    ck_assert_int_eq(pump_create(&bed->client, bed->near, NULL), ERR_OK);
    ck_assert_int_eq(pump_firmware_create(&bed->firmware, &pump_build_usual, &bed->defects), ERR_OK);
}

static void mock_drop(struct mock_bed *bed)
{
    pump_destroy(bed->client);
    pump_firmware_destroy(bed->firmware);
    port_destroy(bed->near);
    port_destroy(bed->far);
}

/* The wire every 5 ms, the pump every second; every stroke is made. */
static void mock_run(struct mock_bed *bed, double for_s)
{
    struct pump_event event;

    for (long end = bed->tick + lround(for_s / 0.005); bed->tick < end; bed->tick++) {
        double now_s = (double)bed->tick * 0.005;
        if (bed->tick % 200 == 0) {
            struct pump_output out = pump_firmware_step(bed->firmware, now_s, 1, &bed->body);
            bed->body.strokes_seen = out.strokes;
            bed->body.reservoir_ul -= 2.5 * out.strokes;
            bed->strokes += out.strokes;
        }
        if (bed->tick % 200 != 0 && pump_is_quiet(bed->client, now_s, 0.01))
            continue;
        ck_assert_int_eq(pump_step(bed->client, now_s), ERR_OK);
        pump_firmware_listen(bed->firmware, bed->far, now_s);
        while (pump_next_event(bed->client, &event))
            if (strlen(bed->told) + strlen(event.text) + 2 < sizeof bed->told)
                strcat(strcat(bed->told, event.text), "\n");
    }
}

static void mock_order(struct mock_bed *bed, enum pump_order what, uint32_t a, uint32_t b)
{
    ck_assert_int_eq(pump_order(bed->client, what, a, b), ERR_OK);
}

START_TEST(the_mocked_pump_takes_a_programme_from_the_shelf_and_runs_it)
{
    static const double bauds[] = { 9600, 115200 };
    struct mock_bed bed;

    mock_make(&bed, bauds[_i]);
    mock_run(&bed, 3);
    ck_assert_int_eq(pump_report(bed.client)->status.state, PUMP_STATE_SHELF);
    ck_assert_ptr_null(pump_in_force(bed.client));
    *pump_staged(bed.client) = flex;
    pump_staged(bed.client)->patient_duration_s = 300;  /* 0.5 mg in a bolus, and 0.1 mg is the most */
    mock_order(&bed, PUMP_ORDER_PROGRAM, 0, 0);
    mock_run(&bed, 5);
    ck_assert_int_eq(pump_report(bed.client)->last_refusal, PUMP_REASON_BOLUS_DOSE);
    ck_assert_int_eq(pump_report(bed.client)->status.state, PUMP_STATE_SHELF);
    pump_staged(bed.client)->patient_nl = 0;
    mock_order(&bed, PUMP_ORDER_PROGRAM, 0, 0);
    mock_order(&bed, PUMP_ORDER_START, 0, 0);
    mock_run(&bed, 5);
    ck_assert_int_eq(pump_report(bed.client)->status.state, PUMP_STATE_FLEX);
    ck_assert_ptr_nonnull(pump_in_force(bed.client));
    ck_assert_uint_eq(pump_in_force(bed.client)->steps[1].rate_nl_per_h, 41667);
    ck_assert_uint_eq(pump_report(bed.client)->refused, 1);
    mock_run(&bed, 7200);
    ck_assert_uint_eq(bed.strokes, 16);                 /* 20000 nL/h for two hours, in 2500 nL */
    ck_assert_uint_eq(pump_report(bed.client)->timeouts + pump_report(bed.client)->garbled, 0);
    pump_make_safe(bed.client);
    mock_run(&bed, 2);
    ck_assert_int_eq(pump_report(bed.client)->status.state, PUMP_STATE_STOPPED);
    ck_assert(strstr(bed.told, " programme: ") && strstr(bed.told, " state: flex\n"));
    mock_drop(&bed);
}
END_TEST

/* A bolus that was obeyed twice would show in what was delivered. */
START_TEST(the_mocked_pump_obeys_once_on_a_bad_wire)
{
    struct mock_bed bed;
    unsigned        boluses = 0;

    mock_make(&bed, 115200);
    *pump_staged(bed.client) = (struct pump_programme){
        .mode = PUMP_MODE_MINIMUM, .drug = PUMP_DRUG_MORPHINE, .concentration_ug_per_ml = 1000,
    };
    mock_order(&bed, PUMP_ORDER_PROGRAM, 0, 0);
    mock_run(&bed, 3);
    ck_assert_int_eq(pump_report(bed.client)->status.state, PUMP_STATE_STOPPED);
    bed.faults.corrupt_probability = 0.01;
    for (int i = 0; i < 50; i++) {
        if (pump_order(bed.client, PUMP_ORDER_SINGLE_BOLUS, 25000, 100) == ERR_OK)
            boluses++;
        mock_run(&bed, 110);
    }
    bed.faults.corrupt_probability = 0;
    mock_run(&bed, 70);
    ck_assert_uint_gt(pump_report(bed.client)->retries, 10);
    ck_assert_uint_le(bed.strokes, 10 * boluses);
    ck_assert_uint_ge(bed.strokes, 10 * (boluses - 3));
    mock_drop(&bed);
}
END_TEST

START_TEST(the_mocked_pump_is_left_stopped_by_an_update_that_nobody_ends)
{
    struct mock_bed bed;

    mock_make(&bed, 115200);
    *pump_staged(bed.client) = flex;
    pump_staged(bed.client)->patient_nl = 0;
    mock_order(&bed, PUMP_ORDER_PROGRAM, 0, 0);
    mock_order(&bed, PUMP_ORDER_START, 0, 0);
    mock_order(&bed, PUMP_ORDER_BEGIN, 0, 0);
    mock_run(&bed, 5);
    bed.faults.cable_cut = 1;                           /* the patient goes home */
    mock_run(&bed, 3600);
    ck_assert_uint_eq(bed.strokes, 0);
    bed.faults.cable_cut = 0;
    mock_run(&bed, 65);
    ck_assert_int_eq(pump_report(bed.client)->status.state, PUMP_STATE_UPDATING);
    ck_assert_uint_eq(pump_report(bed.client)->status.alarms, 1u << PUMP_ALARM_UNFINISHED);
    ck_assert(strstr(bed.told, "alarm: unfinished"));
    mock_order(&bed, PUMP_ORDER_ABORT, 0, 0);
    mock_run(&bed, 2);
    ck_assert_int_eq(pump_report(bed.client)->status.state, PUMP_STATE_FLEX);
    mock_drop(&bed);
}
END_TEST

START_TEST(the_mocked_pump_that_was_reset_gets_a_new_session)
{
    struct mock_bed bed;

    mock_make(&bed, 115200);
    mock_run(&bed, 3);
    bed.defects.resets = 1;
    mock_run(&bed, 2);
    mock_order(&bed, PUMP_ORDER_SET_CLOCK, 845467200, 0);
    mock_run(&bed, 3);
    ck_assert(strstr(bed.told, "the pump knows of no session\n"));
    ck_assert_int_eq(pump_report(bed.client)->link, PUMP_LINK_UP);
    mock_order(&bed, PUMP_ORDER_SET_CLOCK, 845467200, 0);
    mock_run(&bed, 3);
    ck_assert_uint_ge(pump_report(bed.client)->status.clock_s, 845467200);
    ck_assert_uint_le(pump_report(bed.client)->status.clock_s, 845467205);
    mock_drop(&bed);
}
END_TEST

/* Another programmer, or one that was restarted, counts from 1 again; the pump does not. */
START_TEST(a_programmer_that_begins_anew_is_told_the_number_and_goes_on)
{
    struct mock_bed bed;
    long            tick;

    mock_make(&bed, 115200);
    mock_run(&bed, 3);
    for (int i = 0; i < 40; i++) {
        mock_order(&bed, PUMP_ORDER_SILENCE, 0, 0);
        mock_run(&bed, 1);
    }
    if (_i == 1)
        mock_run(&bed, PUMP_SESSION_S + 60);
    tick = bed.tick;
    pump_destroy(bed.client);
    ck_assert_int_eq(pump_create(&bed.client, bed.near, NULL), ERR_OK);
    mock_run(&bed, 1);
    ck_assert_int_eq(pump_report(bed.client)->link, PUMP_LINK_UP);
    ck_assert(pump_report(bed.client)->is_known);
    mock_order(&bed, PUMP_ORDER_STOP, 0, 0);
    mock_run(&bed, 1);
    ck_assert_uint_eq(pump_report(bed.client)->refused, 0);
    ck_assert_int_eq(bed.tick - tick, 400);
    ck_assert_ptr_null(strstr(bed.told, "link lost"));
    mock_drop(&bed);
}
END_TEST

/* ------------------------------------------------------------------ options, memory */

static const struct { const char *story; struct pump_options options; } bad_options[] = {
    { "no poll",       { 0,   0.3, 0,  2, 0,  4 } },
    { "no timeout",    { 60,  0,   0,  2, 0,  4 } },
    { "an age below",  { 60,  0.3, -1, 2, 0,  4 } },
    { "never lost",    { 60,  0.3, 0,  0, 0,  4 } },
    { "a baud below",  { 60,  0.3, 0,  2, -1, 4 } },
    { "no tries",      { 60,  0.3, 0,  2, 0,  0 } },
    { "not a number",  { NAN, 0.3, 0,  2, 0,  4 } },
};

START_TEST(options_that_make_no_sense_are_refused)
{
    struct port *near, *far;
    struct pump *client = NULL;

    ck_assert_int_eq(port_pipe_create(9600, &near, &far), ERR_OK);
    ck_assert_msg(pump_create(&client, near, &bad_options[_i].options) == ERR_RANGE, "%s", bad_options[_i].story);
    ck_assert_ptr_null(client);
    pump_destroy(NULL);
    port_destroy(near);
    port_destroy(far);
}
END_TEST

START_TEST(nothing_is_allocated_after_create)
{
    struct bed bed;

    bed_make(&bed, 115200, NULL, NULL, 0);
    bed_run(&bed, 1);
    program(&bed, 0);
    order(&bed, PUMP_ORDER_START, 0, 0);
    bed_run(&bed, 1);
    bed.faults.cable_cut = 1;
    bed_run(&bed, 70);
    bed.faults.cable_cut = 0;
    bed_run(&bed, 70);
    make_safe(&bed);
    bed_run(&bed, 1);
    ck_assert_int_eq(bed.allocated, 0);
    ck_assert_int_eq(report(&bed)->link, PUMP_LINK_UP);
    bed_drop(&bed);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("pump");
    TCase *tests = tcase_create("pump");

    tcase_add_loop_test(tests, the_pump_is_found_opened_and_known_at_any_speed, 0, 3);
    tcase_add_test(tests, between_two_polls_the_wire_is_silent_and_the_client_says_so);
    tcase_add_test(tests, a_report_ages_out);
    tcase_add_test(tests, a_silent_pump_is_looked_for_ever_more_rarely);
    tcase_add_test(tests, a_closed_port_is_told_once_and_for_all);
    tcase_add_test(tests, a_pump_that_was_reset_is_opened_again_and_what_waited_is_dropped);
    tcase_add_test(tests, a_session_that_has_grown_old_is_opened_before_the_next_order);
    tcase_add_test(tests, another_pump_at_the_same_cable_is_another_pump);
    tcase_add_test(tests, another_pump_is_not_told_to_abort_what_the_one_before_was_told);
    tcase_add_test(tests, a_pump_that_opens_no_session_is_looked_for_as_rarely_as_a_silent_one);
    tcase_add_loop_test(tests, an_order_is_one_request_with_its_numbers, 0, (int)COUNT(sent));
    tcase_add_test(tests, orders_go_in_the_order_of_asking_and_too_many_are_refused);
    tcase_add_test(tests, a_refusal_is_told_with_its_reason);
    tcase_add_loop_test(tests, whatever_the_wire_does_the_pump_obeys_once, 0, (int)COUNT(troubles));
    tcase_add_test(tests, an_answer_that_comes_twice_is_a_stray_the_second_time);
    tcase_add_test(tests, an_order_without_any_answer_is_told_as_perhaps_obeyed);
    tcase_add_test(tests, on_a_bad_wire_no_order_is_obeyed_twice_and_no_programme_is_another);
    tcase_add_loop_test(tests, a_programme_is_one_update_and_is_read_back, 0, 2);
    tcase_add_loop_test(tests, a_confirmation_is_sent_as_it_was_ordered, 0, 2);
    tcase_add_loop_test(tests, a_refused_update_is_aborted_and_changes_nothing, 0, (int)COUNT(refused_stages));
    tcase_add_test(tests, an_update_whose_part_has_no_answer_is_aborted);
    tcase_add_test(tests, begin_alone_leaves_the_pump_updating_even_after_the_link_was_lost);
    tcase_add_loop_test(tests, an_update_that_the_cable_cuts_is_aborted_when_it_is_mended, 2, 14);
    tcase_add_test(tests, nothing_waits_for_a_cable_to_be_mended);
    tcase_add_test(tests, what_the_port_never_took_is_not_sent_after_the_link_was_lost);
    tcase_add_test(tests, make_safe_overtakes_what_is_open_and_what_waits);
    tcase_add_loop_test(tests, make_safe_in_an_update_aborts_it_first, 1, 6);
    tcase_add_test(tests, make_safe_aborts_an_update_that_was_begun_and_left);
    tcase_add_test(tests, make_safe_aborts_an_update_that_was_found_open);
    tcase_add_test(tests, make_safe_aborts_an_update_that_may_have_been_begun);
    tcase_add_loop_test(tests, make_safe_before_the_pump_is_found_is_its_first_order, 0, 8);
    tcase_add_loop_test(tests, make_safe_on_a_lost_link_is_done_as_soon_as_the_pump_answers, 0, 2);
    tcase_add_loop_test(tests, make_safe_goes_on_until_it_is_acknowledged_or_refused, 0, 2);
    tcase_add_test(tests, make_safe_after_a_reset_opens_the_session_again);
    tcase_add_test(tests, each_entry_of_the_log_is_one_event_in_its_order);
    tcase_add_test(tests, the_log_waits_for_somebody_to_take_its_events);
    tcase_add_test(tests, entries_that_are_no_longer_kept_are_counted_and_a_new_log_is_read_anew);
    tcase_add_test(tests, a_programme_that_the_log_tells_of_is_read);
    tcase_add_test(tests, a_log_that_cannot_be_read_does_not_keep_the_client_from_being_quiet);
    tcase_add_loop_test(tests, the_mocked_pump_takes_a_programme_from_the_shelf_and_runs_it, 0, 2);
    tcase_add_test(tests, the_mocked_pump_obeys_once_on_a_bad_wire);
    tcase_add_test(tests, the_mocked_pump_is_left_stopped_by_an_update_that_nobody_ends);
    tcase_add_test(tests, the_mocked_pump_that_was_reset_gets_a_new_session);
    tcase_add_loop_test(tests, a_programmer_that_begins_anew_is_told_the_number_and_goes_on, 0, 2);
    tcase_add_loop_test(tests, options_that_make_no_sense_are_refused, 0, (int)COUNT(bad_options));
    tcase_add_test(tests, nothing_is_allocated_after_create);
    suite_add_tcase(suite, tests);
    return suite_run(suite);
}
