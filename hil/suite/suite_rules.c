#include "suite_rules.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static enum err near_look(struct suite_rules *rules, const struct suite *suite, struct why *why)
{
    char near[sizeof rules->path];

    for (size_t i = 0; i < suite->case_count; i++) {
        if (suite->cases[i].refusal[0] ||
            !requirements_near(suite->cases[i].path, near, sizeof near))
            continue;
        rules->is_judged[i] = true;
        if (rules->path[0] && strcmp(rules->path, near) != 0)
            return why_say(why, ERR_RANGE, "%s would be judged by %s, and others by %s: say which "
                                           "with --requirements, or test them apart",
                           suite->cases[i].path, near, rules->path);
        snprintf(rules->path, sizeof rules->path, "%s", near);
    }
    return ERR_OK;
}

static enum err path_find(struct suite_rules *rules, const struct suite *suite, const char *given,
                          struct why *why)
{
    if (!given)
        return near_look(rules, suite, why);
    if (strlen(given) >= sizeof rules->path)
        return why_say(why, ERR_RANGE, "--requirements: a path of more than %zu characters",
                       sizeof rules->path - 1);
    snprintf(rules->path, sizeof rules->path, "%s", given);
    for (size_t i = 0; i < suite->case_count; i++)
        rules->is_judged[i] = true;
    return ERR_OK;
}

enum err suite_rules_load(struct suite_rules *rules, struct suite *suite, const char *given,
                          struct why *why)
{
    enum err err;

    memset(rules, 0, sizeof *rules);
    rules->is_judged = calloc(suite->case_count + 1, sizeof *rules->is_judged);
    if (!rules->is_judged)
        return why_say(why, ERR_MEMORY, "no memory for %zu cases", suite->case_count);
    err = path_find(rules, suite, given, why);
    if (err == ERR_OK && rules->path[0])
        err = requirements_load(&rules->set, rules->path, why);
    if (err != ERR_OK) {
        suite_rules_free(rules);
        return err;
    }
    suite->requirements = rules->set;
    return ERR_OK;
}

void suite_rules_free(struct suite_rules *rules)
{
    requirements_free(rules->set);
    free(rules->is_judged);
    rules->set = NULL;
    rules->is_judged = NULL;
}

const struct requirements *suite_rules_set(const struct suite_rules *rules, size_t index)
{
    return rules->is_judged[index] ? rules->set : NULL;
}

const char *suite_rules_path(const struct suite_rules *rules, size_t index)
{
    return rules->is_judged[index] ? rules->path : "";
}

const char *suite_rules_sha256(const struct suite_rules *rules, size_t index)
{
    return rules->set && rules->is_judged[index] ? requirements_sha256(rules->set) : "";
}
