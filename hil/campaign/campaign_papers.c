#include "campaign_papers.h"
#include "base/text.h"
#include "campaign_print.h"
#include "hil/run_version.h"

#include <dirent.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

void campaign_failed_text(const struct run_outcome *outcome, char out[CAMPAIGN_FAILED_MAX])
{
    struct text text = text_over(out, CAMPAIGN_FAILED_MAX);

    for (size_t i = 0; i < outcome->requirement_count; i++)
        if (outcome->requirements[i].verdict == VERDICT_FAIL && !outcome->requirements[i].is_gap)
            text_add(&text, "%s%s", text.used ? " " : "", outcome->requirements[i].id);
}

/* ---- the folder ---- */

enum err campaign_folder_open(struct run_folder *folder, const char *path, struct why *why)
{
    static const char *const papers[] = { "results.jsonl", "campaign.json", "campaign.csv",
                                          "campaign.html" };
    struct dirent           *entry;
    char                     file[800];
    DIR                     *open;

    TRY(run_folder_open(folder, path, why));
    for (size_t i = 0; i < sizeof papers / sizeof *papers; i++) {
        run_folder_path(folder, papers[i], file, sizeof file);
        remove(file);
    }
    open = opendir(folder->path);
    while (open && (entry = readdir(open))) {
        size_t count = strlen(entry->d_name);

        if (strncmp(entry->d_name, "shrunk-", 7) != 0 || count < 4 ||
            strcmp(entry->d_name + count - 4, ".lua") != 0)
            continue;
        run_folder_path(folder, entry->d_name, file, sizeof file);
        remove(file);
    }
    if (open)
        closedir(open);
    return ERR_OK;
}

/* ---- JSON ---- */

static void case_json(struct bytes *out, const struct campaign *campaign, size_t i)
{
    const struct run_outcome *outcome = &campaign->outcomes[i];
    char                      name[CAMPAIGN_NAME_MAX], failed[CAMPAIGN_FAILED_MAX];

    campaign_case_name(&campaign->cases.of[i], name);
    campaign_failed_text(outcome, failed);
    bytes_text(out, "{");
    bytes_json_member_text(out, "faults", name);
    bytes_json_member_text(out, "failed", failed);
    bytes_json_member_text(out, "error", outcome->error);
    bytes_json_member_text(out, "trace_sha256", outcome->trace_sha256);
    bytes_format(out, "\"unmet\":%zu,\"active\":%s,\"verdict\":\"%s\"}", campaign_unmet(outcome),
                 campaign_was_active(campaign, i) ? "true" : "false",
                 verdict_name(campaign_case_verdict(campaign, outcome)));
}

static void cases_json(struct bytes *out, const struct campaign *campaign)
{
    bool is_first = true;

    bytes_text(out, "\"cases\":[");
    for (size_t i = 0; i < campaign->cases.count; i++) {
        if (!campaign->is_done[i])
            continue;
        bytes_text(out, is_first ? "\n" : ",\n");
        case_json(out, campaign, i);
        is_first = false;
    }
    bytes_text(out, "]");
}

static void coverage_json(struct bytes *out, const struct campaign *campaign)
{
    const char *states[CAMPAIGN_STATES];
    size_t      count = campaign_states(campaign, states);

    bytes_text(out, "\"coverage\":[");
    for (size_t k = 0; k < campaign->cases.knob_count; k++) {
        bytes_text(out, k ? ",\n{" : "\n{");
        bytes_text(out, "\"fault\":");
        bytes_json_text(out, campaign->cases.knobs[k]->name);
        for (size_t s = 0; s < count; s++) {
            bytes_text(out, ",");
            bytes_json_text(out, states[s]);
            bytes_format(out, ":%zu", campaign_covered(campaign, campaign->cases.knobs[k],
                                                       states[s]));
        }
        bytes_text(out, "}");
    }
    bytes_text(out, "],\n");
}

static void least_json(struct bytes *out, const struct campaign *campaign, const char *what,
                       double value, size_t index)
{
    char name[CAMPAIGN_NAME_MAX] = "", member[32];

    if (!isnan(value))
        campaign_case_name(&campaign->cases.of[index], name);
    bytes_json_member_number(out, what, value);
    snprintf(member, sizeof member, "%s_case", what);
    bytes_json_member_text(out, member, name);
}

void campaign_row_json(struct bytes *out, const struct campaign *campaign,
                       const struct campaign_row *row)
{
    bytes_text(out, "{");
    bytes_json_member_text(out, "id", row->id);
    bytes_json_member_text(out, "unit", row->unit);
    least_json(out, campaign, "margin", row->margin, row->margin_case);
    least_json(out, campaign, "slack_s", row->slack_s, row->slack_case);
    for (enum verdict verdict = 0; verdict <= VERDICT_ERROR; verdict++)
        bytes_format(out, "\"%s\":%zu,", verdict_name(verdict), row->counts[verdict]);
    bytes_format(out, "\"known_gap\":%zu}", row->gaps);
}

static void rows_json(struct bytes *out, const struct campaign *campaign)
{
    bytes_text(out, "\"requirements\":[");
    for (size_t i = 0; i < campaign->row_count; i++) {
        bytes_text(out, i ? ",\n" : "\n");
        campaign_row_json(out, campaign, &campaign->rows[i]);
    }
    bytes_text(out, "],\n");
}

static void shrunk_json(struct bytes *out, const struct campaign *campaign)
{
    char name[CAMPAIGN_NAME_MAX], plan[FAULT_TEXT_MAX * 4];

    bytes_text(out, "\"shrunk\":[");
    for (size_t i = 0; i < campaign->shrunk_count; i++) {
        const struct campaign_shrunk *shrunk = &campaign->shrunk[i];

        campaign_case_name(&campaign->cases.of[shrunk->from], name);
        campaign_plan_text(&shrunk->faults, plan, sizeof plan);
        bytes_text(out, i ? ",\n{" : "\n{");
        bytes_json_member_text(out, "requirement", shrunk->requirement);
        bytes_json_member_text(out, "from", name);
        bytes_json_member_text(out, "to", plan);
        bytes_json_member_text(out, "file", shrunk->path);
        bytes_json_member_text(out, "command", shrunk->command);
        bytes_json_member_text(out, "error", shrunk->error);
        bytes_format(out, "\"cases\":%zu,\"runs\":%d,\"proven\":%s}", shrunk->cases, shrunk->runs,
                     shrunk->is_proven ? "true" : "false");
    }
    bytes_text(out, "],\n");
}

static void whole_json(struct bytes *out, const struct campaign *campaign)
{
    char text[1200];

    bytes_text(out, "{");
    bytes_json_member_text(out, "scenario", campaign->setup->path);
    bytes_json_member_text(out, "title", campaign->scenario.title);
    bytes_json_member_text(out, "rig", campaign->type->name);
    bytes_json_member_text(out, "version", run_version());
    bytes_json_member_text(out, "scenario_sha256", campaign->sound.scenario_sha256);
    bytes_json_member_text(out, "requirements_sha256", campaign->sound.requirements_sha256);
    bytes_json_member_text(out, "started_utc", campaign->sound.started_utc);
    bytes_format(out, "\"seed\":\"%llu\",", (unsigned long long)campaign->setup->seed);
    bytes_format(out, "\"left_out\":%zu,\"clashes\":%zu,", campaign->cases.left_out,
                 campaign->cases.clashes);
    bytes_json_member_number(out, "wall_s", campaign->wall_s);
    bytes_json_member_text(out, "sha256", campaign->sha256);
    bytes_json_member_text(out, "verdict", verdict_name(campaign_verdict(campaign)));
    campaign_verdict_text(campaign, text, sizeof text);
    bytes_json_member_text(out, "sentence", text);
    campaign_control_text(campaign, text, sizeof text);
    bytes_json_member_text(out, "bad_device", text);
    bytes_text(out, "\n");
    coverage_json(out, campaign);
    rows_json(out, campaign);
    shrunk_json(out, campaign);
    cases_json(out, campaign);
    bytes_text(out, "}\n");
}

/* ---- CSV ---- */

static void whole_csv(struct bytes *out, const struct campaign *campaign)
{
    char name[CAMPAIGN_NAME_MAX], failed[CAMPAIGN_FAILED_MAX];

    bytes_text(out, "faults,verdict,failed,expectations_unmet,active,states,error\n");
    for (size_t i = 0; i < campaign->cases.count; i++) {
        const struct run_outcome *outcome = &campaign->outcomes[i];
        size_t                    own = campaign->own.count;

        if (!campaign->is_done[i])
            continue;
        campaign_case_name(&campaign->cases.of[i], name);
        campaign_failed_text(outcome, failed);
        bytes_csv_text(out, name);
        bytes_format(out, ",%s,", verdict_name(campaign_case_verdict(campaign, outcome)));
        bytes_csv_text(out, failed);
        bytes_format(out, ",%zu,%d,", campaign_unmet(outcome), campaign_was_active(campaign, i));
        bytes_csv_text(out, outcome->fault_count > own ? outcome->faults[own].states : "");
        bytes_text(out, ",");
        bytes_csv_text(out, outcome->error);
        bytes_text(out, "\n");
    }
}

/* ---- all of it ---- */

static void results_jsonl(struct bytes *out, const struct campaign *campaign)
{
    for (size_t i = 0; i < campaign->cases.count; i++)
        if (campaign->is_done[i])
            run_outcome_write(&campaign->outcomes[i], out);
}

enum err campaign_papers_write(const struct campaign *campaign, const struct run_folder *folder,
                               struct why *why)
{
    static const struct {
        const char *name;
        void      (*write)(struct bytes *, const struct campaign *);
    } papers[] = { { "results.jsonl", results_jsonl }, { "campaign.json", whole_json },
                   { "campaign.csv", whole_csv }, { "campaign.html", campaign_page_write } };

    for (size_t i = 0; i < sizeof papers / sizeof *papers; i++) {
        struct bytes bytes = { 0 };
        char         path[800];
        enum err     err;

        papers[i].write(&bytes, campaign);
        run_folder_path(folder, papers[i].name, path, sizeof path);
        err = bytes_write_file(&bytes, path, why);
        bytes_free(&bytes);
        TRY(err);
    }
    return ERR_OK;
}
