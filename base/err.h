/* err.h - one error type for the whole house.
 *
 * Every function that can fail returns enum err and is marked MUST_CHECK; its results go through
 * its last parameters and stay untouched on failure. TRY hands an error up. Each error says who is
 * to blame, so that a report can tell a failing device from a failing cable or a failing
 * program. */
#ifndef PAINRIG_BASE_ERR_H
#define PAINRIG_BASE_ERR_H

#define ERR_LIST(X)                                                                  \
    X(ERR_OK,       "nobody",   "no error")                                          \
    X(ERR_MEMORY,   "program",  "out of memory")                                     \
    X(ERR_BUG,      "program",  "a function was called in a way it forbids")         \
    X(ERR_RANGE,    "user",     "a value is out of range")                           \
    X(ERR_UNKNOWN,  "user",     "an unknown name")                                   \
    X(ERR_PARSE,    "user",     "a text that cannot be read")                        \
    X(ERR_SCRIPT,   "scenario", "the scenario failed")                               \
    X(ERR_LIMIT,    "scenario", "a limit of time, memory or work was reached")       \
    X(ERR_GARBLED,  "wire",     "bytes that make no sense")                          \
    X(ERR_TIMEOUT,  "wire",     "no answer in time")                                 \
    X(ERR_CLOSED,   "wire",     "the port is closed")                                \
    X(ERR_REFUSED,  "device",   "the device refused")                                \
    X(ERR_DIVERGED, "model",    "the model did not converge")                        \
    X(ERR_IO,       "system",   "a file could not be read or written")

#define ERR_ENUM(name, blame, text) name,
enum err { ERR_LIST(ERR_ENUM) ERR_COUNT };
#undef ERR_ENUM

#define MUST_CHECK __attribute__((warn_unused_result))

/* Return to the caller if `call` failed. */
#define TRY(call)                       \
    do {                                \
        enum err try_err_ = (call);     \
        if (try_err_ != ERR_OK)         \
            return try_err_;            \
    } while (0)

/* Like TRY, in a function that has something to clean up under `done:` and returns `err` there. */
#define TRY_OR_DONE(call)               \
    do {                                \
        err = (call);                   \
        if (err != ERR_OK)              \
            goto done;                  \
    } while (0)

const char *err_name(enum err);   /* "ERR_RANGE"                */
const char *err_blame(enum err);  /* "user"                     */
const char *err_text(enum err);   /* "a value is out of range"  */

#endif
