/* fuzz_device.c - libFuzzer on any driver: PAINRIG_DRIVER=ne1000 build/fuzz/fuzz_device CORPUS
 *
 * The first byte chooses a frame of its emulator's, whose state and question the driver is in; the
 * second another question, or none; the rest arrives, whole and cut. It aborts where device_fuzz.h
 * says that what was told is wrong. PAINRIG_CORPUS=FOLDER: the emulator's frames are written there
 * first. */
#include "tests/support/device_fuzz.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerInitialize(int *argc, char ***argv);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t count);

/* libFuzzer gives its targets no memory of their own. */
static const struct device_type *driver;
static struct fuzz_bed          *bed;

/* One of each question, as the corpus to begin with. */
static void corpus_write(const char *folder)
{
    for (size_t i = 0; i < fuzz_frame_count(bed) && i < 256; i++) {
        const struct fuzz_frame *frame = fuzz_frame(bed, i);
        uint8_t head[2] = { (uint8_t)i, 0 };
        char    path[300];
        FILE   *file;
        if (i > 0 && frame->question == fuzz_frame(bed, i - 1)->question)
            continue;
        snprintf(path, sizeof path, "%s/frame_%03zu", folder, i);
        file = fopen(path, "wb");
        if (!file)
            abort();
        fwrite(head, 1, sizeof head, file);
        fwrite(frame->bytes, 1, frame->count, file);
        fclose(file);
    }
}

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
    const char *name = getenv("PAINRIG_DRIVER"), *folder = getenv("PAINRIG_CORPUS");
    struct why  why = { "" };

    (void)argc;
    (void)argv;
    if (!name || device_find(name, &driver, &why) != ERR_OK) {
        fprintf(stderr, "fuzz_device: %s\n", name ? why.text : "say PAINRIG_DRIVER=NAME");
        exit(2);
    }
    bed = fuzz_bed_create(driver);
    if (folder)
        corpus_write(folder);
    return 0;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t count)
{
    const struct fuzz_frame *frame;
    struct fuzz_bytes bytes;
    struct fuzz_told  told[2];
    const char       *fault;
    int               question;

    if (count < 2 || count - 2 > FUZZ_BYTES_MAX)
        return 0;
    frame = fuzz_frame(bed, data[0] % fuzz_frame_count(bed));
    question = data[1] == 0 ? frame->question
             : data[1] > driver->question_count ? DEVICE_NO_QUESTION : data[1] - 1;
    bytes.count = count - 2;
    memcpy(bytes.bytes, data + 2, bytes.count);
    fuzz_trial(bed, frame, question, &bytes, 0, &told[0]);
    fuzz_trial(bed, frame, question, &bytes, 1 + data[0], &told[1]);
    fault = fuzz_told_fault(driver, &bytes, frame, told);
    if (fault) {
        fprintf(stderr, "%s: %s\n", driver->name, fault);
        abort();
    }
    return 0;
}
