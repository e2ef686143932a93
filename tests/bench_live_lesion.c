/* What a change of a slider in the lesion room costs: from its settings to the whole film, as one
 * block of bytes, on one core. Asked: a new lesion of 90 s is seen in 200 ms, drawing included. */
#include "base/count.h"
#include "hil/lesion/lesion_film.h"
#include "hil/lesion/lesion_nerve.h"
#include "hil/lesion/lesion_nerve_film.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>

#define ASKED_MS 200.0
#define RUNS     7

static struct lesion_choice choice_rest(void)
{
    struct lesion_choice choice = { .is_ex_vivo = false };

    for (size_t v = 0; v < LESION_VARIED; v++)
        snprintf(choice.value[v], LESION_VALUE_BYTES, "%s", lesion_fields[v].rest);
    return choice;
}

static void choose(struct lesion_choice *choice, enum lesion_varied which, const char *value)
{
    snprintf(choice->value[which], LESION_VALUE_BYTES, "%s", value);
}

/* What this process has had of one core, whoever else is busy. */
static double core_s(void)
{
    struct rusage usage;

    getrusage(RUSAGE_SELF, &usage);
    return (double)(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec)
         + 1e-6 * (double)(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec);
}

/* One answer: how long it takes, and how large it is. */
static double answer_ms(const struct lesion_choice *choice, const struct nerve_course *course,
                        size_t *size)
{
    struct bytes out = { .used = 0 };
    struct why why = { "" };
    struct bytes record = { .used = 0 };
    double start_s = core_s(), took_s;
    enum err err = lesion_record_make(choice, 0.5, &record, &why);

    if (err == ERR_OK && course) {
        start_s = core_s();         /* the lesion is there already */
        err = lesion_nerve_film_write(lesion_record_of(&record), course, &out, &why);
    } else if (err == ERR_OK) {
        err = lesion_film_write(lesion_record_of(&record), choice, &out, &why);
    }
    bytes_free(&record);
    took_s = core_s() - start_s;
    if (err != ERR_OK) {
        fprintf(stderr, "bench: %s\n", why_text(&why, err));
        exit(2);
    }
    *size = out.used;
    bytes_free(&out);
    return 1e3 * took_s;
}

static int by_size(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;

    return (x > y) - (x < y);
}

static void row_print(const char *what, const struct lesion_choice *choice,
                      const struct nerve_course *course)
{
    double took_ms[RUNS];
    size_t size;

    for (size_t i = 0; i < RUNS; i++)
        took_ms[i] = answer_ms(choice, course, &size);
    qsort(took_ms, RUNS, sizeof *took_ms, by_size);
    printf("  %-46s %9.1f %9.0f %9.2f\n", what, took_ms[RUNS / 2], ASKED_MS, (double)size / 1e6);
}

/* Every gauge with tips and temperatures from end to end of their sliders. */
static void sliders_print(void)
{
    static const char *const tips[] = { "2", "5", "10", "15" };
    static const char *const sets[] = { "40", "60", "80", "90", "95" };
    double took_ms[6 * COUNT(tips) * COUNT(sets)];
    size_t count = 0, size;

    for (size_t g = 0; lesion_gauges[g]; g++)
        for (size_t t = 0; t < COUNT(tips); t++)
            for (size_t s = 0; s < COUNT(sets); s++) {
                struct lesion_choice choice = choice_rest();
                choose(&choice, LESION_GAUGE, lesion_gauges[g]);
                choose(&choice, LESION_TIP, tips[t]);
                choose(&choice, LESION_SET, sets[s]);
                took_ms[count++] = fmin(answer_ms(&choice, NULL, &size),
                                        answer_ms(&choice, NULL, &size));
            }
    qsort(took_ms, count, sizeof *took_ms, by_size);
    printf("  %zu needles and temperatures: median %.1f ms, worst %.1f ms (asked: %.0f)\n", count,
           took_ms[count / 2], took_ms[count - 1], ASKED_MS);
}

int main(void)
{
    struct lesion_choice choice = choice_rest();
    struct nerve_course course;

    if (lesion_course_parse("3,-8,0;4,0,2;3,8,0", NERVE_SPARE, &course, NULL) != ERR_OK)
        return 2;
    printf("\na slider of the lesion room, from its settings to all of the film, on one core\n"
           "  %-46s %9s %9s %9s\n", "", "ms", "asked ms", "MB");
    row_print("18 G, 10 mm, 80 C for 90 s", &choice, NULL);
    row_print("what must live moves beside it", &choice, &course);
    choose(&choice, LESION_TIME, "600");
    row_print("the same for 600 s", &choice, NULL);
    choose(&choice, LESION_TIME, "120");
    choose(&choice, LESION_TECHNIQUE, "pulsed");
    row_print("bursts of 45 V for 120 s", &choice, NULL);
    sliders_print();
    return 0;
}
