#include "instrument_peer.h"

#include "drivers/mock/generator_firmware.h"
#include "drivers/mock/pump_firmware.h"
#include "emulator_named.h"
#include "suite.h"

#include <string.h>

/* What a frame's own check sees: bits turned over in any combination. 0: it has none; -1: it says
 * no number at all, and what was ordered is all there is to tell. */
static const struct { const char *driver; int bits; } checks[] = {
    { "rf-generator",   2 },    /* CRC-16/CCITT */
    { "it-pump",        2 },
    { "tc-cxn",         1 },    /* a sum */
    { "ne1000",         0 },    /* Basic mode */
    { "phd-ultra",      0 },
    { "graseby3000",    2 },    /* CRC-16 */
    { "ae-bus",         1 },    /* XOR */
    { "esu2400",        0 },
    { "iet-prs",       -1 },
    { "sensirion-shdlc", 1 },   /* inverted sum */
    { "keller",         2 },    /* CRC-16 */
    { "34970a",         0 },
    { "modbus-rtu",     2 },    /* CRC-16 */
    { "mt-sics",        0 },
    { "sartorius-sbi",  0 },
};

int instrument_check_bits(const char *driver)
{
    for (size_t i = 0; i < sizeof checks / sizeof checks[0]; i++)
        if (strcmp(checks[i].driver, driver) == 0)
            return checks[i].bits;
    ck_abort_msg("%s has no row in checks[]: say what its frames' check sees", driver);
    return 0;
}

void instrument_settings(const char *driver, struct settings *settings)
{
    static const struct { const char *driver, *path, *text; } needed[] = {
        { "modbus-rtu", "identify", "input 100" },
        { "modbus-rtu", "reading.temp_c", "input 0 float" },
        { "modbus-rtu", "reading.is_running", "coil 0" },
        { "modbus-rtu", "order.rate_ul_per_h", "holding 0 float" },
        { "modbus-rtu", "order.run", "coil 0" },
        { "modbus-rtu", "safe", "coil 0 = 0; holding 0 float = 0" },
    };

    for (size_t i = 0; i < sizeof needed / sizeof needed[0]; i++)
        if (strcmp(needed[i].driver, driver) == 0)
            ck_assert_int_eq(settings_add_text(settings, needed[i].path, needed[i].text), ERR_OK);
}

void instrument_peer_make(struct instrument_peer *peer, const char *driver)
{
    const struct emulator_type *type = emulator_named(driver);
    struct why why = { "" };

    memset(peer, 0, sizeof *peer);
    emulator_world_begin(&peer->world);
    if (strcmp(driver, "rf-generator") == 0) {
        ck_assert_int_eq(generator_firmware_create(&peer->generator, NULL), ERR_OK);
    } else if (strcmp(driver, "it-pump") == 0) {
        ck_assert_int_eq(pump_firmware_create(&peer->pump, &pump_build_usual, NULL), ERR_OK);
    } else {
        ck_assert_msg(type != NULL, "there is no emulator of %s", driver);
        ck_assert_uint_le(type->signal_count, sizeof peer->signals / sizeof peer->signals[0]);
        ck_assert_msg(type->create(&peer->emulator, &peer->settings, 1, &why) == ERR_OK, "%s: %s",
                      driver, why.text);
    }
}

void instrument_peer_step(struct instrument_peer *peer, struct port *port, double now_s,
                          double dt_s)
{
    static const struct generator_body body = { .tip_temp_c = 37, .impedance_ohm = 250,
                                                .pad_ohm = 20 };
    static const struct pump_body patient = { .outlet_kpa = 1, .reservoir_ul = 20000,
                                              .battery_v = 3 };

    if (peer->emulator) {
        peer->emulator->type->step(peer->emulator, port, now_s, dt_s, &peer->world,
                                   peer->signals);
        emulator_world_step(&peer->world, dt_s);
    } else if (peer->generator) {
        generator_firmware_step(peer->generator, port, now_s, dt_s, &body);
    } else {
        pump_firmware_listen(peer->pump, port, now_s);
        pump_firmware_step(peer->pump, now_s, dt_s, &patient);
    }
}

void instrument_peer_end(struct instrument_peer *peer)
{
    if (peer->emulator)
        peer->emulator->type->destroy(peer->emulator);
    generator_firmware_destroy(peer->generator);
    pump_firmware_destroy(peer->pump);
    settings_free(&peer->settings);
}
