#include "exhibit.h"

#include <stdlib.h>
#include <string.h>

static void lines_free(struct exhibit_line *lines, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        free(lines[i].x);
        free(lines[i].y);
    }
    free(lines);
}

static void field_free(struct exhibit_field *field)
{
    free(field->value);
    lines_free(field->contours, field->contour_count);
    lines_free(field->outlines, field->outline_count);
}

void exhibits_free(struct exhibits *exhibits)
{
    if (!exhibits)
        return;
    for (size_t i = 0; i < exhibits->field_count; i++)
        field_free(&exhibits->fields[i]);
    for (size_t i = 0; i < exhibits->table_count; i++)
        free(exhibits->tables[i].cells);
    free(exhibits->fields);
    free(exhibits->tables);
    memset(exhibits, 0, sizeof *exhibits);
}
