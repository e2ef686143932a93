// paced.js - what would come too often for eyes or wire: at once, then at most every pace_ms, and
// the last word always.
//
//     const show = paced((time_s) => ..., 90);
//     show(time_s);   show.due()   the next one goes at once    show.stop()   nothing is waited for

export function paced(act, pace_ms) {
  let before_ms = -Infinity, waiting = 0;

  function call(...words) {
    const left_ms = before_ms + pace_ms - performance.now();
    const go = () => {
      before_ms = performance.now();
      act(...words);
    };
    clearTimeout(waiting);
    if (left_ms <= 0)
      go();
    else
      waiting = setTimeout(go, left_ms);
  }

  call.due = () => { before_ms = -Infinity; };
  call.stop = () => clearTimeout(waiting);
  return call;
}
