#include "requirement.h"

#include "base/text.h"
#include "hil/digest.h"
#include "hil/judge/requirement_inside.h"
#include "hil/property/property.h"
#include "hil/rig/fault_plan.h"
#include "hil/rig/rig.h"
#include "hil/script/script.h"

#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#define FILES_MAX   64
#define PATH_SIZE   600
#define STEPS_ABOVE 3

#define PRIORITY_TEXT(name, text) [REQUIREMENT_##name] = text,
const char *const requirement_priority_labels[REQUIREMENT_PRIORITY_COUNT + 1] = {
    REQUIREMENT_PRIORITY_LIST(PRIORITY_TEXT)
};
#undef PRIORITY_TEXT

/* The texts of one requirement are kept in the order of the script's fields. */
struct kept {
    char                    *texts[SCRIPT_REQUIREMENT_FIELDS];
    struct requirement_blind blind_to[SCRIPT_BLIND_MAX];
    char                    *blind_texts[2 * SCRIPT_BLIND_MAX];     /* a fault, its reason, ... */
};

struct requirements {
    struct requirement *of;
    struct kept        *kept;
    size_t              count;
    char               *files[FILES_MAX];
    size_t              file_count;
    struct digest      *digest;
    char                sha256[DIGEST_HEX_SIZE];
};

/* ---- one requirement ---- */

/* A file while it is read. */
struct file {
    struct requirements   *to;
    const char            *path;
    const struct rig_type *type;
    int                    lines[REQUIREMENTS_MAX], first_line;
    size_t                 lines_found;
    struct property_set   *binding;     /* nothing is judged: formulas are tried on the signals */
};

static enum err refuse(const struct requirement *requirement, struct why *why, enum err err,
                       const char *sentence)
{
    return why_say(why, err, "%s:%d: %s%s%s", requirement->file, requirement->line,
                   requirement->id, requirement->id[0] ? ": " : "", sentence);
}

static bool is_id(const char *text)
{
    const char *at = text;

    while (isalnum((unsigned char)*at) || *at == '-' || *at == '_' || *at == '.')
        at++;
    return at > text && *at == '\0' && at - text < REQUIREMENT_ID_SIZE;
}

static enum err id_read(struct file *file, struct requirement *requirement, const char *id,
                        struct why *why)
{
    const struct requirement *other = id ? requirements_find(file->to, id) : NULL;
    char                      sentence[200];

    if (!id)
        return refuse(requirement, why, ERR_PARSE,
                      "a requirement without an id: give one, as in id = \"IL-RF-01\"");
    snprintf(sentence, sizeof sentence, "the id \"%.40s\" is no id: give 1 to %d letters, digits, "
             "'-', '_' or '.'", id, REQUIREMENT_ID_SIZE - 1);
    if (!is_id(id))
        return refuse(requirement, why, ERR_PARSE, sentence);
    snprintf(requirement->id, sizeof requirement->id, "%.*s", REQUIREMENT_ID_SIZE - 1, id);
    if (!other)
        return ERR_OK;
    return why_say(why, ERR_PARSE, "%s:%d: %s is there twice: the first is at %s:%d",
                   requirement->file, requirement->line, id, other->file, other->line);
}

/* The texts that every requirement has. */
static enum err texts_check(const struct requirement *requirement,
                            const struct script_requirement *entry, struct why *why)
{
    static const struct { enum script_requirement_field field; const char *sentence; } needed[] = {
        { SCRIPT_REQUIREMENT_TITLE,     "title is missing: say in a line what it asks for" },
        { SCRIPT_REQUIREMENT_FORMULA,   "formula is missing: give the one that judges it" },
        { SCRIPT_REQUIREMENT_SOURCE,    "source is missing: say which standard or notice asks for "
                                        "it, with its clause" },
        { SCRIPT_REQUIREMENT_PRIORITY,  "priority is missing: give high, medium, low or none" },
        { SCRIPT_REQUIREMENT_RATIONALE, "rationale is missing: say what goes wrong otherwise" },
    };

    for (size_t i = 0; i < sizeof needed / sizeof *needed; i++) {
        const char *text = entry->texts[needed[i].field];

        if (!text || text[strspn(text, " \t\n")] == '\0')
            return refuse(requirement, why, ERR_PARSE, needed[i].sentence);
    }
    return ERR_OK;
}

static enum err priority_read(struct requirement *requirement, const char *text, struct why *why)
{
    char sentence[160];

    for (size_t i = 0; i < REQUIREMENT_PRIORITY_COUNT; i++) {
        if (strcmp(text, requirement_priority_labels[i]) != 0)
            continue;
        requirement->priority = (enum requirement_priority)i;
        return ERR_OK;
    }
    snprintf(sentence, sizeof sentence,
             "priority \"%.40s\" is not known: give high, medium, low or none", text);
    return refuse(requirement, why, ERR_PARSE, sentence);
}

static enum err texts_keep(struct requirement *requirement, struct kept *kept,
                           const struct script_requirement *entry, struct why *why)
{
    for (size_t i = 0; i < SCRIPT_REQUIREMENT_FIELDS; i++) {
        kept->texts[i] = entry->texts[i] ? strdup(entry->texts[i]) : NULL;
        if (entry->texts[i] && !kept->texts[i])
            return why_say(why, ERR_MEMORY, "no memory for a requirement");
    }
    requirement->title = kept->texts[SCRIPT_REQUIREMENT_TITLE];
    requirement->source = kept->texts[SCRIPT_REQUIREMENT_SOURCE];
    requirement->rationale = kept->texts[SCRIPT_REQUIREMENT_RATIONALE];
    requirement->unverified = kept->texts[SCRIPT_REQUIREMENT_UNVERIFIED];
    return ERR_OK;
}

/* A fault of the rig, and a reason. */
static enum err blind_check(const struct requirement *requirement, const struct script_blind *blind,
                            struct why *why)
{
    char       sentence[300];
    struct why own = { "" };

    if (blind->reason[strspn(blind->reason, " \t\n")] == '\0') {
        snprintf(sentence, sizeof sentence, "blind_to: %.60s has no reason: say what the device "
                 "lacks", blind->knob);
        return refuse(requirement, why, ERR_PARSE, sentence);
    }
    if (fault_knob_check(requirement->type, blind->knob, &own) == ERR_OK)
        return ERR_OK;
    snprintf(sentence, sizeof sentence, "blind_to: %.280s", own.text);
    return refuse(requirement, why, ERR_UNKNOWN, sentence);
}

static enum err blind_take(struct requirement *requirement, struct kept *kept,
                           const struct script_requirement *entry, struct why *why)
{
    requirement->blind_to = kept->blind_to;
    for (size_t i = 0; i < entry->blind_count; i++) {
        const struct script_blind *blind = &entry->blind_to[i];
        char                     **texts = &kept->blind_texts[2 * i];

        TRY(blind_check(requirement, blind, why));
        texts[0] = strdup(blind->knob);
        texts[1] = strdup(blind->reason);
        if (!texts[0] || !texts[1])
            return why_say(why, ERR_MEMORY, "no memory for a requirement");
        kept->blind_to[i] = (struct requirement_blind){ .knob = texts[0], .reason = texts[1] };
        requirement->blind_count++;
    }
    return ERR_OK;
}

/* Read, and tried on the rig's signals at its usual tick. */
static enum err formula_take(struct file *file, struct requirement *requirement, const char *text,
                             struct why *why)
{
    struct why own = { "" };
    size_t     index;
    enum err   err = formula_parse(&requirement->formula, text, &own);

    if (err == ERR_OK)
        err = property_set_add(file->binding, requirement->formula, &index, &own);
    if (err == ERR_OK)
        return ERR_OK;
    why_prefix(&own, "%s:%d: %s: formula: ", requirement->file, requirement->line,
               requirement->id);
    return why_say(why, err, "%s", why_text(&own, err));
}

static int line_of(const struct file *file, size_t n)
{
    return n < file->lines_found && n < REQUIREMENTS_MAX ? file->lines[n] : file->first_line;
}

static enum err entry_take(void *data, size_t n, const struct script_requirement *entry,
                           struct why *why)
{
    struct file         *file = data;
    struct requirements *to = file->to;
    struct requirement  *requirement = &to->of[to->count];
    struct kept         *kept = &to->kept[to->count];

    if (to->count >= REQUIREMENTS_MAX)
        return why_say(why, ERR_LIMIT, "%s: there are more than %d requirements", file->path,
                       REQUIREMENTS_MAX);
    *requirement = (struct requirement){ .file = file->path, .type = file->type,
                                         .line = line_of(file, n) };
    if (entry->refusal[0])
        return refuse(requirement, why, ERR_PARSE, entry->refusal);
    TRY(id_read(file, requirement, entry->texts[SCRIPT_REQUIREMENT_ID], why));
    TRY(texts_check(requirement, entry, why));
    TRY(priority_read(requirement, entry->texts[SCRIPT_REQUIREMENT_PRIORITY], why));
    to->count++;                        /* from here on it is freed with the others */
    TRY(texts_keep(requirement, kept, entry, why));
    TRY(blind_take(requirement, kept, entry, why));
    return formula_take(file, requirement, entry->texts[SCRIPT_REQUIREMENT_FORMULA], why);
}

/* ---- a file ---- */

static enum err file_begin(void *data, const char *rig, size_t count, struct why *why)
{
    struct file *file = data;

    if (count != file->lines_found)     /* made by code: where each is written is not known */
        file->lines_found = 0;
    if (!rig)
        return why_say(why, ERR_PARSE, "%s:%d: requirements: rig is missing: give the rig whose "
                                       "signals they are about, as in rig = \"ablation\"",
                       file->path, file->first_line);
    if (rig_find(rig, &file->type, why) != ERR_OK) {
        why_prefix(why, "%s:%d: ", file->path, file->first_line);
        return ERR_UNKNOWN;
    }
    return property_set_create(&file->binding, file->type->signals, file->type->signal_count,
                               file->type->tick_s, PROPERTY_END_UNKNOWN, why);
}

static enum err file_load(struct requirements *to, const char *path, struct why *why)
{
    struct file                            file = { .to = to };
    const struct script_requirement_reader reader = { &file, file_begin, entry_take };
    char                                  *text;
    size_t                                 count;
    enum err                               err;

    if (to->file_count >= FILES_MAX)
        return why_say(why, ERR_LIMIT, "%s: there are more than %d files of requirements", path,
                       FILES_MAX);
    file.path = to->files[to->file_count] = strdup(path);
    if (!file.path)
        return why_say(why, ERR_MEMORY, "no memory to read %s", path);
    to->file_count++;
    TRY(script_file_read(path, &text, &count, why));
    digest_add(to->digest, text, count);
    file.lines_found = requirement_lines(text, count, file.lines, REQUIREMENTS_MAX,
                                         &file.first_line);
    err = script_load_requirements(path, text, count, &reader, why);
    property_set_destroy(file.binding);
    free(text);
    return err;
}

/* ---- a folder ---- */

static int is_lua(const struct dirent *entry)
{
    size_t count = strlen(entry->d_name);

    return entry->d_name[0] != '.' && count > 4 && strcmp(entry->d_name + count - 4, ".lua") == 0;
}

/* By bytes, whatever the locale. */
static int name_order(const struct dirent **a, const struct dirent **b)
{
    return strcmp((*a)->d_name, (*b)->d_name);
}

static enum err folder_load(struct requirements *to, const char *path, struct why *why)
{
    struct dirent **entries = NULL;
    int             count = scandir(path, &entries, is_lua, name_order);
    enum err        err = ERR_OK;
    char            file[PATH_SIZE];

    if (count < 0)
        return why_say(why, ERR_IO, "%s cannot be read: %s", path, strerror(errno));
    for (int i = 0; i < count; i++) {
        snprintf(file, sizeof file, "%.300s/%.280s", path, entries[i]->d_name);
        if (err == ERR_OK)
            err = file_load(to, file, why);
        free(entries[i]);
    }
    free(entries);
    return err;
}

static enum err path_load(struct requirements *to, const char *path, struct why *why)
{
    struct stat about;
    size_t      count = strlen(path);
    char        folder[PATH_SIZE];

    if (stat(path, &about) != 0)
        return why_say(why, ERR_IO, "requirements: %s cannot be read: %s", path, strerror(errno));
    if (!S_ISDIR(about.st_mode))
        return file_load(to, path, why);
    while (count > 1 && path[count - 1] == '/')
        count--;
    snprintf(folder, sizeof folder, "%.*s", (int)count, path);
    return folder_load(to, folder, why);
}

enum err requirements_create(struct requirements **out, struct why *why)
{
    struct requirements *to = calloc(1, sizeof *to);
    enum err             err = ERR_OK;

    if (to) {
        to->of = calloc(REQUIREMENTS_MAX, sizeof *to->of);
        to->kept = calloc(REQUIREMENTS_MAX, sizeof *to->kept);
    }
    if (!to || !to->of || !to->kept)
        err = why_say(why, ERR_MEMORY, "no memory for the requirements");
    if (err == ERR_OK)
        err = digest_create(&to->digest, why);
    if (err == ERR_OK)
        *out = to;
    else
        requirements_free(to);
    return err;
}

enum err requirements_load(struct requirements **out, const char *path, struct why *why)
{
    struct requirements *to = NULL;
    enum err             err;

    TRY(requirements_create(&to, why));
    err = path_load(to, path, why);
    if (err != ERR_OK) {
        requirements_free(to);
        return err;
    }
    digest_text(to->digest, to->sha256);
    *out = to;
    return ERR_OK;
}

static enum err formula_try(const struct formula *formula, const struct rig_type *type,
                            double tick_s, struct why *why)
{
    struct property_set *set = NULL;
    size_t               index;
    enum err             err;

    TRY(property_set_create(&set, type->signals, type->signal_count, tick_s, PROPERTY_END_UNKNOWN,
                            why));
    err = property_set_add(set, formula, &index, why);
    property_set_destroy(set);
    return err;
}

enum err requirements_add_formula(struct requirements *to, const char *id, const char *formula,
                                  const struct rig_type *type, double tick_s, struct why *why)
{
    const struct script_requirement entry = { .texts = { [SCRIPT_REQUIREMENT_TITLE] = formula,
                                                         [SCRIPT_REQUIREMENT_SOURCE] = "",
                                                         [SCRIPT_REQUIREMENT_RATIONALE] = "" } };
    struct requirement             *requirement = &to->of[to->count];

    if (to->count >= REQUIREMENTS_MAX)
        return why_say(why, ERR_LIMIT, "there are more than %d requirements", REQUIREMENTS_MAX);
    *requirement = (struct requirement){ .type = type, .file = "" };
    snprintf(requirement->id, sizeof requirement->id, "%s", id);
    TRY(formula_parse(&requirement->formula, formula, why));
    to->count++;
    TRY(texts_keep(requirement, &to->kept[to->count - 1], &entry, why));
    return formula_try(requirement->formula, type, tick_s, why);
}

void requirements_free(struct requirements *requirements)
{
    if (!requirements)
        return;
    for (size_t i = 0; i < requirements->count; i++) {
        formula_destroy(requirements->of[i].formula);
        for (size_t j = 0; j < SCRIPT_REQUIREMENT_FIELDS; j++)
            free(requirements->kept[i].texts[j]);
        for (size_t j = 0; j < 2 * SCRIPT_BLIND_MAX; j++)
            free(requirements->kept[i].blind_texts[j]);
    }
    for (size_t i = 0; i < requirements->file_count; i++)
        free(requirements->files[i]);
    digest_destroy(requirements->digest);
    free(requirements->of);
    free(requirements->kept);
    free(requirements);
}

/* ---- answers ---- */

size_t requirements_count(const struct requirements *requirements)
{
    return requirements->count;
}

const struct requirement *requirements_at(const struct requirements *requirements, size_t n)
{
    return n < requirements->count ? &requirements->of[n] : NULL;
}

const struct requirement *requirements_find(const struct requirements *requirements,
                                            const char *id)
{
    for (size_t i = 0; i < requirements->count; i++)
        if (strcmp(requirements->of[i].id, id) == 0)
            return &requirements->of[i];
    return NULL;
}

const char *requirement_blind_reason(const struct requirement *requirement, const char *knob)
{
    for (size_t i = 0; i < requirement->blind_count; i++)
        if (strcmp(requirement->blind_to[i].knob, knob) == 0)
            return requirement->blind_to[i].reason;
    return NULL;
}

const char *requirements_sha256(const struct requirements *requirements)
{
    return requirements->sha256;
}

/* ---- where they are looked for ---- */

/* The folder above, by its name as far as it has one: "a/b" gives "a", "a" ".", "." "..". */
static void folder_above(char *path, size_t size)
{
    char       *slash = strrchr(path, '/');
    const char *name = slash ? slash + 1 : path;
    struct text text;

    if (strcmp(name, "..") == 0 || strcmp(name, ".") == 0) {
        bool is_here = strcmp(path, ".") == 0;

        text = (struct text){ .bytes = path, .size = size, .used = is_here ? 0 : strlen(path) };
        text_add(&text, "%s..", is_here ? "" : "/");
    } else if (slash == path) {
        path[1] = '\0';
    } else if (slash) {
        *slash = '\0';
    } else {
        snprintf(path, size, ".");
    }
}

bool requirements_near(const char *scenario_path, char *out, size_t size)
{
    char        folder[PATH_SIZE], found[PATH_SIZE + 16];
    struct stat about;

    if (strlen(scenario_path) >= sizeof folder)
        return false;
    snprintf(folder, sizeof folder, "%s", scenario_path);
    for (int step = 0; step <= STEPS_ABOVE; step++) {
        folder_above(folder, sizeof folder);
        snprintf(found, sizeof found, "%s%srequirements",
                 strcmp(folder, ".") == 0 ? "" : folder,
                 strcmp(folder, ".") == 0 || strcmp(folder, "/") == 0 ? "" : "/");
        if (stat(found, &about) == 0 && S_ISDIR(about.st_mode) && strlen(found) < size) {
            snprintf(out, size, "%s", found);
            return true;
        }
        if (strcmp(folder, "/") == 0)
            return false;
    }
    return false;
}

enum err requirements_load_for(struct requirements **out, const char *path,
                               const char *scenario_path, struct why *why)
{
    char near[PATH_SIZE];

    if (!path && requirements_near(scenario_path, near, sizeof near))
        path = near;
    if (path && *path)
        return requirements_load(out, path, why);
    *out = NULL;
    return ERR_OK;
}
