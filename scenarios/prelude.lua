---@meta
-- What a scenario can say. This file is for editors that know LuaLS annotations, and for people: painrig brings
-- the verbs itself and never reads this file. `painrig signals` and `painrig knobs` list the names below `rig`.
--
-- A scenario runs as one line of events. A verb that waits gives the rig its time; between two waits no simulated
-- time passes. Times are in seconds and become whole ticks. Reading what is not known yet (no row, open sensor, no
-- report) gives NaN, with which every comparison is false; a state reads "unknown".
--
-- Available besides: math, string, table, utf8, pairs (in sorted order), ipairs, pcall, error, assert, select,
-- tonumber, tostring, type, print (an event). Every name must be `local`; a misspelt one stops the run.

---@class Rig
---@field time_s number     simulated time
---@field [string] any      rig.tip.temp_c reads a signal; rig.generator.set_temp_c = 80 turns a knob

---@class Parameters        the scenario's own, with what --set name=value made of them
---@field [string] number

---@class Scenario
---@field title string                      one line, the head of the report
---@field rig "ablation"|"infusion"|"injection"|nil   "ablation" if absent
---@field limit_s number                    a scenario that is not over by then is an error
---@field tail_s number?                    go on for so long when run is over
---@field tick_s number?                    another tick than the rig's usual one, where the rig takes it
---@field row_every_s number?               spacing of the trace's rows; 0 writes every tick. Events, changes of state
---                                         and counts always get their rows
---@field covers string[]?                  ids of the requirements it is evidence for
---@field tags string[]?                    words that `painrig test --filter` knows it by: { "slow" }
---@field gaps table<string, string>?       requirements that the device is known not to meet here, and why:
---                                         { ["IL-RF-06"] = "the mock has no such interlock" }. One that is met after
---                                         all fails the run: the list is no longer true
---@field faults Fault[]?                   faults that come and go by a plan, beside what run turns itself
---@field drill Drill?                      makes it a drill: a person operates the device, and is scored
---@field hand Turn[]?                      what a person would turn, one after the other; while a person is there it rests
---@field parameters table<string, number>? with the values that hold unless --set says otherwise
---@field cases table<string, table<string, number>>?  several tests of one scenario: each has a name and the
---                                         parameters that differ: { narrow = { tip_mm = 2 }, wide = { tip_mm = 10 } }
---@field grid table<string, number[]>?     or one for each combination: { tip_mm = { 5, 10 }, set_c = { 75, 85 } }
---@field setup table|(fun(p: Parameters): table)?  what the rig is made of
---@field run fun(rig: Rig, p: Parameters)

---@class Fault
---@field knob string       the name of a fault, as `painrig knobs` prints it: "thermocouple.open"
---@field value number|string  what it is turned to, or a label; outside its ticks it is at rest
---@field from_s number?    0 if absent
---@field to_s number?      the end of the run if absent
---@field every number?     only every n-th tick of the window
---@field nth number?       only the n-th tick of the window, from 1
---@field chance number?    each tick by lot, with this probability; the seed decides

---@class Drill
---@field sentence string   what the trainee is to do, without giving away what is going to happen
---@field points number     the sum of the points of its expectations

---@class Turn
---@field knob string       "generator.mode"
---@field value number|string  what it is turned to, or a label
---@field at_s number?      at this time; or:
---@field when (fun(rig: Rig): boolean)?  as soon as this holds, from the turn before on
---@field after_s number?   and so long later, or behind the turn before
---@field by string?        "trainee" if absent, "trainer": stands in the report

---The end of a scenario's file: `return scenario { ... }`.
---@param table Scenario
---@return Scenario
function scenario(table) end

---@class Requirement        what a device owes; every field is a text
---@field id string           known by it everywhere: "IL-RF-01"; no two have the same
---@field title string        one line
---@field formula string      judges it; hil/property/formula.h has the grammar; or build it with stl
---@field source string       the standard and clause, or the notice, that asks for it
---@field priority "high"|"medium"|"low"|"none"  of the alarm
---@field rationale string    what goes wrong otherwise
---@field unverified string?  which of its numbers no source has

---The end of a file of requirements: `return requirements { rig = "ablation", { id = ... }, ... }`.
---@param table { rig: "ablation"|"infusion"|"injection", [integer]: Requirement }
---@return table
function requirements(table) end

---Temporal formulas, built instead of written: texts in, a text out that can stand anywhere as an operand. Times in s.
---@class stl
stl = {}

---@class StlSignal
---@field lt fun(self: StlSignal, limit: number|string|StlSignal): string   <
---@field le fun(self: StlSignal, limit: number|string|StlSignal): string   <=
---@field gt fun(self: StlSignal, limit: number|string|StlSignal): string   >
---@field ge fun(self: StlSignal, limit: number|string|StlSignal): string   >=
---@field eq fun(self: StlSignal, limit: number|string|StlSignal): string   ==; of a state, one of its names
---@field ne fun(self: StlSignal, limit: number|string|StlSignal): string   !=

---A signal, or arithmetic of signals: stl.signal("tip.seen_c"):lt(95) is "(tip.seen_c < 95)".
---@param name string
---@return StlSignal
function stl.signal(name) end

---phi holds at every tick from a to b s from now on; without the two times to the end.
---@overload fun(phi: string): string
---@param a number
---@param b number
---@param phi string
---@return string
function stl.always(a, b, phi) end

---phi holds at some tick from a to b s from now on.
---@overload fun(phi: string): string
---@param a number
---@param b number
---@param phi string
---@return string
function stl.eventually(a, b, phi) end

---phi held at every tick from b to a s ago.
---@overload fun(phi: string): string
---@param a number
---@param b number
---@param phi string
---@return string
function stl.historically(a, b, phi) end

---phi held at some tick from b to a s ago.
---@overload fun(phi: string): string
---@param a number
---@param b number
---@param phi string
---@return string
function stl.once(a, b, phi) end

---phi holds until psi does, and psi does from a to b s from now on.
---@overload fun(phi: string, psi: string): string
---@param a number
---@param b number
---@param phi string
---@param psi string
---@return string
function stl.until_(a, b, phi, psi) end

---phi has held since psi did, from b to a s ago.
---@overload fun(phi: string, psi: string): string
---@param a number
---@param b number
---@param phi string
---@param psi string
---@return string
function stl.since(a, b, phi, psi) end

---@param ... string
---@return string
function stl.all(...) end

---@param ... string
---@return string
function stl.any(...) end

---@param phi string
---@return string
function stl.negate(phi) end

---@param trigger string
---@param response string
---@return string
function stl.implies(trigger, response) end

---phi holds now and did not a tick ago.
---@param phi string
---@return string
function stl.rise(phi) end

---@param phi string
---@return string
function stl.fall(phi) end

---x is not unknown.
---@param x string|StlSignal
---@return string
function stl.known(x) end

---x is never above the limit for longer than d s.
---@param x string|StlSignal
---@param limit number
---@param d number
---@return string
function stl.never_above_for(x, limit, d) end

---Within d s x comes to within tolerance of target, and stays.
---@param x string|StlSignal
---@param target number
---@param tolerance number
---@param d number
---@return string
function stl.settles(x, target, tolerance, d) end

---Whenever x passes `from`, it has reached `to` within d s.
---@param x string|StlSignal
---@param from number
---@param to number
---@param d number
---@return string
function stl.step(x, from, to, d) end

---The same, and not before `least` s.
---@param x string|StlSignal
---@param from number
---@param to number
---@param least number
---@param most number
---@return string
function stl.ramp(x, from, to, least, most) end

---The end of a case's file for `painrig lesion CASE.lua`: `return lesion_case { ... }`.
---@param table table
---@return table
function lesion_case(table) end

---The end of a case's file for `painrig spread CASE.lua`: `return spread_case { ... }`.
---@param table table
---@return table
function spread_case(table) end

---Let time pass; one tick at least.
---@param seconds number
function wait(seconds) end

---Wait for something that must come before the scenario can go on. Without what and within_s it may take until
---limit_s. Too late: the run fails, and the scenario ends there. It is no expectation: it cannot make a run pass.
---@param what string           what is waited for, as the report should print it
---@param within_s number       how long it may take
---@param holds fun(): boolean  asked once per tick; looks, and turns nothing
---@overload fun(holds: fun(): boolean)
function wait_until(what, within_s, holds) end

---This must be so now.
---@param what string                   what is expected, as the report should print it
---@param holds boolean|fun(): boolean
---@param points number?                what meeting it gives in a drill
function expect(what, holds, points) end

---This must become so; waits until it does, or until the deadline, which counts. Too late: the run fails, and the
---scenario goes on.
---@param seconds number
---@param what string
---@param holds fun(): boolean
---@param points number?  of a drill: all of them within a third of the time, half of them at the deadline
---@return boolean held
function expect_within(seconds, what, holds, points) end

---@class Always
---@field stop fun(self: Always)    from here on it need not hold; judges what was seen so far

---This must hold in every tick from the next one to the end of the run, or until handle:stop(), also while the
---scenario waits.
---@param what string
---@param holds fun(): boolean
---@param points number?  of a drill
---@return Always handle
function expect_always(what, holds, points) end

---A temporal formula over the signals, judged from the next tick to the end of the run, as requirements are: written as
---text, or built with stl. One whose trigger never held is vacuous.
---@param what string
---@param formula string    "G(tip.seen_c >= 95 -> F[0,0.3] !output.rf_on)"
function expect_formula(what, formula) end

---A line in the report.
---@param text any
function log(text) end
