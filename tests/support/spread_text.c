#include "tests/support/spread_text.h"

#include "hil/script/script.h"
#include "tests/support/scratch.h"

enum err spread_of(const char *text, struct spread_case *made, struct why *why)
{
    struct scratch  scratch = scratch_make("case.lua");
    struct settings settings = { 0 };
    enum err        err;

    scratch_write(scratch.path, text);
    err = script_load_case(SCRIPT_SPREAD_CASE, scratch.path, &settings, why);
    if (err == ERR_OK)
        err = spread_case_read(&settings, made, why);
    settings_free(&settings);
    scratch_drop(&scratch);
    return err;
}
