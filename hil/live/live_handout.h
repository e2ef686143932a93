/* live_handout.h - what the handouts of the rooms share: two fields of their routes.
 *
 *     as      pdf or png
 *     with    up to three further cases, each as the query of one, parted by a bar:
 *             with=gauge=16%26set=70|gauge=22 */
#ifndef PAINRIG_HIL_LIVE_HANDOUT_H
#define PAINRIG_HIL_LIVE_HANDOUT_H

#include "hil/picture/handout.h"
#include "hil/live.h"

extern const char *const live_handout_kinds[];  /* in the order of enum handout_as */

#define LIVE_HANDOUT_FIELDS                                                                      \
    { .name = "as", .unit = "-", .kind = LIVE_CHOICE, .rest = "pdf",                             \
      .choices = live_handout_kinds, .sentence = "what kind of file" },                          \
    { .name = "with", .unit = "-", .kind = LIVE_TEXT, .rest = "",                                \
      .sentence = "up to three further cases, each as a query of its own, parted by |" },

/* Every case as a request: the handout's own, then every part of `with`, read as a request of
 * `route`. */
struct live_handout_cases {
    const struct live_request *request[HANDOUT_CASES_MAX];
    size_t               count;
    struct live_request *further;       /* owned: of `with` */
};
/* ERR_RANGE for more than HANDOUT_CASES_MAX. To be freed in any case. */
MUST_CHECK enum err live_handout_read(struct live_handout_cases *, const struct live_request *,
                                      const struct live_route *route, struct why *);
void live_handout_free(struct live_handout_cases *);

/* Its type and the name under which it is kept: "lesion.pdf". */
enum handout_as live_handout_name(const struct live_request *, const char *room,
                                  struct live_answer *);

#endif
