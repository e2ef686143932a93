/* page_link.h - from a page to a neighbour of it, so that both can be moved together.
 *
 *     page "out/suite.html", target "out/runs/a[x=1]/report.html":  "runs/a%5Bx%3D1%5D/report.html"
 *
 * Both paths are as given, from the working folder or from the root. Bytes that a URL does not take
 * as they are, are escaped (RFC 3986, 2.3); what is written needs no more escaping in HTML. */
#ifndef PAINRIG_HIL_PAGE_LINK_H
#define PAINRIG_HIL_PAGE_LINK_H

#include "hil/bytes.h"

void page_link(struct bytes *, const char *page, const char *target);

#endif
