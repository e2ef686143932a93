#include "port_wave.h"

struct wave { unsigned levels; int count; double baud; };  /* bit i of levels: the i-th sent */

int port_wave_bits(const struct port_line *line)
{
    return 1 + line->bits + (line->parity != PORT_PARITY_NONE) + line->stop_bits;
}

static unsigned parity_bit(enum port_parity parity, unsigned data)
{
    return (unsigned)(__builtin_popcount(data) & 1) ^ (parity == PORT_PARITY_ODD);
}

static struct wave wave_of(const struct port_line *line, uint8_t byte, unsigned damage)
{
    unsigned    data = byte & ((1u << line->bits) - 1);
    struct wave wave = { .levels = data << 1, .count = 1 + line->bits, .baud = line->baud };

    if (line->parity != PORT_PARITY_NONE)
        wave.levels |= parity_bit(line->parity, data) << wave.count++;
    for (int i = 0; i < line->stop_bits; i++)
        wave.levels |= 1u << wave.count++;
    wave.levels ^= damage & ((1u << wave.count) - 1);
    return wave;
}

/* On an edge: what comes. */
static unsigned level_at(const struct wave *wave, double t_s)
{
    int bit = (int)(t_s * wave->baud + 1e-6);

    return bit < wave->count ? wave->levels >> bit & 1 : 1;
}

/* From t_s on, when the level is first `level`; the end of the wave if never. */
static double level_await(const struct wave *wave, double t_s, unsigned level)
{
    for (int bit = (int)(t_s * wave->baud + 1e-6); bit < wave->count; bit++)
        if ((wave->levels >> bit & 1) == level) {
            double edge_s = bit / wave->baud;
            return edge_s > t_s ? edge_s : t_s;
        }
    return wave->count / wave->baud;
}

/* One byte behind the edge of its start bit; *end_s is the middle of its stop bit. */
static struct port_wave_byte frame_sample(const struct wave *wave, const struct port_line *to,
                                          double edge_s, double *end_s)
{
    struct port_wave_byte byte = { 0, 0 };
    unsigned              data = 0, parity = 0;
    double                bit_s = 1.0 / to->baud;
    int                   k = 1;

    for (; k <= to->bits; k++)
        data |= level_at(wave, edge_s + (k + 0.5) * bit_s) << (k - 1);
    if (to->parity != PORT_PARITY_NONE) {
        parity = level_at(wave, edge_s + (k++ + 0.5) * bit_s);
        byte.flags |= parity != parity_bit(to->parity, data) ? PORT_WAVE_PARITY : 0;
    }
    *end_s = edge_s + (k + 0.5) * bit_s;
    byte.byte = (uint8_t)data;
    if (level_at(wave, *end_s) == 0)
        byte.flags = data == 0 && parity == 0 ? PORT_WAVE_BREAK : byte.flags | PORT_WAVE_FRAMING;
    return byte;
}

size_t port_wave_receive(const struct port_line *from, const struct port_line *to, uint8_t byte,
                         unsigned damage, struct port_wave_byte out[PORT_WAVE_MAX])
{
    struct wave wave = wave_of(from, byte, damage);
    double      end_s = wave.count / wave.baud, t_s = 0;
    size_t      count = 0;

    while (count < PORT_WAVE_MAX && (t_s = level_await(&wave, t_s, 0)) < end_s - 1e-12) {
        double half_s = t_s + 0.5 / to->baud;
        if (level_at(&wave, half_s) != 0) {         /* too short for a start bit */
            t_s = half_s;
            continue;
        }
        out[count] = frame_sample(&wave, to, t_s, &t_s);
        if (out[count++].flags & (PORT_WAVE_FRAMING | PORT_WAVE_BREAK))
            t_s = level_await(&wave, t_s, 1);
    }
    return count;
}
