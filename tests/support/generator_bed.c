#include "tests/support/generator_bed.h"

#include "drivers/port_pipe.h"
#include "drivers/port_tap.h"

#include <check.h>
#include <math.h>
#include <string.h>

static void remember(void *context, double now_s, enum port_direction direction,
                     const uint8_t *bytes, size_t count)
{
    struct generator_bed *bed = context;

    (void)now_s;
    if (direction != PORT_WRITTEN || bed->sent_count + count >= sizeof bed->sent)
        return;
    memcpy(bed->sent + bed->sent_count, bytes, count);
    bed->sent_count += count;
    bed->sent[bed->sent_count] = '\0';
}

void bed_make(struct generator_bed *bed, double baud)
{
    struct port *end, *tap;

    memset(bed, 0, sizeof *bed);
    bed->body = (struct generator_body){ .tip_temp_c = 37, .impedance_ohm = 95, .pad_ohm = 60 };
    ck_assert_int_eq(port_pipe_create(baud, &end, &bed->far), ERR_OK);
    ck_assert_int_eq(port_tap_create(end, remember, bed, &tap), ERR_OK);
    ck_assert_int_eq(port_faulty_create(tap, &bed->faults, 7, &bed->near), ERR_OK);
    ck_assert_int_eq(generator_create(&bed->client, bed->near, NULL), ERR_OK);
    ck_assert_int_eq(generator_firmware_create(&bed->firmware, &bed->defects), ERR_OK);
}

void bed_drop(struct generator_bed *bed)
{
    generator_destroy(bed->client);
    generator_firmware_destroy(bed->firmware);
    port_destroy(bed->near);
    port_destroy(bed->far);
}

/* About 11 C/W: part at once, part within seconds. */
static void body_warm(struct generator_bed *bed)
{
    double power_w = bed->out.volts_rms * bed->out.volts_rms / bed->body.impedance_ohm;

    bed->quick_c += (4 * power_w - bed->quick_c) * BED_STEP_S / 0.5;
    bed->slow_c += (7 * power_w - bed->slow_c) * BED_STEP_S / 8;
    bed->body.tip_temp_c += (37 + bed->quick_c + bed->slow_c - bed->body.tip_temp_c)
                            * BED_STEP_S / 0.25;
}

void bed_step(struct generator_bed *bed)
{
    struct generator_event event;
    double                 now_s = (double)bed->tick++ * BED_STEP_S;

    ck_assert_int_eq(generator_step(bed->client, now_s), ERR_OK);
    bed->out = generator_firmware_step(bed->firmware, bed->far, now_s, BED_STEP_S, &bed->body);
    body_warm(bed);
    while (generator_next_event(bed->client, &event))
        if (strlen(bed->told) + strlen(event.text) + 2 < sizeof bed->told)
            strcat(strcat(bed->told, event.text), "\n");
}

void bed_run(struct generator_bed *bed, double for_s)
{
    for (int i = 0; i < (int)lround(for_s / BED_STEP_S); i++)
        bed_step(bed);
}

const struct generator_report *bed_report(const struct generator_bed *bed)
{
    return generator_report(bed->client);
}

void bed_order(struct generator_bed *bed, enum generator_order what, double value)
{
    ck_assert_int_eq(generator_order(bed->client, what, value), ERR_OK);
}

/* Run until the client knows of a state. */
void bed_await(struct generator_bed *bed, enum generator_state state, double within_s)
{
    for (int i = 0; i < (int)lround(within_s / BED_STEP_S); i++) {
        if (bed_report(bed)->is_known && bed_report(bed)->status.state == state)
            return;
        bed_step(bed);
    }
    ck_abort_msg("no %s within %g s; now %s, %s; told:\n%s", generator_state_labels[state],
                 within_s,
                 generator_state_labels[bed_report(bed)->status.state],
                 generator_fault_labels[bed_report(bed)->status.fault], bed->told);
}

bool bed_told(const struct generator_bed *bed, const char *what)
{
    return strstr(bed->told, what) != NULL;
}

void bed_ready(struct generator_bed *bed)
{
    bed_make(bed, 115200);
    bed_await(bed, GENERATOR_STATE_STANDBY, 2);
}

void bed_heat(struct generator_bed *bed, enum generator_state until)
{
    bed_ready(bed);
    bed_order(bed, GENERATOR_ORDER_RAMP, 5);
    bed_order(bed, GENERATOR_ORDER_START_HEAT, 1);
    bed_await(bed, until, 15);
}
