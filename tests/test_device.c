/* The engine of all drivers: links, questions and answers, orders, readings, as stories. */
#include "tests/support/suite.h"
#include "tests/support/toy_instrument.h"

#include <stdio.h>
#include <string.h>

/* ------------------------------------------------------------------ who is there */

static const struct toy_story beginnings[] = {
    { "the first question is asked at once, and a poll follows", NULL, {
        { 0,     WRITES,  "I?", 0 },
        { 0.01,  LINK,    "identifying", 0 },
        { 0.01,  READS,   "power_w nan", 0 },
        { 0.02,  SAYS,    "I toy 7", 0 },
        { 0.029, LINK,    "identifying", 0 },           /* the gap before the next */
        { 0.03,  WRITES,  "V?", 0 },
        { 0.03,  LINK,    "up", 0 },
    } },
    { "nobody answers: three times, and again after a pause, for ever", NULL, {
        { 0,     WRITES,  "I?", 0 },
        { 0.152, SILENCE, "", 0 },                      /* 3 bytes, the timeout, half of it  */
        { 0.153, WRITES,  "I?", 0 },
        { 0.306, WRITES,  "I?", 0 },
        { 0.408, COUNTS,  "timeouts 2", 0 },
        { 0.409, COUNTS,  "timeouts 3", 0 },
        { 0.608, SILENCE, "", 0 },
        { 0.609, WRITES,  "I?", 0 },                    /* poll_s later */
        { 0.609, LINK,    "identifying", 0 },
        { 0.609, COUNTS,  "retries 2", 0 },
        { 0.62,  SAYS,    "I toy 7", 0 },
        { 0.63,  WRITES,  "V?", 0 },
        { 0.63,  LINK,    "up", 0 },
    } },
    { "the wanted one is there", "toy 7", {
        { 0,     WRITES,  "I?", 0 },
        { 0.02,  SAYS,    "I toy 7 of 9", 0 },
        { 0.03,  WRITES,  "V?", 0 },
        { 0.03,  LINK,    "up", 0 },
        { 0.03,  TELLS,   "link up: toy 7 of 9", 0 },
    } },
    { "another says so twice, and is left alone", "toy 7", {
        { 0,     WRITES,  "I?", 0 },
        { 0.02,  SAYS,    "I pump 1", 0 },
        { 0.03,  WRITES,  "I?", 0 },
        { 0.04,  SAYS,    "I pump 1", 0 },
        { 0.04,  TELLS,   "another instrument answers: \"toy 7\" is not in \"pump 1\"", 0 },
        { 0.05,  SAYS,    "I toy 7", 0 },
        { 0.06,  SAYS,    "V 5", 0 },
        { 3,     SILENCE, "", 0 },
        { 3,     LINK,    "identifying", 0 },
        { 3,     READS,   "power_w nan", 0 },
        { 3,     MAKE_SAFE, "", 0 },
        { 4,     SILENCE, "", 0 },
        { 4,     UNSAFE,  "", 0 },
        { 4,     REFUSES, "power_w 5", ERR_TIMEOUT },
    } },
    { "once was the line", "toy 7", {
        { 0,     WRITES,  "I?", 0 },
        { 0.02,  SAYS,    "I toy 3", 0 },
        { 0.03,  WRITES,  "I?", 0 },
        { 0.04,  SAYS,    "I toy 7", 0 },
        { 0.05,  WRITES,  "V?", 0 },
        { 0.05,  LINK,    "up", 0 },
    } },
    { "what cannot be printed is not", NULL, {
        { 0,     WRITES,  "I?", 0 },
        { 0.02,  SAYS,    "\x02\xFFI toy 7  ", 0 },
        { 0.03,  WRITES,  "V?", 0 },
        { 0.03,  COUNTS,  "garbled 1", 0 },
        { 0.03,  TELLS,   "link up: toy 7", 0 },
    } },
};

START_TEST(who_is_there) { toy_tell(&beginnings[_i], &toy_instrument); }
END_TEST

/* ------------------------------------------------------------------ readings */

static const struct toy_story readings[] = {
    { "polls are poll_s apart, whenever they are answered", NULL, {
        { 0.229, SILENCE, "", 0 },
        { 0.23,  WRITES,  "V?", 0 },
        { 0.3,   SAYS,    "V 13", 0 },
        { 0.3,   READS,   "power_w 13", 0 },
        { 0.43,  WRITES,  "V?", 0 },
    } },
    { "a reading ages, and is then unknown", NULL, {
        { 0.54,  READS,   "power_w 12.5", 0 },
        { 0.541, READS,   "power_w nan", 0 },
    } },
    { "a lost reply is asked for again", NULL, {
        { 0.23,  WRITES,  "V?", 0 },
        { 0.332, COUNTS,  "timeouts 0", 0 },
        { 0.333, COUNTS,  "timeouts 1", 0 },
        { 0.383, WRITES,  "V?", 0 },
        { 0.39,  SAYS,    "V 14", 0 },
        { 0.39,  READS,   "power_w 14", 0 },
        { 0.39,  COUNTS,  "retries 1", 0 },
        { 0.43,  WRITES,  "V?", 0 },
    } },
    { "a late reply is nobody's", NULL, {
        { 0.23,  WRITES,  "V?", 0 },
        { 0.35,  SAYS,    "V 99", 0 },
        { 0.35,  WRITES,  "V?", 0 },                    /* the owed one has come */
        { 0.35,  READS,   "power_w 12.5", 0 },
        { 0.35,  COUNTS,  "strays 1", 0 },
        { 0.36,  SAYS,    "V 14", 0 },
        { 0.36,  READS,   "power_w 14", 0 },
    } },
    { "a reply that nobody asked for says nothing", NULL, {
        { 0.1,   SAYS,    "V 99", 0 },
        { 0.1,   READS,   "power_w 12.5", 0 },
        { 0.1,   COUNTS,  "strays 1", 0 },
    } },
    { "the answer of another question is not this one's", NULL, {
        { 0.23,  WRITES,  "V?", 0 },
        { 0.24,  SAYS,    "OK", 0 },
        { 0.25,  SAYS,    "V 13", 0 },
        { 0.25,  READS,   "power_w 13", 0 },
        { 0.25,  COUNTS,  "strays 1", 0 },
    } },
    { "what is not believable was not said", NULL, {
        { 0.23,  WRITES,  "V?", 0 },
        { 0.24,  SAYS,    "V 99999", 0 },
        { 0.24,  READS,   "power_w 12.5", 0 },
        { 0.24,  COUNTS,  "garbled 1", 0 },
        { 0.25,  SAYS,    "V 2 3", 0 },
        { 0.25,  READS,   "power_w 2", 0 },
        { 0.25,  READS,   "volts_rms 3", 0 },
    } },
    { "a frame is taken whole or not at all", NULL, {
        { 0.23,  WRITES,  "V?", 0 },
        { 0.24,  SAYS,    "V 99999 3", 0 },             /* volts first, then power */
        { 0.24,  READS,   "volts_rms nan", 0 },
        { 0.24,  READS,   "power_w 12.5", 0 },
        { 0.25,  SAYS,    "V 2 -3", 0 },
        { 0.25,  READS,   "power_w 12.5", 0 },
        { 0.25,  COUNTS,  "garbled 2", 0 },
    } },
    { "our own echo is no answer", NULL, {
        { 0.23,  WRITES,  "V?", 0 },
        { 0.231, SAYS,    "V?", 0 },
        { 0.24,  SAYS,    "V 13", 0 },
        { 0.24,  READS,   "power_w 13", 0 },
        { 0.24,  COUNTS,  "garbled 1", 0 },
    } },
    { "an unasked message answers nothing", NULL, {
        { 0.23,  WRITES,  "V?", 0 },
        { 0.24,  SAYS,    "U", 0 },
        { 0.25,  SAYS,    "V 13", 0 },
        { 0.25,  READS,   "power_w 13", 0 },
        { 0.25,  COUNTS,  "strays 0", 0 },
    } },
    { "junk is passed over and counted once", NULL, {
        { 0.23,  WRITES,  "V?", 0 },
        { 0.24,  SAYS,    "\x01\x02\x03V 13", 0 },
        { 0.24,  READS,   "power_w 13", 0 },
        { 0.24,  COUNTS,  "garbled 1", 0 },
    } },
    { "an answer in two pieces", NULL, {
        { 0.23,  WRITES,  "V?", 0 },
        { 0.24,  SAYS,    "V 1\\", 0 },
        { 0.289, SAYS,    "3", 0 },
        { 0.289, READS,   "power_w 13", 0 },
    } },
    { "the rest of an answer that is too old is junk", NULL, {
        { 0.1,   SAYS,    "V 1\\", 0 },
        { 0.15,  COUNTS,  "garbled 0", 0 },
        { 0.151, COUNTS,  "garbled 1", 0 },             /* byte_gap_s and a byte */
        { 0.23,  WRITES,  "V?", 0 },
        { 0.24,  SAYS,    "V 7", 0 },
        { 0.24,  READS,   "power_w 7", 0 },
    } },
    { "an answer may take the time that its bytes need", NULL, {
        { 0.23,  WRITES,  "V?", 0 },
        { 0.33,  SAYS,    "V 1\\", 0 },                 /* 3 bytes: 3 ms more than 0.333 */
        { 0.335, SAYS,    "4", 0 },
        { 0.335, READS,   "power_w 14", 0 },
        { 0.335, COUNTS,  "timeouts 0", 0 },
    } },
};

START_TEST(what_it_says) { toy_tell_up(&readings[_i], &toy_instrument); }
END_TEST

/* ------------------------------------------------------------------ orders */

static const struct toy_story orders[] = {
    { "a setting is read back", NULL, {
        { 0.1,   ORDERS,  "power_w 5", 0 },
        { 0.101, WRITES,  "S 5", 0 },
        { 0.11,  SAYS,    "OK", 0 },
        { 0.12,  WRITES,  "S?", 0 },
        { 0.13,  SAYS,    "S 5", 0 },
        { 0.2,   SILENCE, "", 0 },
        { 0.2,   COUNTS,  "refused 0", 0 },
    } },
    { "another value in force is a refusal", NULL, {
        { 0.1,   ORDERS,  "power_w 5", 0 },
        { 0.101, WRITES,  "S 5", 0 },
        { 0.11,  SAYS,    "OK", 0 },
        { 0.12,  WRITES,  "S?", 0 },
        { 0.13,  SAYS,    "S 4", 0 },
        { 0.13,  COUNTS,  "refused 1", 0 },
        { 0.13,  TELLS,   "the power in force is 4 W, not 5 W", 0 },
    } },
    { "it says no", NULL, {
        { 0.1,   ORDERS,  "power_w 5", 0 },
        { 0.101, WRITES,  "S 5", 0 },
        { 0.11,  SAYS,    "NO", 0 },
        { 0.11,  TELLS,   "the instrument says no", 0 },
        { 0.12,  WRITES,  "S?", 0 },
        { 0.12,  COUNTS,  "refused 1", 0 },
    } },
    { "a later value overtakes one that waits", NULL, {
        { 0.1,   ORDERS,  "power_w 5", 0 },
        { 0.1,   ORDERS,  "power_w 6", 0 },
        { 0.101, WRITES,  "S 6", 0 },
        { 0.105, ORDERS,  "power_w 7", 0 },
        { 0.106, ORDERS,  "power_w 8", 0 },
        { 0.11,  SAYS,    "OK", 0 },
        { 0.12,  WRITES,  "S 8", 0 },
        { 0.13,  SAYS,    "OK", 0 },
        { 0.14,  WRITES,  "S?", 0 },
        { 0.15,  SAYS,    "S 8", 0 },
        { 0.2,   SILENCE, "", 0 },
    } },
    { "what is not idempotent is never said twice", NULL, {
        { 0.1,   ORDERS,  "power_w 5", 0 },
        { 0.101, WRITES,  "S 5", 0 },
        { 0.205, TELLS,   "no answer to the setting", 0 },
        { 0.255, WRITES,  "V?", 0 },                    /* a poll was due since 0.23 */
        { 0.26,  SAYS,    "V 1", 0 },
        { 0.27,  WRITES,  "S?", 0 },
        { 0.28,  SAYS,    "S 0", 0 },
        { 0.28,  TELLS,   "the power in force is 0 W, not 5 W", 0 },
        { 0.28,  COUNTS,  "retries 0", 0 },
    } },
    { "unless it could not be read: then nothing has happened", NULL, {
        { 0.1,   ORDERS,  "output 1", 0 },
        { 0.101, WRITES,  "N", 0 },
        { 0.112, SILENCE, "", 0 },
        { 0.113, WRITES,  "G", 0 },                     /* two bytes and the gap behind the nod */
        { 0.12,  SAYS,    "*", 0 },
        { 0.13,  WRITES,  "G", 0 },
        { 0.14,  SAYS,    "*", 0 },
        { 0.15,  WRITES,  "G", 0 },
        { 0.16,  SAYS,    "*", 0 },
        { 0.16,  TELLS,   "no answer to the start", 0 },
        { 0.2,   SILENCE, "", 0 },
    } },
    { "an answer in parts, each in time", NULL, {
        { 0.1,   ORDERS,  "clear 1", 0 },
        { 0.101, WRITES,  "L?", 0 },
        { 0.19,  SAYS,    "- a", 0 },
        { 0.28,  SAYS,    "- b", 0 },
        { 0.37,  SAYS,    ".", 0 },
        { 0.38,  WRITES,  "V?", 0 },
        { 0.38,  COUNTS,  "timeouts 0", 0 },
    } },
    { "orders at every turn do not keep polls from theirs", NULL, {
        { 0.22,  ORDERS,  "power_w 5", 0 },
        { 0.221, WRITES,  "S 5", 0 },
        { 0.225, ORDERS,  "power_w 6", 0 },
        { 0.229, SAYS,    "OK", 0 },
        { 0.239, WRITES,  "V?", 0 },
        { 0.24,  SAYS,    "V 1", 0 },
        { 0.25,  WRITES,  "S 6", 0 },
    } },
    { "what cannot be ordered is refused with its reason", NULL, {
        { 0.1,   REFUSES, "power_w -1", ERR_RANGE },
        { 0.1,   REFUSES, "power_w nan", ERR_RANGE },
        { 0.1,   REFUSES, "power_w 51", ERR_RANGE },
        { 0.1,   REFUSES, "load_ohm 50", ERR_UNKNOWN },
        { 0.2,   SILENCE, "", 0 },
    } },
};

START_TEST(what_is_ordered) { toy_tell_up(&orders[_i], &toy_instrument); }
END_TEST

/* ------------------------------------------------------------------ links */

static const struct toy_story links[] = {
    { "silence: the link is lost, what waits is dropped, and it is asked who is there", NULL, {
        { 0.23,  WRITES,  "V?", 0 },
        { 0.383, WRITES,  "V?", 0 },
        { 0.536, WRITES,  "V?", 0 },
        { 0.689, WRITES,  "V?", 0 },
        { 0.842, WRITES,  "V?", 0 },
        { 0.995, WRITES,  "V?", 0 },
        { 1.0,   ORDERS,  "power_w 5", 0 },
        { 1.04,  LINK,    "up", 0 },
        { 1.041, LINK,    "lost", 0 },
        { 1.041, TELLS,   "link lost: no readable answer for 1.00 s", 0 },
        { 1.041, TELLS,   "dropped: the setting, the link is lost", 0 },
        { 1.041, TELLS,   "dropped: the set power, the link is lost", 0 },
        { 1.041, WRITES,  "I?", 0 },
        { 1.05,  REFUSES, "power_w 5", ERR_TIMEOUT },
        { 1.1,   SAYS,    "I toy 7", 0 },
        { 1.11,  WRITES,  "V?", 0 },
        { 1.11,  LINK,    "up", 0 },
        { 1.11,  TELLS,   "link up", 0 },
        { 1.2,   SILENCE, "", 0 },                      /* nothing is ordered again by itself */
    } },
    { "answers that make no sense are silence too", NULL, {
        { 0.23,  WRITES,  "V?", 0 },
        { 0.3,   SAYS,    "V x", 0 },
        { 1.041, LINK,    "lost", 0 },
    } },
    { "it was switched off and on", NULL, {
        { 0.1,   SAYS,    "BOOT", 0 },
        { 0.1,   LINK,    "identifying", 0 },
        { 0.1,   TELLS,   "switched off and on", 0 },
        { 0.11,  WRITES,  "I?", 0 },
        { 0.12,  SAYS,    "I toy 7", 0 },
        { 0.13,  WRITES,  "V?", 0 },
        { 0.13,  LINK,    "up", 0 },
    } },
    { "and while a question was open", NULL, {
        { 0.23,  WRITES,  "V?", 0 },
        { 0.24,  SAYS,    "BOOT", 0 },
        { 0.25,  WRITES,  "I?", 0 },
        { 0.26,  SAYS,    "I toy 7", 0 },
        { 0.27,  WRITES,  "V?", 0 },
    } },
    { "the port closes: nothing is known, and nothing can be done", NULL, {
        { 0.1,   ORDERS,  "power_w 5", 0 },
        { 0.101, PULLS,   "", 0 },
        { 0.101, LINK,    "down", 0 },
        { 0.101, TELLS,   "link down: the port has closed", 0 },
        { 0.102, READS,   "power_w nan", 0 },
        { 0.102, REFUSES, "power_w 5", ERR_TIMEOUT },
        { 0.103, MAKE_SAFE, "", 0 },
        { 0.2,   UNSAFE,  "", 0 },
        { 0.2,   LINK,    "down", 0 },
    } },
};

START_TEST(what_becomes_of_the_link) { toy_tell_up(&links[_i], &toy_instrument); }
END_TEST

/* ------------------------------------------------------------------ making it safe */

static const struct toy_story safeties[] = {
    { "its bytes leave at once, and it must say that it is safe", NULL, {
        { 0.045, MAKE_SAFE, "", 0 },
        { 0.045, WRITES,  "X", 0 },                     /* within the gap, too */
        { 0.05,  SAYS,    "X", 0 },
        { 0.05,  UNSAFE,  "", 0 },
        { 0.06,  WRITES,  "R?", 0 },
        { 0.07,  SAYS,    "R 0", 0 },
        { 0.07,  SAFE,    "", 0 },
        { 0.07,  TELLS,   "it is safe", 0 },
        { 0.23,  WRITES,  "V?", 0 },                    /* and it is watched further */
    } },
    { "again until it is", NULL, {
        { 0.1,   MAKE_SAFE, "", 0 },
        { 0.1,   WRITES,  "X", 0 },
        { 0.11,  SAYS,    "X", 0 },
        { 0.12,  WRITES,  "R?", 0 },
        { 0.13,  SAYS,    "R 1", 0 },
        { 0.179, SILENCE, "", 0 },
        { 0.18,  WRITES,  "X", 0 },
        { 0.19,  SAYS,    "X", 0 },
        { 0.2,   WRITES,  "R?", 0 },
        { 0.21,  SAYS,    "R 0", 0 },
        { 0.21,  SAFE,    "", 0 },
    } },
    { "asking for it again changes nothing while it is on the way", NULL, {
        { 0.1,   MAKE_SAFE, "", 0 },
        { 0.1,   WRITES,  "X", 0 },
        { 0.105, MAKE_SAFE, "", 0 },
        { 0.106, SILENCE, "", 0 },
        { 0.11,  SAYS,    "X", 0 },
        { 0.12,  WRITES,  "R?", 0 },
        { 0.13,  SAYS,    "R 0", 0 },
        { 0.13,  SAFE,    "", 0 },
    } },
    { "lost replies: at the timeout, without a pause", NULL, {
        { 0.1,   MAKE_SAFE, "", 0 },
        { 0.1,   WRITES,  "X", 0 },
        { 0.202, COUNTS,  "timeouts 1", 0 },
        { 0.212, WRITES,  "X", 0 },
        { 0.22,  SAYS,    "X", 0 },
        { 0.23,  WRITES,  "R?", 0 },
        { 0.333, COUNTS,  "timeouts 2", 0 },
        { 0.343, WRITES,  "R?", 0 },
        { 0.35,  SAYS,    "R 0", 0 },
        { 0.35,  SAFE,    "", 0 },
    } },
    { "while a question is open: called out, and once more when answers can be told apart", NULL, {
        { 0.23,  WRITES,  "V?", 0 },
        { 0.24,  MAKE_SAFE, "", 0 },
        { 0.24,  WRITES,  "X", 0 },
        { 0.25,  SAYS,    "V 20", 0 },
        { 0.26,  SAYS,    "X", 0 },
        { 0.26,  WRITES,  "X", 0 },
        { 0.26,  READS,   "power_w 12.5", 0 },
        { 0.27,  SAYS,    "X", 0 },
        { 0.28,  WRITES,  "R?", 0 },
        { 0.29,  SAYS,    "R 0", 0 },
        { 0.29,  SAFE,    "", 0 },
        { 0.29,  COUNTS,  "strays 2", 0 },
    } },
    { "while a question is open, and the line stays silent", NULL, {
        { 0.23,  WRITES,  "V?", 0 },
        { 0.24,  MAKE_SAFE, "", 0 },
        { 0.24,  WRITES,  "X", 0 },
        { 0.341, SILENCE, "", 0 },
        { 0.342, WRITES,  "X", 0 },
    } },
    { "what waits is dropped, and waits behind it afterwards", NULL, {
        { 0.1,   ORDERS,  "power_w 5", 0 },
        { 0.1,   MAKE_SAFE, "", 0 },
        { 0.1,   WRITES,  "X", 0 },
        { 0.1,   TELLS,   "dropped: the setting, it is made safe", 0 },
        { 0.1,   TELLS,   "dropped: the set power, it is made safe", 0 },
        { 0.105, ORDERS,  "power_w 6", 0 },
        { 0.11,  SAYS,    "X", 0 },
        { 0.12,  WRITES,  "R?", 0 },
        { 0.13,  SAYS,    "R 0", 0 },
        { 0.13,  UNSAFE,  "", 0 },                      /* something was ordered since */
        { 0.14,  WRITES,  "S 6", 0 },
    } },
    { "an order afterwards ends it", NULL, {
        { 0.1,   MAKE_SAFE, "", 0 },
        { 0.1,   WRITES,  "X", 0 },
        { 0.11,  SAYS,    "X", 0 },
        { 0.12,  WRITES,  "R?", 0 },
        { 0.13,  SAYS,    "R 0", 0 },
        { 0.13,  SAFE,    "", 0 },
        { 0.14,  ORDERS,  "output 1", 0 },
        { 0.14,  UNSAFE,  "", 0 },
    } },
    { "a line that has begun to leave is finished first", NULL, {
        { 0.1,   ROOM,    "2", 0 },
        { 0.1,   ORDERS,  "power_w 5", 0 },
        { 0.103, MAKE_SAFE, "", 0 },
        { 0.105, ROOM,    "999", 0 },
        { 0.105, WRITES,  "S 5", 0 },
        { 0.105, WRITES,  "X", 0 },
    } },
    { "a line that has not is taken back", NULL, {
        { 0.1,   ROOM,    "0", 0 },
        { 0.1,   ORDERS,  "power_w 5", 0 },
        { 0.103, MAKE_SAFE, "", 0 },
        { 0.105, ROOM,    "999", 0 },
        { 0.105, WRITES,  "X", 0 },
        { 0.12,  SILENCE, "", 0 },
    } },
};

START_TEST(how_it_is_made_safe) { toy_tell_up(&safeties[_i], &toy_instrument); }
END_TEST

static const struct toy_story early_safeties[] = {
    { "before anybody has answered", "toy", {
        { 0,     MAKE_SAFE, "", 0 },
        { 0,     WRITES,  "I?", 0 },
        { 0,     WRITES,  "X", 0 },
        { 0.102, WRITES,  "X", 0 },
        { 0.11,  SAYS,    "X", 0 },
        { 0.12,  WRITES,  "R?", 0 },
        { 0.13,  SAYS,    "R 0", 0 },
        { 0.13,  SAFE,    "", 0 },
        { 0.14,  WRITES,  "I?", 0 },
    } },
    { "between two rounds it is asked who is there: it may need that first", "toy", {
        { 0,     WRITES,  "I?", 0 },
        { 0.001, MAKE_SAFE, "", 0 },
        { 0.001, WRITES,  "X", 0 },
        { 0.01,  SAYS,    "NO", 0 },
        { 0.02,  SAYS,    "NO", 0 },
        { 0.02,  WRITES,  "X", 0 },
        { 0.03,  SAYS,    "NO", 0 },
        { 0.04,  WRITES,  "R?", 0 },
        { 0.05,  SAYS,    "R 1", 0 },
        { 0.06,  WRITES,  "I?", 0 },
        { 0.07,  SAYS,    "I toy 7", 0 },
        { 0.1,   WRITES,  "X", 0 },
        { 0.1,   LINK,    "up", 0 },
    } },
};

START_TEST(how_it_is_made_safe_early) { toy_tell(&early_safeties[_i], &toy_instrument); }
END_TEST

/* ------------------------------------------------------------------ rows with other numbers */

START_TEST(a_watchdog_is_fed_twice_as_often_as_it_must)
{
    static const struct toy_story fed = { "keepalive_s 0.1", NULL, {
        { 0.08,  WRITES,  "V?", 0 },
        { 0.09,  SAYS,    "V 1", 0 },
        { 0.13,  WRITES,  "V?", 0 },
        { 0.14,  SAYS,    "V 1", 0 },
        { 0.18,  WRITES,  "V?", 0 },
    } };
    struct device_type type = toy_instrument;

    type.keepalive_s = 0.1;
    toy_tell_up(&fed, &type);
}
END_TEST

static const struct toy_story marked[] = {
    { "a reply is lost: in step, and asked again", NULL, {
        { 0.23,  WRITES,  "V?", 0 },
        { 0.383, WRITES,  "I?", 0 },                    /* at the end of what is owed */
        { 0.39,  SAYS,    "I toy 7", 0 },
        { 0.4,   WRITES,  "V?", 0 },
        { 0.41,  SAYS,    "V 14", 0 },
        { 0.41,  READS,   "power_w 14", 0 },
        { 0.41,  LINK,    "up", 0 },
    } },
    { "each reply is that to the question before", NULL, {
        { 0.23,  WRITES,  "V?", 0 },
        { 0.383, WRITES,  "I?", 0 },
        { 0.39,  SAYS,    "V 99", 0 },
        { 0.49,  LINK,    "up", 0 },                    /* 3 bytes there, 5 back, the timeout */
        { 0.491, LINK,    "identifying", 0 },
        { 0.491, TELLS,   "its answers are out of step", 0 },
        { 0.5,   READS,   "power_w nan", 0 },
        { 0.541, WRITES,  "I?", 0 },
        { 0.55,  SAYS,    "I toy 7", 0 },               /* still that before */
        { 0.56,  WRITES,  "V?", 0 },
        { 0.57,  SAYS,    "I toy 7", 0 },
        { 0.65,  READS,   "power_w nan", 0 },
    } },
    { "making it safe does not wait for that", NULL, {
        { 0.23,  WRITES,  "V?", 0 },
        { 0.383, WRITES,  "I?", 0 },
        { 0.385, MAKE_SAFE, "", 0 },
        { 0.385, WRITES,  "X", 0 },
    } },
};

START_TEST(a_marker_tells_replies_that_are_out_of_step)
{
    static const uint8_t marker[] = { 0, DEVICE_END };
    struct device_type type = toy_instrument;

    type.marker = marker;
    toy_tell_up(&marked[_i], &type);
}
END_TEST

START_TEST(without_safe_questions_it_is_safe)
{
    static const struct toy_story still = { "a thermometer", NULL, {
        { 0.1,   MAKE_SAFE, "", 0 },
        { 0.1,   SAFE,    "", 0 },
        { 0.2,   SILENCE, "", 0 },
    } };
    struct device_type type = toy_instrument;

    type.safe = NULL;
    toy_tell_up(&still, &type);
}
END_TEST

#define MANY 40

static enum err order_many(struct device *d, enum device_order order, double value,
                           struct why *why)
{
    (void)order;
    (void)why;
    for (int i = 0; i < MANY; i++)
        TRY(device_ask(d, i, value));
    return ERR_OK;
}

START_TEST(too_much_that_waits_is_refused)
{
    static const struct toy_story many = { "forty questions", NULL, {
        { 0.1,   REFUSES, "power_w 5", ERR_LIMIT },
    } };
    struct device_question questions[MANY];
    struct device_type     type = toy_instrument;

    for (size_t i = 0; i < MANY; i++)
        questions[i] = toy_instrument.questions[i < toy_instrument.question_count ? i : 0];
    type.questions = questions;
    type.question_count = MANY;
    type.order = order_many;
    toy_tell_up(&many, &type);
}
END_TEST

START_TEST(a_setting_that_nobody_reads_is_refused)
{
    struct settings     settings = { 0 };
    struct device_setup setup = { .settings = &settings };
    struct device      *device = NULL;
    struct why          why = { .text = "" };

    ck_assert_int_eq(settings_add_number(&settings, "adress", 3), ERR_OK);
    ck_assert_int_eq(device_create(&device, &toy_instrument, NULL, &setup, &why), ERR_UNKNOWN);
    ck_assert_msg(strstr(why.text, "adress") != NULL, "%s", why.text);
    ck_assert_ptr_null(device);
    settings_free(&settings);
}
END_TEST

#define COUNT(rows) ((int)(sizeof(rows) / sizeof(rows)[0]))

int main(void)
{
    Suite *suite = suite_create("device");
    TCase *stories = tcase_create("stories");
    TCase *rows = tcase_create("rows");

    tcase_add_loop_test(stories, who_is_there, 0, COUNT(beginnings));
    tcase_add_loop_test(stories, what_it_says, 0, COUNT(readings));
    tcase_add_loop_test(stories, what_is_ordered, 0, COUNT(orders));
    tcase_add_loop_test(stories, what_becomes_of_the_link, 0, COUNT(links));
    tcase_add_loop_test(stories, how_it_is_made_safe, 0, COUNT(safeties));
    tcase_add_loop_test(stories, how_it_is_made_safe_early, 0, COUNT(early_safeties));
    suite_add_tcase(suite, stories);
    tcase_add_test(rows, a_watchdog_is_fed_twice_as_often_as_it_must);
    tcase_add_loop_test(rows, a_marker_tells_replies_that_are_out_of_step, 0, COUNT(marked));
    tcase_add_test(rows, without_safe_questions_it_is_safe);
    tcase_add_test(rows, too_much_that_waits_is_refused);
    tcase_add_test(rows, a_setting_that_nobody_reads_is_refused);
    suite_add_tcase(suite, rows);
    return suite_run(suite);
}
