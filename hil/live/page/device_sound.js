// device_sound.js - alarm sounds by IEC 60601-1-8:2006 with A1:2012, 6.3.3.1: bursts of pulses
// whose times, pitch and harmonics come from the server's table (hil/live/panel.c has the clause
// for each).
//
//     const sound = createSound(signals, onChange);
//     sound.set("high", false)     the most urgent alarm; true: it is there and is not to be heard
//     sound.begin()                after a person's gesture: browsers let nobody sound before
//     sound.pause(on)            audio paused (6.8): shown for as long as it lasts, PAUSE_S at most
//     sound.state                  "off", "on", "paused"     sound.bursts   begun so far
//     onChange(sound)              when either has changed
//     sound.close()
//
// A sound never comes alone: who shows the panel shows lamp and text of the same alarm.

/* IEC 60601-1-8 leaves its length to the maker; IEC 60601-2-24:1998, 51.106, lets infusion pumps be
 * silent for 2 min at most while the lamp stays, and the generator is given the same. */
const PAUSE_S = 120;
const LOUDNESS = 0.2;     /* our choice, of what a loudspeaker can: people have its volume */

/* When each pulse of a burst starts and ends, if the burst begins at from_s. Pure. */
function pulses(burst, from_s) {
  return burst.starts_s.map((start_s) => ({ from_s: from_s + start_s,
                                            to_s: from_s + start_s + burst.pulse_s }));
}

const level = (db) => 10 ** (db / 20);

/* The fundamental and its harmonics, all within one envelope: rise, plateau, fall. */
function pulse_play(context, burst, { from_s, to_s }) {
  const envelope = context.createGain(), sum = 1 + burst.harmonics_db.reduce((all, db) =>
    all + level(db), 0);
  envelope.gain.setValueAtTime(0, from_s);
  envelope.gain.linearRampToValueAtTime(LOUDNESS, from_s + burst.rise_s);
  envelope.gain.setValueAtTime(LOUDNESS, to_s - burst.fall_s);
  envelope.gain.linearRampToValueAtTime(0, to_s);
  envelope.connect(context.destination);
  [0, ...burst.harmonics_db].forEach((db, i) => {
    const tone = context.createOscillator(), gain = context.createGain();
    tone.frequency.value = burst.pitch_hz * (i + 1);
    gain.gain.value = level(db) / sum;
    tone.connect(gain).connect(envelope);
    tone.start(from_s);
    tone.stop(to_s);
  });
  return envelope;
}

export function createSound(signals, onChange) {
  const bursts = new Map(signals.map((row) => [row.priority, row.burst]));
  const sound = { state: "off", bursts: 0 };
  const now = { context: null, priority: "none", timer: null, pause: null, playing: [] };

  function hush() {
    clearTimeout(now.timer);
    now.timer = null;
    for (const envelope of now.playing)
      envelope.disconnect();
    now.playing = [];
  }

  /* The next burst comes its interval behind the end of this one, while the alarm lasts. */
  function burst_play() {
    const burst = bursts.get(now.priority);
    if (sound.state !== "on" || !burst?.starts_s.length)
      return;
    now.playing = pulses(burst, now.context.currentTime + 0.02)
      .map((pulse) => pulse_play(now.context, burst, pulse));
    sound.bursts++;
    onChange(sound);
    now.timer = setTimeout(burst_play, 1000 * (burst.length_s + burst.every_s));
  }

  function again() {
    hush();
    burst_play();
  }

  sound.set = (priority, is_silenced) => {
    const heard = is_silenced ? "none" : priority;
    if (heard === now.priority)
      return;
    now.priority = heard;
    again();
  };
  sound.begin = () => {
    now.context ??= new AudioContext();
    now.context.resume();
    sound.state = "on";
    again();
    onChange(sound);
  };
  sound.pause = (on) => {
    clearTimeout(now.pause);
    sound.state = on ? "paused" : "on";
    if (on)
      now.pause = setTimeout(() => sound.pause(false), 1000 * PAUSE_S);
    again();
    onChange(sound);
  };
  sound.close = () => {
    hush();
    clearTimeout(now.pause);
    now.context?.close();
  };
  return sound;
}
