#include "err.h"

#define ERR_ROW(name, blame, text) { #name, blame, text },
static const struct { const char *name, *blame, *text; } rows[] = { ERR_LIST(ERR_ROW) };
#undef ERR_ROW

static int row_of(enum err err)
{
    return (unsigned)err < (unsigned)ERR_COUNT ? (int)err : (int)ERR_BUG;
}

const char *err_name(enum err err)  { return rows[row_of(err)].name; }
const char *err_blame(enum err err) { return rows[row_of(err)].blame; }
const char *err_text(enum err err)  { return rows[row_of(err)].text; }
