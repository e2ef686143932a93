#include "lesion_words.h"

#include "base/count.h"
#include "base/text.h"
#include "base/units.h"

#include <stdlib.h>
#include <string.h>

struct lesion_word lesion_criterion_word(const char *name, int width)
{
    static const char plain[] = " C";
    size_t length = strlen(name), rest = sizeof plain - 1;
    bool is_warm = length > rest && strcmp(name + length - rest, plain) == 0;
    int  before = width - (int)length - is_warm;
    struct lesion_word word;
    struct text text = text_over(word.text, sizeof word.text);

    text_add(&text, "%*s%.*s%s", before > 0 ? before : 0, "", (int)(length - (is_warm ? rest : 0)),
             name, is_warm ? " " LESION_DEGREES : "");
    text_add(&text, "%*s", -width - (int)length - is_warm > 0 ? -width - (int)length - is_warm : 0,
             "");
    return word;
}

void lesion_caption(const struct treatment_setup *setup, char *out, size_t size)
{
    const struct treatment_drive *drive = &setup->drive;
    struct text text = text_over(out, size);

    text_add(&text, "%.2f mm needle, %g mm tip, ", 2 * setup->plant.shape.radius_m * MM_PER_M,
             setup->plant.shape.tip_m * MM_PER_M);
    if (drive->is_held)
        text_add(&text, "%g " LESION_DEGREES " for %g s after a ramp of %g s", drive->set_c,
                 drive->hold_until_s - drive->ramp_s, drive->ramp_s);
    else if (drive->is_pulsed)
        text_add(&text, "bursts of %g V for %g ms at %g Hz for %g s, tip at %g " LESION_DEGREES
                 " at most",
                 drive->pulses.volts, drive->pulses.width_s * MS_PER_S, drive->pulses.rate_hz,
                 drive->hold_until_s, drive->pulses.ceiling_c);
    else
        text_add(&text, "%g V", drive->volts);
    text_add(&text, ", %s from %g " LESION_DEGREES, setup->plant.tissue.name, setup->plant.start_c);
}

const char *const lesion_limits[] = {
    "One straight needle in one uniform tissue: no bone, nerve, vessel or fluid nearby, and no "
    "oblique, bipolar or cooled electrodes. Anatomy that is drawn does not change the heat.",
    "The needle is one solid cylinder with a flat end; sharp and curved tips differ.",
    "Perfusion and the slopes of conductivity are from the literature and vary between patients "
    "more than any numerical error here.",
    "No kinetics of nerve are published: criteria stand side by side and differ by millimetres.",
    "Boiling is an enthalpy window with a fall of conductivity: steam does not move, char does not "
    "stick.",
    "Tissue starts at one temperature and has no skin to lose heat through.",
    "Pulsed radiofrequency is the mean heat of its bursts: what one burst adds before it spreads, "
    "and effects of the electric field itself on nerve, are not modelled.",
    "A lesion is not an outcome: nothing here predicts pain relief or safety in a patient.",
};
const size_t lesion_limit_count = COUNT(lesion_limits);
