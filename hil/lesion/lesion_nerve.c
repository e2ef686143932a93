#include "lesion_nerve.h"

#include "base/names.h"
#include "base/text.h"
#include "base/units.h"
#include "hil/lesion/lesion_words.h"

#include <math.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#define AXES        3
#define NUMBER_SIZE 32
#define PLACE_MOST_M 2e-5       /* a course that is as short is one place */

const char *const lesion_nerve_kinds[] = { [NERVE_TARGET] = "target", [NERVE_SPARE] = "spare",
                                           NULL };
#define KINDS 2

/* ------------------------------------------------------------------ as typed */

/* One point, up to a semicolon or the end; *text is moved on to it. */
static enum err point_parse(const char **text, size_t which, double number[AXES], struct why *why)
{
    size_t length = strcspn(*text, ";"), axis = 0;
    const char *at = *text, *end = *text + length;

    for (; axis < AXES; axis++) {
        size_t count = strcspn(at, ",;");
        char word[NUMBER_SIZE];
        if (count == 0 || count >= sizeof word)
            break;
        memcpy(word, at, count);
        word[count] = '\0';
        if (number_parse(word, &number[axis]) != ERR_OK)
            return why_say(why, ERR_PARSE, "point %zu: %s is not a number", which, word);
        at += count;
        if (axis + 1 < AXES && *at != ',')
            break;
        at += axis + 1 < AXES;
    }
    if (axis < AXES || at != end)
        return why_say(why, ERR_PARSE, "point %zu is \"%.*s\": give x,y,z in mm, and a semicolon "
                       "between points", which, (int)fmin((double)length, 60), *text);
    *text = end;
    return ERR_OK;
}

enum err lesion_course_parse(const char *text, enum nerve_kind kind, struct nerve_course *course,
                             struct why *why)
{
    struct nerve_course read = { .kind = kind };

    for (;; text++) {
        double number[AXES];
        if (read.count == NERVE_POINTS_MAX)
            return why_say(why, ERR_RANGE, "more than %d points", NERVE_POINTS_MAX);
        TRY(point_parse(&text, read.count + 1, number, why));
        read.point[read.count++] = (struct nerve_point){
            number[0] * M_PER_MM, number[1] * M_PER_MM, number[2] * M_PER_MM };
        if (!*text)
            break;
    }
    if (read.count < 2)
        return why_say(why, ERR_RANGE, "one point is no course: give 2 to %d", NERVE_POINTS_MAX);
    *course = read;
    return ERR_OK;
}

/* ------------------------------------------------------------------ of a case */

static enum err kind_read(struct settings *settings, const char *path, enum nerve_kind *kind,
                          struct why *why)
{
    const char *name = lesion_nerve_kinds[NERVE_TARGET];

    TRY(settings_text(settings, path, &name, why));
    for (int k = 0; k < KINDS; k++)
        if (strcmp(name, lesion_nerve_kinds[k]) == 0) {
            *kind = (enum nerve_kind)k;
            return ERR_OK;
        }
    return why_unknown(why, "a nerve is a target or one to spare, not", name, lesion_nerve_kinds,
                       KINDS);
}

static enum err point_read(struct settings *settings, const char *nerve, size_t index,
                           const struct grid_shape *shape, struct nerve_point *point,
                           struct why *why)
{
    double most_mm[AXES] = { shape->domain_radius_m * MM_PER_M, shape->domain_radius_m * MM_PER_M,
                             shape->domain_half_m * MM_PER_M };
    double number[AXES];
    char path[96];

    for (int axis = 0; axis < AXES; axis++) {
        snprintf(path, sizeof path, "%s.points[%zu][%d]", nerve, index, axis + 1);
        TRY(settings_need_number(settings, path, "mm", -most_mm[axis], most_mm[axis],
                                 &number[axis], why));
    }
    *point = (struct nerve_point){ number[0] * M_PER_MM, number[1] * M_PER_MM,
                                   number[2] * M_PER_MM };
    return ERR_OK;
}

static enum err nerve_read(struct settings *settings, size_t index, struct treatment_setup *setup,
                           struct why *why)
{
    struct nerve_course *course = &setup->nerve[index];
    char nerve[32], path[48];

    snprintf(nerve, sizeof nerve, "nerves[%zu]", index + 1);
    snprintf(path, sizeof path, "%s.kind", nerve);
    TRY(kind_read(settings, path, &course->kind, why));
    snprintf(path, sizeof path, "%s.points", nerve);
    course->count = settings_length(settings, path);
    if (course->count < 2 || course->count > NERVE_POINTS_MAX)
        return why_say(why, ERR_RANGE, "%s has %zu point%s: give 2 to %d, each { x, y, z } in mm",
                       path, course->count, text_plural(course->count), NERVE_POINTS_MAX);
    for (size_t i = 0; i < course->count; i++)
        TRY(point_read(settings, nerve, i + 1, &setup->plant.shape, &course->point[i], why));
    return ERR_OK;
}

enum err lesion_nerves_read(struct settings *settings, struct treatment_setup *setup,
                            struct why *why)
{
    setup->nerve_count = settings_length(settings, "nerves");
    if (setup->nerve_count > TREATMENT_NERVES_MAX)
        return why_say(why, ERR_RANGE, "there are %zu nerves: at most %d", setup->nerve_count,
                       TREATMENT_NERVES_MAX);
    for (size_t i = 0; i < setup->nerve_count; i++)
        TRY(nerve_read(settings, i, setup, why));
    return ERR_OK;
}

/* ------------------------------------------------------------------ as JSON */

static void number_add(struct bytes *out, double value)
{
    if (isfinite(value))
        bytes_format(out, "%.9g", value);
    else
        bytes_text(out, "null");
}

/* One number of a course and a criterion, at every report, in mm. */
static void series_json(struct bytes *out, const char *name, const struct treatment *treatment,
                        size_t nerve, size_t offset)
{
    bytes_format(out, ", \"%s\": [", name);
    for (size_t i = 0; i < treatment->report_count; i++) {
        const char *at = (const char *)&treatment->report[i].nerve[nerve] + offset;
        bytes_text(out, i ? ", " : "");
        number_add(out, *(const double *)(const void *)at * MM_PER_M);
    }
    bytes_text(out, "]");
}

static void criterion_json(struct bytes *out, const struct treatment_setup *setup,
                           const struct treatment *treatment, size_t n, size_t c)
{
    bytes_format(out, "%s\n        { \"criterion\": \"%s\"", c ? "," : "",
                 setup->plant.criteria[c].name);
    series_json(out, "dead_mm", treatment, n, offsetof(struct treatment_nerve, by[c].dead_m));
    series_json(out, "longest_mm", treatment, n,
                offsetof(struct treatment_nerve, by[c].longest_m));
    if (setup->nerve[n].kind == NERVE_SPARE)
        series_json(out, "margin_mm", treatment, n,
                    offsetof(struct treatment_nerve, by[c].margin_m));
    bytes_text(out, " }");
}

void lesion_nerves_json(struct bytes *out, const struct treatment_setup *setup,
                        const struct treatment *treatment)
{
    bytes_text(out, "  \"nerves\": [");
    for (size_t n = 0; n < setup->nerve_count; n++) {
        const struct nerve_course *course = &setup->nerve[n];
        bytes_format(out, "%s\n    { \"kind\": \"%s\", ", n ? "," : "",
                     lesion_nerve_kinds[course->kind]);
        if (course->name)
            bytes_format(out, "\"name\": \"%s\", \"radius_mm\": %.9g, ", course->name,
                         course->radius_m * MM_PER_M);
        bytes_format(out, "\"length_mm\": %.9g, \"hottest_c\": [",
                     treatment->nerve_length_m[n] * MM_PER_M);
        for (size_t i = 0; i < treatment->report_count; i++) {
            bytes_text(out, i ? ", " : "");
            number_add(out, treatment->report[i].nerve[n].hottest_c);
        }
        bytes_text(out, "], \"criteria\": [");
        for (size_t c = 0; c < setup->plant.criterion_count; c++)
            criterion_json(out, setup, treatment, n, c);
        bytes_text(out, "\n    ] }");
    }
    bytes_text(out, "\n  ],\n");
}

/* ------------------------------------------------------------------ for people */

/* "nerve 2", or what it is called. */
static struct lesion_word nerve_word(const struct treatment_setup *setup, size_t index)
{
    struct lesion_word word;

    if (setup->nerve[index].name)
        snprintf(word.text, sizeof word.text, "%s", setup->nerve[index].name);
    else
        snprintf(word.text, sizeof word.text, "nerve %zu", index + 1);
    return word;
}

static void nerve_print(const struct treatment_setup *setup, double length_m,
                        const struct treatment_nerve *seen, size_t index)
{
    bool is_spare = setup->nerve[index].kind == NERVE_SPARE;

    printf("\n  %s, %s: ", nerve_word(setup, index).text,
           is_spare ? "to be spared" : "the target");
    if (length_m > PLACE_MOST_M)
        printf("%.2f mm long, ", length_m * MM_PER_M);
    printf("%.1f " LESION_DEGREES " at most\n", seen->hottest_c);
    printf("  %-34s %9s %12s%s\n", "dead by", "dead/mm", "unbroken/mm",
           is_spare ? "    margin/mm" : "");
    for (size_t c = 0; c < setup->plant.criterion_count; c++) {
        printf("  %s %9.2f %12.2f", lesion_criterion_word(setup->plant.criteria[c].name, -34).text,
               seen->by[c].dead_m * MM_PER_M, seen->by[c].longest_m * MM_PER_M);
        if (is_spare && isinf(seen->by[c].margin_m))
            printf(" %12s", "-");
        else if (is_spare)
            printf(" %12.2f", seen->by[c].margin_m * MM_PER_M);
        printf("\n");
    }
}

void lesion_nerves_print(const struct treatment_setup *setup, const struct treatment *treatment,
                         size_t report)
{
    for (size_t n = 0; n < setup->nerve_count; n++)
        nerve_print(setup, treatment->nerve_length_m[n], &treatment->report[report].nerve[n], n);
}

void lesion_nerves_rows(const struct treatment_setup *setup, const struct treatment_report *report,
                        int lead)
{
    for (size_t n = 0; n < setup->nerve_count; n++) {
        bool is_spare = setup->nerve[n].kind == NERVE_SPARE;
        printf("%*s", lead, nerve_word(setup, n).text);
        for (size_t c = 0; c < setup->plant.criterion_count; c++) {
            double shown_m = is_spare ? report->nerve[n].by[c].margin_m
                                      : report->nerve[n].by[c].dead_m;
            char cell[48] = "nothing died";
            if (isfinite(shown_m))
                snprintf(cell, sizeof cell, "%.2f mm %s", shown_m * MM_PER_M,
                         is_spare ? "margin" : "dead");
            printf("  %20s", cell);
        }
        printf("\n");
    }
}
