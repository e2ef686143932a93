/* What becomes of each fault of a line, for every driver: a cell for each of line_faults in
 * test_device_faults.c, in its order,
 *
 *     late once, late always, not asked, dropped after, truncated, corrupted, doubled, off by one,
 *     hang, cable cut, noise, echo, wrong baud, pulled
 *
 * first while it is polled, then while it is made safe. r recovered, R reported, c closed, s made
 * safe, h held and then safe, - nothing to make safe. */
{ "rf-generator",    "rrrrrrrRRRRrRc", "ssssssshhhsshc" },
{ "it-pump",         "rrrrrrrRRRRrRc", "ssssssshhhsshc" },
{ "tc-cxn",          "rrrrrrrrRRrrRc", "sssssssshhsshc" },
{ "ne1000",          "rrrrrrrrRRrrRc", "sssssssshhsshc" },
{ "phd-ultra",       "rrrrrrrrRRrrRc", "sssssssshhsshc" },
{ "graseby3000",     "rrrrrrrrRRrrRc", "sssssssshhsshc" },
{ "ae-bus",          "rrrrrrrrRRrrRc", "sssssssshhsshc" },
{ "esu2400",         "rrrrrrrRRRRrRc", "--------------" },
{ "iet-prs",         "rrrrrrrrRRrrRc", "--------------" },
{ "sensirion-shdlc", "rrrrrrrrRRrrRc", "--------------" },
{ "keller",          "rrrrrrrrRRrrRc", "--------------" },
{ "34970a",          "rrrrrrrrRRRrRc", "--------------" },
{ "modbus-rtu",      "rrrrrrrRRRRrRc", "sssssssshhsshc" },
{ "mt-sics",         "rrrrrrrrRRrrRc", "--------------" },
{ "sartorius-sbi",   "rrrrrrrrRRrrRc", "--------------" },
