// times.js - seconds as people read them.
//
//     clock_of(83, 105)      "83.0 s"; "00:20:00" of a film that lasts ten minutes and more
//     axis_time(4500, span)  "4500 s" on a short axis; "01:15", "2 d 06:00" on one of hours
//     stage_time(3723)       "1:02:03", "02:03", "2 d 03:04:05": a clock that goes on
//     printed_time(12.34)    as the command line prints it: "12.34 s", "01:02:03", "1 d 01:02:03"
//     duration(16200)        "45 s", "20 min", "4.5 h", "12 d", as painrig spread writes them
//     reaction_time(12.3)    "12.3 s", from 100 s on as a stage's clock

const HOUR_S = 3600, DAY_S = 86400, CLOCK_FROM_S = 600, AXIS_CLOCK_FROM_S = 2 * HOUR_S;
const two = (value) => String(Math.floor(value)).padStart(2, "0");

export function clock_of(t_s, end_s) {
  if (end_s < CLOCK_FROM_S)
    return `${t_s.toFixed(1)} s`;
  return [t_s / HOUR_S, t_s / 60 % 60, t_s % 60].map(two).join(":");
}

/* Does an axis of that length show a clock? */
export const is_clock_axis = (span_s) => span_s > AXIS_CLOCK_FROM_S;

/* Where such an axis may have its ticks. */
export const clock_steps_s = [60, 300, 900, 1800, 3600, 7200, 14400, 21600, 43200, DAY_S]
  .concat([2, 5, 10, 20, 50, 100, 200, 500, 1000].map((days) => days * DAY_S));

export function axis_time(t_s, span_s) {
  if (!is_clock_axis(span_s))
    return `${Number(t_s.toPrecision(10))} s`;
  const days = Math.floor(t_s / DAY_S), minutes = Math.round(t_s / 60) % 1440;
  const text = `${two(minutes / 60)}:${two(minutes % 60)}`;
  return days && minutes ? `${days} d ${text}` : days ? `${days} d` : text;
}

export function stage_time(t_s) {
  const days = Math.floor(t_s / DAY_S), hours = Math.floor(t_s / HOUR_S) % 24;
  const rest = `${two(t_s / 60 % 60)}:${two(t_s % 60)}`;
  return days > 0 ? `${days} d ${two(hours)}:${rest}` : hours > 0 ? `${hours}:${rest}` : rest;
}

export function printed_time(t_s) {
  if (t_s === null || t_s === undefined || !Number.isFinite(t_s))
    return "\u2013";
  if (t_s < HOUR_S - 1e-6)
    return `${t_s.toFixed(2)} s`;
  const whole = Math.floor(t_s + 1e-6), days = Math.floor(whole / DAY_S);
  const clock = [whole / HOUR_S % 24, whole / 60 % 60, whole % 60].map(two).join(":");
  return days ? `${days} d ${clock}` : clock;
}

export function duration(seconds) {
  const three = (value) => String(Number(value.toPrecision(3)));
  if (seconds < 100)
    return `${three(seconds)} s`;
  if (seconds < HOUR_S)
    return `${three(seconds / 60)} min`;
  return seconds < 10 * DAY_S - 1 ? `${three(seconds / HOUR_S)} h` : `${three(seconds / DAY_S)} d`;
}

export const reaction_time = (t_s) =>
  t_s < 100 ? `${Number(t_s.toFixed(1))} s` : stage_time(t_s);
