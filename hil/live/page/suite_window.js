// suite_window.js - the stretch of time that curves show: what the address asks for, and zoom.
// Pure.
//
//     window_of(params, runs)          { whole: [from_s, to_s], from_s, to_s, moment_s }
//     framed(window, from_s, to_s)     { from_s, to_s } within the whole run, in round numbers
//     scaled(window, 0.5)              the same, half as long, round the moment or the middle
//     moved(window, 0.25)              later by a quarter of what is seen
//     params_put(params, window)       what differs from the whole run

const SPAN_LEAST_S = 1e-3;

export const round = (t_s, span_s) =>
  Number(t_s.toFixed(span_s < 10 ? 3 : span_s < 10000 ? 2 : 0));

export function window_of(params, runs) {
  const given = (name, rest) => {
    const value = Number(params.get(name));
    return params.has(name) && Number.isFinite(value) ? value : rest;
  };
  const whole = [Math.min(...runs.map((run) => run.trace_from_s ?? 0)),
                 Math.max(...runs.map((run) => run.trace_to_s ?? 0))];
  const from_s = given("from", whole[0]), to_s = given("to", whole[1]);
  return { whole, from_s, to_s: Math.max(to_s, from_s + 1e-6), moment_s: given("at", null) };
}

export function framed({ whole: [first_s, last_s] }, from_s, to_s) {
  const span_s = Math.min(Math.max(to_s - from_s, SPAN_LEAST_S), last_s - first_s);
  const start_s = round(Math.max(first_s, Math.min(from_s, last_s - span_s)), span_s);
  return { from_s: start_s, to_s: round(start_s + span_s, span_s) };
}

export const sees = ({ from_s, to_s }, t_s) => t_s !== null && t_s >= from_s && t_s <= to_s;

export function scaled(window, factor) {
  const { from_s, to_s, moment_s } = window;
  const middle_s = sees(window, moment_s) ? moment_s : (from_s + to_s) / 2;
  return framed(window, middle_s - (middle_s - from_s) * factor,
                middle_s + (to_s - middle_s) * factor);
}

export function moved(window, part) {
  const by_s = part * (window.to_s - window.from_s);
  return framed(window, window.from_s + by_s, window.to_s + by_s);
}

export function params_put(params, { whole: [first_s, last_s], from_s, to_s, moment_s }) {
  for (const [name, value] of [["from", from_s > first_s ? from_s : null],
                               ["to", to_s < last_s ? to_s : null], ["at", moment_s]]) {
    if (value === null)
      params.delete(name);
    else
      params.set(name, value);
  }
}
