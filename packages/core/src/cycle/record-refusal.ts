import { failureOf } from "../errors/failure-of.js";
import type { Draft } from "../log/recorder.js";
import { serverState } from "../project/state.js";
import { type CycleContext, record } from "./cycle-context.js";

const millisecondsPerHour = 3_600_000;

/** A cycle that got no good feed: a `Failed` of the whole cycle, and an alarm where that has lasted too long. Bugs and a broken log are not for the log. */
export async function recordRefusal(error: unknown, context: CycleContext): Promise<void> {
  const failure = failureOf(error);
  if (failure === null || failure.stage === "log") return;
  const drafts: Draft[] = [{ type: "Failed", data: { ...failure, mitigation: null, appliedId: null } }];
  const { accepted, alarm, firstSeen } = serverState(context.recorder.state, context.server.name);
  const hours = context.policy.alarmAfterHours;
  const newestGood = accepted?.time ?? null;
  const since = newestGood ?? firstSeen;
  const quiet = since === null ? 0 : context.recorder.now().getTime() - Date.parse(since);
  if (!alarm && quiet >= hours * millisecondsPerHour) {
    drafts.push({ type: "AlarmRaised", data: { since: newestGood, hours } });
  }
  await record(context, drafts);
}
