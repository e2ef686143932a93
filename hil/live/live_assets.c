#include "live_assets.h"
#include "live_assets_rows.h"

#include <string.h>

static const struct { const char *extension, *type; } types[] = {
    { ".html", "text/html; charset=utf-8" },
    { ".css",  "text/css; charset=utf-8" },
    { ".js",   "text/javascript; charset=utf-8" },
    { ".mjs",  "text/javascript; charset=utf-8" },
    { ".json", "application/json" },
    { ".svg",  "image/svg+xml" },
    { ".png",  "image/png" },
    { ".ico",  "image/vnd.microsoft.icon" },
    { ".woff2", "font/woff2" },
};

const struct live_asset *live_asset_find(const char *path)
{
    if (strcmp(path, "/") == 0)
        path = "/index.html";
    for (size_t i = 0; i < live_asset_count; i++)
        if (strcmp(live_asset_rows[i].path, path) == 0)
            return &live_asset_rows[i];
    return NULL;
}

const char *live_asset_type(const struct live_asset *asset)
{
    const char *extension = strrchr(asset->path, '.');

    for (size_t i = 0; extension && i < sizeof types / sizeof *types; i++)
        if (strcmp(types[i].extension, extension) == 0)
            return types[i].type;
    return "text/plain; charset=utf-8";
}
