-- What an injection beside a nerve owes: the procedure's part, for a syringe has no interlocks. All are judged by the
-- truth, what flows and what dies, and not by what the hand was told.
--
-- "That kills" is the usual criterion (dead, nerve: painrig signals --rig injection); how uncertain thresholds are,
-- the strict and the wide one tell.

local ALCOHOL = "(syringe.contents == alcohol_50 | syringe.contents == alcohol_75 | syringe.contents == alcohol_100)"
local ALCOHOL_ORDERED = ALCOHOL:gsub("contents", "ordered")
local PHENOL = "(syringe.contents == phenol_10 | syringe.contents == phenol_12)"
local FLOWS = "syringe.rate_ml_per_min > 0"
local AGENTS = { "saline", "alcohol_50", "alcohol_75", "alcohol_100", "phenol_6", "phenol_10", "phenol_12", "steroid" }
local UNSEEN = "nothing in a syringe tells what is in it: labels and a second pair of eyes"
local UNCOUNTED = "who counts seconds and not the syringe's marks does not see it"
local NO_BLOOD = "no blood at a test pull is no proof"
local WASHOUT = "a patient's wash-out is not known beforehand"
local NO_EYE = "a needle has no eye: only a picture shows where its tip is"

local as_ordered = {}
for i, agent in ipairs(AGENTS) do
  as_ordered[i] = string.format("(syringe.ordered == %s -> syringe.contents == %s)", agent, agent)
end

return requirements {
  rig = "injection",

  {
    id = "INJ-VOL-01",
    title = "never more of an agent than was allowed",
    formula = "G( !limit.over )",
    source = "published volumes: 30 to 40 mL of 50 %, 10 to 20 mL of absolute alcohol (celiac)",
    priority = "none",
    rationale = "what is beyond the plan spreads to where nobody wants it",
    unverified = "the limit is the scenario's own",
    blind_to = { ["syringe.rate_error"] = UNCOUNTED },
  },
  {
    id = "INJ-AGENT-01",
    title = "what flows is what was ordered",
    formula = "G( " .. FLOWS .. " -> (" .. table.concat(as_ordered, " & ") .. ") )",
    source = "our own; the pump's likeness: GIP 6.2.1, another drug",
    priority = "none",
    rationale = "clear fluids look alike, and one of them kills nerves",
    blind_to = { ["syringe.wrong_agent"] = UNSEEN },
  },
  {
    id = "INJ-CELIAC-01",
    title = "after 15 mL of alcohol the ganglion has a dose that kills",
    formula = "G( (" .. ALCOHOL .. " & rise(injected.agent_ml >= 15)) -> F[0,10 min] nerve.damage >= 1 )",
    source = "published: 15 mL per needle are enough; at least 35 to 50 % are needed [secondary]",
    priority = "none",
    rationale = "a neurolysis beside the nerve is the harm without the relief",
    unverified = "10 min are a proposal",
    blind_to = {
      ["needle.in_vessel"] = NO_BLOOD,
      ["needle.off_mm"] = NO_EYE,
      ["syringe.wrong_agent"] = UNSEEN,
      ["tissue.washout_more"] = WASHOUT,
    },
  },
  {
    id = "INJ-PHENOL-01",
    title = "after 1 mL of 10 % phenol and more a peripheral nerve is dead",
    formula = "G( (" .. PHENOL .. " & rise(syringe.left_ml <= 4)) -> F[0,5 min] nerve.damage >= 1 )",
    source = "published: 5 to 12 % for peripheral nerves, up to 5 % more selective [tertiary]",
    priority = "none",
    rationale = "half a block is pain and spasm again in days",
    unverified = "1 mL out of a syringe of 5 mL, at the distances of the scenarios, and 5 min are a proposal",
    blind_to = {
      ["needle.in_vessel"] = NO_BLOOD,
      ["needle.off_mm"] = NO_EYE,
      ["syringe.wrong_agent"] = UNSEEN,
      ["tissue.washout_more"] = WASHOUT,
    },
  },
  {
    id = "INJ-SPARE-01",
    title = "a block with steroid harms no nerve, not even by the wide criterion",
    formula = "G( syringe.ordered == steroid -> nerve.damage_most <= 0 )",
    source = "our own: the agent is meant to bathe the nerve, not to kill it",
    priority = "none",
    rationale = "the one mistake of an injection that nobody can take back",
    blind_to = { ["syringe.wrong_agent"] = UNSEEN },
  },
  {
    id = "INJ-VESSEL-01",
    title = "while a depot of steroid is made, blood holds next to nothing of it",
    formula = "G( (" .. FLOWS .. " & syringe.ordered == steroid) -> blood.steroid_mg <= 0.5 )",
    source = "our own; no epidural or perineural injection is meant for a vessel",
    priority = "none",
    rationale = "what goes into a vessel does not act where it is meant to, and may do harm elsewhere",
    unverified = "0.5 mg is a proposal",
    blind_to = {
      ["needle.in_vessel"] = NO_BLOOD,
      ["tissue.washout_more"] = WASHOUT,
    },
  },
  {
    id = "INJ-BLOOD-01",
    title = "alcohol and phenol in blood stay below what harms the whole body",
    formula = "G( blood.alcohol_g <= 20 & blood.phenol_mg <= 1000 )",
    source = "our own: 40 mL of 50 % hold 16 g of alcohol; a gram of phenol at a time",
    priority = "none",
    rationale = "all that is injected is in blood within the hour",
    unverified = "20 g and 1 g are proposals",
    blind_to = { ["syringe.rate_error"] = UNCOUNTED,
                 ["syringe.wrong_agent"] = UNSEEN },
  },
  {
    id = "INJ-RINSE-01",
    title = "a needle that gave alcohol is rinsed before it may be drawn",
    formula = "G( (" .. ALCOHOL_ORDERED .. " & injected.agent_ml >= 1 & H[0,10 min] (syringe.rate_ml_per_min <= 0))"
      .. " -> injected.volume_ml >= injected.agent_ml + 0.5 )",
    source = "our own; the reason is that of the celiac block's saline rinse",
    priority = "none",
    rationale = "else the needle leaves alcohol along its way, among nerves that were not meant",
    blind_to = { ["syringe.rate_error"] = UNCOUNTED },
    unverified = "10 min of rest, as the moment when it may be drawn, and 0.5 mL are proposals",
  },
}
