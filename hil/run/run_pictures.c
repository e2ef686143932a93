#include "run_pictures.h"
#include "hil/picture/picture.h"

#include <stdio.h>
#include <string.h>

#define PATH_SIZE 600

static enum err paths_make(const struct run_folder *folder, const struct rig_type *type,
                           const char *file, char png[PATH_SIZE], char svg[PATH_SIZE],
                           struct why *why)
{
    const char *const *known = type->pictures;

    while (known && *known && strcmp(*known, file) != 0)
        known++;
    if (!known || !*known)
        return why_say(why, ERR_BUG, "the %s rig's picture %s is not in its rig_type.pictures",
                       type->name, file);
    snprintf(png, PATH_SIZE, "%s/%s.png", folder->path, file);
    snprintf(svg, PATH_SIZE, "%s/%s.svg", folder->path, file);
    return ERR_OK;
}

enum err run_pictures_write(const struct run_folder *folder, const struct rig_type *type,
                            const struct exhibits *exhibits, const char *caption, struct why *why)
{
    char png[PATH_SIZE], svg[PATH_SIZE];

    for (size_t i = 0; i < exhibits->field_count; i++) {
        const struct exhibit_field *field = &exhibits->fields[i];

        if (!field->file[0])
            continue;
        TRY(paths_make(folder, type, field->file, png, svg, why));
        TRY(picture_write_png(field, caption, png, why));
        TRY(picture_write_svg(field, caption, svg, why));
    }
    for (size_t i = 0; i < exhibits->chart_count; i++) {
        const struct exhibit_chart *chart = &exhibits->charts[i];

        if (!chart->file[0] || !exhibit_chart_has_point(chart))
            continue;
        TRY(paths_make(folder, type, chart->file, png, svg, why));
        TRY(picture_chart_write_png(chart, caption, png, why));
        TRY(picture_chart_write_svg(chart, caption, svg, why));
    }
    return ERR_OK;
}
