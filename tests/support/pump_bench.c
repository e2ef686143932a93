#include "tests/support/pump_bench.h"

#include "drivers/port_tap.h"
#include "tests/support/allocations.h"

#define DT_S    PUMP_BENCH_DT_S

/* ------------------------------------------------------------------ a scripted pump */

static bool is_question(uint8_t kind) { return kind < 0x20; }

void pump_bench_note(struct pump_peer *peer, enum pump_log what, uint8_t code, uint32_t value)
{
    uint32_t number = peer->status.log_count++;

    peer->log[number] = (struct pump_log_entry){ number, 3600 * 12 + number, (uint8_t)what, code,
                                                 value };
}

static enum pump_reason peer_update(struct pump_peer *peer, const struct frame *in)
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
        ck_assert_int_eq(pump_part_read(&peer->draft, part, in->payload + 1,
                                        in->payload_count - 1), ERR_OK);
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
        pump_bench_note(peer, PUMP_LOG_PROGRAMME, 0, peer->arguments[0]);
    }
    peer->status.state = PUMP_STATE_CONTINUOUS;
    return PUMP_REASON_NONE;
}

static enum pump_reason peer_obey(struct pump_peer *peer, const struct frame *in)
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

static void peer_report_log(const struct pump_peer *peer, struct frame *out)
{
    uint32_t first = peer->arguments[0] > peer->log_first ? peer->arguments[0] : peer->log_first;
    uint32_t end = peer->status.log_count;

    first = first < end ? first : end;
    out->kind = PUMP_KIND_LOG;
    out->payload_count = pump_log_write(peer->log + first, end - first, out->payload);
}

static void peer_answer(const struct pump_peer *peer, const struct frame *in, struct frame *out)
{
    struct pump_identity me = { .address = peer->address, .text = PUMP_BENCH_ME };

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

static void peer_send(struct pump_peer *peer, double now_s, const struct frame *frame,
                      enum pump_deed deed)
{
    uint8_t bytes[FRAME_BYTES_MAX];
    size_t  taken, count = frame_write(frame, bytes);

    if (deed == GARBLE)
        bytes[count / 2] ^= 0x10;
    if (deed == CUT)
        count -= 3;
    ck_assert_int_eq(port_write(peer->port, now_s, bytes, count, &taken), ERR_OK);
}

static const struct pump_rule *peer_rule(const struct pump_peer *peer, uint8_t kind)
{
    for (size_t i = 0; i < peer->rule_count; i++) {
        const struct pump_rule *rule = &peer->rules[i];
        if (rule->kind == kind && peer->asked[kind] >= rule->first
            && peer->asked[kind] < rule->first + rule->count)
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
static uint8_t peer_judge(struct pump_peer *peer, const struct frame *in)
{
    enum pump_reason reason;

    if (in->kind != PUMP_KIND_IDENTIFY && in->address != peer->address)
        return PUMP_REASON_OTHER_DEVICE;
    if (in->kind > PUMP_KIND_OPEN && !peer->is_open)
        return PUMP_REASON_NO_SESSION;
    if (is_same(in, &peer->last))
        return PUMP_REASON_NONE;
    if (in->kind != PUMP_KIND_WRITE)
        ck_assert_int_eq(pump_arguments_read(in->kind, peer->arguments, in->payload,
                                             in->payload_count), ERR_OK);
    reason = peer_obey(peer, in);
    if (reason != PUMP_REASON_NONE)
        return (uint8_t)reason;
    peer->last = *in;
    peer->obeyed[in->kind]++;
    if (!is_question(in->kind) && peer->story_count < sizeof peer->story)
        peer->story[peer->story_count++] = in->kind;
    return PUMP_REASON_NONE;
}

static void peer_take(struct pump_peer *peer, double now_s, const struct frame *in)
{
    struct frame       out = { .version = 1, .address = peer->address, .sequence = in->sequence };
    const struct pump_rule *rule = (peer->asked[in->kind]++, peer_rule(peer, in->kind));
    enum pump_deed          deed = rule ? rule->deed : OBEY;
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

static void peer_listen(struct pump_peer *peer, double now_s)
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

/* ------------------------------------------------------------------ the bench */

const struct pump_programme pump_bench_flex = {
    .mode = PUMP_MODE_FLEX, .drug = PUMP_DRUG_HYDROMORPHONE, .concentration_ug_per_ml = 10000,
    .step_count = 2, .steps = { { 0, 20000 }, { 480, 41667 } },
    .patient_nl = 50000, .patient_duration_s = 120, .patient_lockout_s = 14400,
    .patient_most_per_day = 4,
    .low_reservoir_nl = 2000000,
};

double pump_bench_now(const struct pump_bench *bed) { return (double)bed->tick * DT_S; }

static void watch(void *context, double now_s, enum port_direction direction, const uint8_t *bytes,
                  size_t count)
{
    struct pump_bench *bed = context;

    (void)bytes;
    if (direction != PORT_WRITTEN)
        return;
    bed->has_lied = bed->has_lied || now_s < bed->quiet_until_s;
    bed->sent_count += count;
}

void pump_bench_make(struct pump_bench *bed, double baud, const struct pump_options *options,
                     const struct pump_rule *rules, size_t rule_count)
{
    struct port *end, *tap;

    memset(bed, 0, sizeof *bed);
    ck_assert_int_eq(port_pipe_create(baud, &end, &bed->far), ERR_OK);
    ck_assert_int_eq(port_faulty_create(end, &bed->faults, 7, &tap), ERR_OK);
    ck_assert_int_eq(port_tap_create(tap, watch, bed, &bed->near), ERR_OK);
    ck_assert_int_eq(pump_create(&bed->client, bed->near, options), ERR_OK);
    bed->peer = (struct pump_peer){ .port = bed->far, .rules = rules, .rule_count = rule_count,
                                    .address = PUMP_BENCH_ADDRESS,
                               .status = { .state = PUMP_STATE_CONTINUOUS, .has_programme = 1,
                                           .rate_nl_per_h = 20833 } };
    bed->peer.in_force.rate_nl_per_h = 20833;
    frame_buffer_empty(&bed->peer.frames);
}

void pump_bench_drop(struct pump_bench *bed)
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

void pump_bench_step(struct pump_bench *bed)
{
    struct pump_event event;
    long              before = allocations();
    enum err          err = pump_step(bed->client, pump_bench_now(bed));

    bed->allocated += allocations() - before;           /* Check's own assertions ask for memory */
    ck_assert_int_eq(err, ERR_OK);
    ck_assert_msg(!bed->has_lied, "sent at %g s, quiet until %g s", pump_bench_now(bed),
                  bed->quiet_until_s);
    peer_listen(&bed->peer, pump_bench_now(bed));
    while (!bed->keeps_events && pump_next_event(bed->client, &event))
        if (strlen(bed->told) + strlen(event.text) + 2 < sizeof bed->told)
            strcat(strcat(bed->told, event.text), "\n");
    if (pump_is_quiet(bed->client, pump_bench_now(bed), 0.5))
        bed->quiet_until_s = pump_bench_now(bed) + 0.5;
    bed->tick++;
}

double pump_bench_pass(struct pump_bench *bed, long end_tick)
{
    long skip = lround(0.1 / DT_S);

    pump_bench_step(bed);
    skip = skip < end_tick - bed->tick ? skip : end_tick - bed->tick;
    if (skip <= 0 || !pump_is_quiet(bed->client, pump_bench_now(bed), (double)skip * DT_S))
        return 0;
    bed->tick += skip;
    return (double)skip * DT_S;
}

double pump_bench_run(struct pump_bench *bed, double for_s)
{
    long   end_tick = bed->tick + lround(for_s / DT_S);
    double quiet_s = 0;

    while (bed->tick < end_tick)
        quiet_s += pump_bench_pass(bed, end_tick);
    return quiet_s;
}

const struct pump_report *pump_bench_report(const struct pump_bench *bed)
{
    return pump_report(bed->client);
}

bool pump_bench_told(const struct pump_bench *bed, const char *what)
{
    return strstr(bed->told, what) != NULL;
}

unsigned pump_bench_times_told(const struct pump_bench *bed, const char *what)
{
    unsigned n = 0;

    for (const char *at = bed->told; (at = strstr(at, what)) != NULL; at++)
        n++;
    return n;
}

void pump_bench_order(struct pump_bench *bed, enum pump_order what, uint32_t a, uint32_t b)
{
    bed->quiet_until_s = 0;
    ck_assert_int_eq(pump_order(bed->client, what, a, b), ERR_OK);
}

void pump_bench_make_safe(struct pump_bench *bed)
{
    bed->quiet_until_s = 0;
    pump_make_safe(bed->client);
}

void pump_bench_wait_link(struct pump_bench *bed, enum pump_link link, double within_s)
{
    long end = bed->tick + lround(within_s / DT_S);

    while (bed->tick < end && pump_bench_report(bed)->link != link)
        pump_bench_pass(bed, end);
    ck_assert_msg(pump_bench_report(bed)->link == link, "no link %s in %g s; told:\n%s",
                  pump_link_labels[link], within_s,
                  bed->told);
}

void pump_bench_ready_with(struct pump_bench *bed, const struct pump_rule *rules, size_t rule_count)
{
    pump_bench_make(bed, 115200, NULL, rules, rule_count);
    pump_bench_run(bed, 0.5);
    ck_assert_int_eq(pump_bench_report(bed)->link, PUMP_LINK_UP);
}

void pump_bench_ready(struct pump_bench *bed) { pump_bench_ready_with(bed, NULL, 0); }

bool pump_bench_is_flex(const struct pump_programme *p)
{
    return p && pump_programme_crc(p) == pump_programme_crc(&pump_bench_flex);
}

void pump_bench_program(struct pump_bench *bed, uint32_t confirmed)
{
    *pump_staged(bed->client) = pump_bench_flex;
    pump_bench_order(bed, PUMP_ORDER_PROGRAM, confirmed, 0);
    /* it was taken when ordered */
    *pump_staged(bed->client) = (struct pump_programme){ .mode = 0 };
}
