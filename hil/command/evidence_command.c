#include "hil/evidence/evidence.h"
#include "hil/evidence/evidence_sign.h"
#include "hil/options.h"

static const struct option options_of_verify[] = {
    { "key",   "FILE", "the public key of who signed: there must be a signature by it" },
    { "quiet", NULL,   "print the faults only" },
};

static const struct command_page verify_page = {
    .name = "verify", .words = "DIR", .words_least = 1, .words_most = 1,
    .summary = "Check that nothing was changed in what a run, a suite or a campaign has left.",
    .options = options_of_verify,
    .option_count = sizeof options_of_verify / sizeof *options_of_verify,
    .text = "A sentence for every byte of the chain or of a file that was changed, removed,\n"
            "reordered or cut off, for a file that is missing or was put in, and for a bad\n"
            "signature. Of a suite the runs in its folder are checked too. Without a signature\n"
            "nobody can tell a chain that was made anew as a whole.\n"
            "Exit status: 0 whole; 1 faults were found; 2 it cannot be checked.",
    .example = "  painrig verify out/lumbar_medial_branch --key bench.key.pub",
};

static const struct command_page key_page = {
    .name = "key", .words = "FILE", .words_least = 1, .words_most = 1,
    .summary = "Make a key to sign evidence with.",
    .text = "FILE is the secret key, for painrig run --sign FILE: who has it signs in your name.\n"
            "FILE.pub is the public key, for painrig verify --key FILE.pub: for everybody.",
    .example = "  painrig key bench.key",
};

static const char *signed_text(const struct evidence_check *check)
{
    if (check->is_trusted)
        return "signed by the key given";
    return check->is_signed ? "signed, but by whom only --key can tell" : "not signed";
}

static void whole_print(const char *folder, const struct evidence_check *check)
{
    printf("%s: whole: %zu links, %zu files", folder, check->links, check->files);
    if (check->cases > 0)
        printf(", %zu run%s", check->cases, check->cases == 1 ? "" : "s");
    printf("; %s, %s; %s\n", check->how, check->verdict, signed_text(check));
}

int evidence_verify_command(int argc, char **argv)
{
    struct evidence_check check;
    struct options        options;
    struct why            why = { "" };
    const char           *folder, *key_path;
    int                   status;

    if (!options_start(&verify_page, argc, argv, &options, &status))
        return status;
    folder = options.words[0];
    key_path = options_text(&options, "key", NULL);
    if (evidence_verify(folder, key_path, stdout, &check, &why) != ERR_OK) {
        fprintf(stderr, "%s\n", why.text);
        return 2;
    }
    if (check.faults > 0)
        printf("%s: %zu fault%s found\n", folder, check.faults, check.faults == 1 ? "" : "s");
    else if (!options_has(&options, "quiet"))
        whole_print(folder, &check);
    return check.faults > 0;
}

int evidence_key_command(int argc, char **argv)
{
    char           public_hex[KEY_HEX_SIZE];
    struct options options;
    struct why     why = { "" };
    int            status;

    if (!options_start(&key_page, argc, argv, &options, &status))
        return status;
    if (sign_key_make(options.words[0], public_hex, &why) != ERR_OK) {
        fprintf(stderr, "%s\n", why.text);
        return 2;
    }
    printf("%s: the secret key, yours alone\n%s.pub: the public key, for painrig verify --key\n",
           options.words[0], options.words[0]);
    return 0;
}
