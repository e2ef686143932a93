#include "flow_read.h"

#include "base/names.h"
#include "base/text.h"
#include "base/units.h"
#include "hil/trace/trace_file.h"

#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define COLUMNS_MAX 64u
#define LINE_SIZE   4096u
#define ROWS_MAX    10000000u
#define MASS_TRACE  "balance.mass_g"
#define MASS_TABLE  "mass_g"

void flow_rows_free(struct flow_rows *rows)
{
    free(rows->t_s);
    free(rows->mass_g);
    free(rows->pressure_kpa);
    free(rows->alarm);
    *rows = (struct flow_rows){ .count = 0 };
}

/* ------------------------------------------------------------------ units */

static const struct { const char *unit; double g; bool is_volume; } masses[] = {
    { "g", 1, false },    { "mg", 1e-3, false },
    { "ml", 1, true },    { "mL", 1, true },    { "ul", 1e-3, true }, { "uL", 1e-3, true },
    { "nl", 1e-6, true }, { "nL", 1e-6, true },
};

static const struct { const char *unit; double kpa; } pressures[] = {
    { "kPa", 1 }, { "Pa", 1e-3 }, { "mmHg", 0.133322387415 }, { "bar", 100 }, { "mbar", 0.1 },
};

static enum err mass_factor(const char *name, const char *unit, double density, double *factor,
                            bool *is_weighed, struct why *why)
{
    for (size_t i = 0; i < sizeof masses / sizeof *masses; i++)
        if (strcmp(unit, masses[i].unit) == 0) {
            *factor = masses[i].g * (masses[i].is_volume ? density : 1);
            *is_weighed = !masses[i].is_volume;
            return ERR_OK;
        }
    return why_say(why, ERR_RANGE, "%s is in %s: give a mass in g or mg, or a volume in ml, ul or "
                                   "nl", name, unit);
}

static enum err pressure_factor(const char *name, const char *unit, double *factor,
                                struct why *why)
{
    for (size_t i = 0; i < sizeof pressures / sizeof *pressures; i++)
        if (strcmp(unit, pressures[i].unit) == 0) {
            *factor = pressures[i].kpa;
            return ERR_OK;
        }
    return why_say(why, ERR_RANGE, "%s is in %s: give a pressure in kPa, Pa, mmHg, bar or mbar",
                   name, unit);
}

/* ------------------------------------------------------------------ rows */

static enum err rows_room(struct flow_rows *rows, size_t count, const struct flow_columns *columns)
{
    rows->t_s = calloc(count + 1, sizeof *rows->t_s);
    rows->mass_g = calloc(count + 1, sizeof *rows->mass_g);
    if (!rows->t_s || !rows->mass_g)
        return ERR_MEMORY;
    if (columns->pressure)
        rows->pressure_kpa = calloc(count + 1, sizeof *rows->pressure_kpa);
    if (columns->alarm)
        rows->alarm = calloc(count + 1, sizeof *rows->alarm);
    return (columns->pressure && !rows->pressure_kpa) || (columns->alarm && !rows->alarm)
               ? ERR_MEMORY : ERR_OK;
}

static enum err memory_say(enum err err, struct why *why)
{
    return err == ERR_MEMORY ? why_say(why, err, "no memory for so many rows") : err;
}

/* Where the columns stand, and what one unit of them is. */
struct places {
    size_t time, mass, pressure, alarm;
    double time_s, mass_g, pressure_kpa;
    bool   is_weighed;
};

static void row_put(struct flow_rows *rows, const struct places *places, double t_s,
                    const double *cells)
{
    size_t at = rows->count++;

    rows->t_s[at] = t_s;
    rows->mass_g[at] = cells[places->mass] * places->mass_g;
    if (rows->pressure_kpa)
        rows->pressure_kpa[at] = cells[places->pressure] * places->pressure_kpa;
    if (rows->alarm)
        rows->alarm[at] = cells[places->alarm];
}

/* ------------------------------------------------------------------ a trace */

static enum err column_find(const struct trace_file *file, const char *name, size_t *column,
                            struct why *why)
{
    size_t       count = trace_file_columns(file);
    const char **names = calloc(count + 1, sizeof *names);
    enum err     err = ERR_OK;

    if (!names)
        return ERR_MEMORY;
    for (*column = 0; *column < count; ++*column) {
        names[*column] = trace_file_name(file, *column);
        if (strcmp(names[*column], name) == 0)
            break;
    }
    if (*column == count)
        err = why_unknown(why, "the trace has no signal", name, names, count);
    free(names);
    return err;
}

static enum err trace_places(const struct trace_file *file, const struct flow_columns *columns,
                             struct places *places, struct why *why)
{
    const char *mass = columns->mass ? columns->mass : MASS_TRACE;

    TRY(column_find(file, mass, &places->mass, why));
    TRY(mass_factor(mass, trace_file_unit(file, places->mass), columns->density_g_per_ml,
                    &places->mass_g, &places->is_weighed, why));
    if (columns->pressure) {
        TRY(column_find(file, columns->pressure, &places->pressure, why));
        TRY(pressure_factor(columns->pressure, trace_file_unit(file, places->pressure),
                            &places->pressure_kpa, why));
    }
    return columns->alarm ? column_find(file, columns->alarm, &places->alarm, why) : ERR_OK;
}

static enum err trace_take(const struct trace_file *file, const struct flow_columns *columns,
                           struct flow_rows *rows, bool *is_weighed, struct why *why)
{
    struct places places = { .time_s = 1 };

    TRY(trace_places(file, columns, &places, why));
    *is_weighed = places.is_weighed;
    TRY(rows_room(rows, trace_file_rows(file), columns));
    for (size_t i = 0; i < trace_file_rows(file); i++)
        row_put(rows, &places, trace_file_t_s(file, i), trace_file_row(file, i));
    return ERR_OK;
}

static enum err trace_read(const char *path, const struct flow_columns *columns,
                           struct flow_rows *rows, bool *is_weighed, struct why *why)
{
    struct trace_file *file = NULL;
    enum err           err;

    TRY(trace_file_open(&file, path, why));
    err = trace_take(file, columns, rows, is_weighed, why);
    trace_file_close(file);
    if (err != ERR_OK)
        why_prefix(why, "%s: ", path);
    return err;
}

/* ------------------------------------------------------------------ a table */

struct table { FILE *file; const char *path; size_t line, columns; char text[LINE_SIZE]; };

static enum err table_refuse(const struct table *table, struct why *why, const char *what)
{
    return why_say(why, ERR_PARSE, "%s:%zu: %s", table->path,
                   table->line > 0 ? table->line : 1, what);
}

/* The next line without its end, past comments and empty ones; false at the end. */
static bool line_next(struct table *table)
{
    while (fgets(table->text, sizeof table->text, table->file)) {
        table->line++;
        table->text[strcspn(table->text, "\r\n")] = '\0';
        if (table->text[0] && table->text[0] != '#')
            return true;
    }
    return false;
}

/* Cuts the line in place; 0: more cells than there may be. */
static size_t cells_cut(char *line, char *cells[COLUMNS_MAX])
{
    size_t count = 0;

    for (char *at = line; at; count++) {
        char *comma = strchr(at, ',');
        if (count == COLUMNS_MAX)
            return 0;
        if (comma)
            *comma++ = '\0';
        cells[count] = at;
        at = comma;
    }
    return count;
}

static enum err named(char *const *names, size_t count, const char *name, size_t *at,
                      struct why *why)
{
    for (*at = 0; *at < count; ++*at)
        if (strcmp(names[*at], name) == 0)
            return ERR_OK;
    return why_unknown(why, "the table has no column", name, (const char *const *)names, count);
}

/* "line.pressure_mmHg", "mass_g": the unit is behind the last underscore. */
static const char *unit_of(const char *name)
{
    const char *unit = strrchr(name, '_');

    return unit ? unit + 1 : name;
}

static enum err time_place(char *const *names, size_t count, struct places *places,
                           struct why *why)
{
    size_t at;

    places->time_s = 1;
    if (named(names, count, "t_s", &places->time, NULL) == ERR_OK)
        return ERR_OK;
    places->time_s = S_PER_MIN;
    if (named(names, count, "time_min", &places->time, NULL) == ERR_OK)
        return ERR_OK;
    return named(names, count, "t_s", &at, why);
}

static enum err table_places(char *const *names, size_t count, const struct flow_columns *columns,
                             struct places *places, struct why *why)
{
    const char *mass = columns->mass ? columns->mass : MASS_TABLE;

    if (!columns->has_no_time)
        TRY(time_place(names, count, places, why));
    TRY(named(names, count, mass, &places->mass, why));
    TRY(mass_factor(mass, unit_of(mass), columns->density_g_per_ml, &places->mass_g,
                    &places->is_weighed, why));
    if (columns->pressure) {
        TRY(named(names, count, columns->pressure, &places->pressure, why));
        TRY(pressure_factor(columns->pressure, unit_of(columns->pressure), &places->pressure_kpa,
                            why));
    }
    return columns->alarm ? named(names, count, columns->alarm, &places->alarm, why) : ERR_OK;
}

static enum err row_read(struct table *table, const struct places *places, bool has_no_time,
                         struct flow_rows *rows, struct why *why)
{
    char  *cells[COLUMNS_MAX];
    double numbers[COLUMNS_MAX], t_s;
    size_t count = cells_cut(table->text, cells);

    if (count != table->columns)
        return table_refuse(table, why, "this row has not as many cells as the row of names");
    for (size_t i = 0; i < count; i++) {
        numbers[i] = (double)NAN;
        if (cells[i][0] && number_parse(cells[i], &numbers[i]) != ERR_OK
            && (i == places->mass || (!has_no_time && i == places->time)))
            return table_refuse(table, why, "a cell is no number");
    }
    t_s = has_no_time ? (double)rows->count : numbers[places->time] * places->time_s;
    if (!has_no_time && !(rows->count == 0 ? !isnan(t_s) : t_s > rows->t_s[rows->count - 1]))
        return table_refuse(table, why, "time stands still or goes backwards");
    row_put(rows, places, t_s, numbers);
    return ERR_OK;
}

static size_t lines_count(FILE *file)
{
    size_t count = 1;

    for (int byte = getc(file); byte != EOF; byte = getc(file))
        count += byte == '\n';
    rewind(file);
    return count;
}

static enum err table_read(struct table *table, const struct flow_columns *columns,
                           struct flow_rows *rows, bool *is_weighed, struct why *why)
{
    struct places places = { .time = 0 };
    char         *names[COLUMNS_MAX], header[LINE_SIZE];
    size_t        lines = lines_count(table->file);

    if (lines > ROWS_MAX)
        return table_refuse(table, why, "there are too many rows");
    if (!line_next(table))
        return table_refuse(table, why, "there is nothing in it: give a row of names, as t_s,"
                                        "mass_g, and a row for each sample");
    snprintf(header, sizeof header, "%s", table->text);
    table->columns = cells_cut(header, names);
    TRY(table_places(names, table->columns, columns, &places, why));
    *is_weighed = places.is_weighed;
    TRY(rows_room(rows, lines, columns));
    while (line_next(table))
        TRY(row_read(table, &places, columns->has_no_time, rows, why));
    return ERR_OK;
}

/* ------------------------------------------------------------------ either */

/* A trace has a row of units behind its row of names. */
static bool is_trace(FILE *file)
{
    char first[8] = "", line[LINE_SIZE];
    bool is;

    is = fgets(line, sizeof line, file) && strncmp(line, "t_s,", 4) == 0;
    while (is && !strchr(line, '\n') && fgets(line, sizeof line, file)) { }
    is = is && fgets(first, 3, file) && strcmp(first, "s,") == 0;
    rewind(file);
    return is;
}

enum err flow_read(const char *path, const struct flow_columns *columns, struct flow_rows *out,
                   bool *is_weighed, struct why *why)
{
    struct flow_rows rows = { .count = 0 };
    struct table     table = { .file = fopen(path, "r"), .path = path };
    enum err         err;

    if (!table.file)
        return why_say(why, ERR_IO, "%s: %s: give a trace.csv or a table of samples", path,
                       strerror(errno));
    if (is_trace(table.file))
        err = trace_read(path, columns, &rows, is_weighed, why);
    else
        err = table_read(&table, columns, &rows, is_weighed, why);
    fclose(table.file);
    if (err == ERR_OK)
        *out = rows;
    else
        flow_rows_free(&rows);
    return memory_say(err, why);
}
