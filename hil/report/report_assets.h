/* report_assets.h - the pages, styles and scripts of the reports, embedded
 * at build time by report_embed.sh.
 *
 * Each is followed by a zero that its size does not count. */
#ifndef PAINRIG_HIL_REPORT_ASSETS_H
#define PAINRIG_HIL_REPORT_ASSETS_H

#include <stddef.h>

#define REPORT_ASSET(name)                       \
    extern const unsigned char report_##name[]; \
    extern const size_t report_##name##_size

REPORT_ASSET(page_html);
REPORT_ASSET(page_css);
REPORT_ASSET(page_js);
REPORT_ASSET(traces_js);
REPORT_ASSET(fields_js);
REPORT_ASSET(charts_js);

/* of a suite's page, which has page_css as well */
REPORT_ASSET(suite_html);
REPORT_ASSET(suite_css);
REPORT_ASSET(suite_js);

#endif
