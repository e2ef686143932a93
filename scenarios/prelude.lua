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
---@field parameters table<string, number>? with the values that hold unless --set says otherwise
---@field cases table<string, table<string, number>>?  several tests of one scenario: each has a name and the
---                                         parameters that differ: { narrow = { tip_mm = 2 }, wide = { tip_mm = 10 } }
---@field grid table<string, number[]>?     or one for each combination: { tip_mm = { 5, 10 }, set_c = { 75, 85 } }
---@field setup table|(fun(p: Parameters): table)?  what the rig is made of
---@field run fun(rig: Rig, p: Parameters)

---@class Fault
---@field knob string       the name of a fault, as `painrig knobs` prints it: "thermocouple.open"
---@field value number      what it is turned to; outside its ticks it is at rest
---@field from_s number?    0 if absent
---@field to_s number?      the end of the run if absent
---@field every number?     only every n-th tick of the window
---@field nth number?       only the n-th tick of the window, from 1
---@field chance number?    each tick by lot, with this probability; the seed decides

---The end of a scenario's file: `return scenario { ... }`.
---@param table Scenario
---@return Scenario
function scenario(table) end

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
function expect(what, holds) end

---This must become so; waits until it does, or until the deadline, which counts. Too late: the run fails, and the
---scenario goes on.
---@param seconds number
---@param what string
---@param holds fun(): boolean
---@return boolean held
function expect_within(seconds, what, holds) end

---@class Always
---@field stop fun(self: Always)    from here on it need not hold; judges what was seen so far

---This must hold in every tick from the next one to the end of the run, or until handle:stop(), also while the
---scenario waits.
---@param what string
---@param holds fun(): boolean
---@return Always handle
function expect_always(what, holds) end

---A line in the report.
---@param text any
function log(text) end
