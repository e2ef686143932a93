/* time_text.h - a moment or a duration as a person reads it, on screens and in reports; files
 * have seconds.
 *
 *     12.34 s         below an hour
 *     01:02:03        below a day
 *     3 d 04:05:06    from then on, with the seconds cut off behind the point
 */
#ifndef PAINRIG_HIL_TIME_TEXT_H
#define PAINRIG_HIL_TIME_TEXT_H

#define TIME_TEXT_SIZE 48

/* "unknown" for NAN. */
void time_text(double t_s, char out[TIME_TEXT_SIZE]);

/* For a sentence: to so many digits of a second (0 to 6), without those that say nothing once an
 * hour is over: "12.340 s", "01:02:03.5", "5 d 00:02:00". */
void time_text_exact(double t_s, int decimals, char out[TIME_TEXT_SIZE]);

#endif
