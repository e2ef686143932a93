/* report_data.h - what the page draws, as one JSON object: the sketch of the trace and the fields.
 *
 * {"trace": {"bucket_s", "tick_s", "row_every_s", "buckets", "end_s",
 *            "signals": [{"name", "unit", "decimals", "sentence", "labels", "flag",
 *                         "lo", "wide"}]},
 *  "fields": [{"title", "x_name", "y_name", "unit", "columns", "rows", "down", "log",
 *              "x": [least, most], "y": [least, most], "value": [least, most], "pixels",
 *              "y_marks": [{"name", "at"}], "contours": [{"name", "note", "x", "y"}],
 *              "outlines": ...}],
 *  "charts": [{"title", "x_name", "y_name", "unit", "log", "x": [least, most], "y": [least, most],
 *              "x_marks": [{"name", "at"}], "limits": [{"name", "at", "unverified"}],
 *              "curves": [{"name", "note", "x", "y", "low", "high"}]}],
 *  "map": [[r, g, b], ...], "styles": [{"colour": [r, g, b], "dash": [...]}, ...]}
 *
 * `lo` holds the least value of each bucket in units of the last decimal, as a text of differences:
 * "3700 0*57 12 ?" is 37.00, 57 times the same, 37.12, unknown. `wide` is greatest minus least in
 * the same units, not as differences. `pixels` is base64 of little-endian 16-bit numbers: 0 is
 * unknown, 1..65535 is least..most, evenly or (with "log") in the logarithm. A curve without a band
 * has null for low and high; a chart without a known point is left out. */
#ifndef PAINRIG_HIL_REPORT_DATA_H
#define PAINRIG_HIL_REPORT_DATA_H

#include "hil/bytes.h"
#include "hil/report/report.h"

void report_data_write(struct bytes *, const struct report *);

/* "fields": ..., "charts": ... of it; exhibits may be NULL. report_data_exhibits.c */
void report_data_exhibits_write(struct bytes *, const struct exhibits *);

#endif
