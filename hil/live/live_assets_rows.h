/* live_assets_rows.h - what live_embed.sh writes: a row for each file of hil/live/page/. */
#ifndef PAINRIG_HIL_LIVE_ASSETS_ROWS_H
#define PAINRIG_HIL_LIVE_ASSETS_ROWS_H

#include "hil/live/live_assets.h"

extern const struct live_asset live_asset_rows[];
extern const size_t            live_asset_count;

#endif
