/* live_assets.h - the page's files, compiled in: everything below hil/live/page/.
 *
 * A file's path is its place below that folder, "/page.js"; the folder's index.html is also "/". No
 * file is opened to serve one, so there is no path that leads out of the folder. */
#ifndef PAINRIG_HIL_LIVE_ASSETS_H
#define PAINRIG_HIL_LIVE_ASSETS_H

#include <stddef.h>

struct live_asset {
    const char          *path;          /* "/page.js"                                          */
    const char          *digest;        /* first 16 hex digits of its sha256: its entity tag   */
    const unsigned char *bytes;
    size_t               count;
    const unsigned char *packed;        /* gzip (RFC 1952); NULL: not worth it                 */
    size_t               packed_count;
};

/* NULL: there is no such file. */
const struct live_asset *live_asset_find(const char *path);

/* By the extension of its path: "text/javascript; charset=utf-8". */
const char *live_asset_type(const struct live_asset *);

#endif
