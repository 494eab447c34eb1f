import { StopgapError } from "../errors/stopgap-error.js";
import { isId } from "../feed/plain-id.js";
import { organizationStream, serverStream } from "../log/event-types.js";
import type { Recorder } from "../log/recorder.js";
import { type Block, serverState } from "../project/state.js";

/** An administrator's act: who, and why. */
export interface Act {
  readonly actor: string;
  readonly reason: string | null;
}

/** Sets MitigationsEnabled of the organization (`server` null) or of one server. Resolves to false where it was so already. */
export async function setEnabled(recorder: Recorder, server: string | null, to: boolean, act: Act): Promise<boolean> {
  const state = await recorder.refresh();
  const from = server === null ? state.organization.mitigationsEnabled : serverState(state, server).mitigationsEnabled;
  if (from === to) return false;
  const stream = server === null ? organizationStream : serverStream(server);
  const data = { setting: "MitigationsEnabled" as const, from, to, reason: act.reason };
  await recorder.record([{ type: "SettingsChanged", data }], { stream, cycle: null, actor: act.actor });
  return true;
}

/** Replaces a server's MitigationsBlocked; the end and reason of ids that stay are kept. */
export async function setBlocked(
  recorder: Recorder,
  server: string,
  ids: readonly string[],
  act: Act,
): Promise<boolean> {
  const { blocked } = serverState(await recorder.refresh(), server);
  const blocks = ids.map(
    (id) => blocked.find((block) => sameId(block.id, id)) ?? { id, until: null, reason: act.reason },
  );
  return await changeBlocks(recorder, server, blocks, act);
}

/** Adds one id, or gives an id that is there already a new end and reason. `until` is ISO 8601 UTC. */
export async function block(
  recorder: Recorder,
  server: string,
  id: string,
  until: string | null,
  act: Act,
): Promise<boolean> {
  const { blocked } = serverState(await recorder.refresh(), server);
  if (until !== null && until <= recorder.now().toISOString()) {
    throw new StopgapError("USAGE", `--until ${until} is not in the future`);
  }
  const known = blocked.find((other) => sameId(other.id, id));
  if (known === undefined)
    return await changeBlocks(recorder, server, [...blocked, { id, until, reason: act.reason }], act);
  const renewed: Block = { id: known.id, until, reason: act.reason ?? known.reason };
  const blocks = blocked.map((other) => (other === known ? renewed : other));
  return await changeBlocks(recorder, server, blocks, act);
}

/** Takes one id off, in any case. Resolves to false where it was not there. */
export async function unblock(recorder: Recorder, server: string, id: string, act: Act): Promise<boolean> {
  const { blocked } = serverState(await recorder.refresh(), server);
  const rest = blocked.filter((other) => !sameId(other.id, id));
  return rest.length === blocked.length ? false : await changeBlocks(recorder, server, rest, act);
}

async function changeBlocks(recorder: Recorder, server: string, blocks: readonly Block[], act: Act): Promise<boolean> {
  const { blocked } = serverState(recorder.state, server);
  for (const { id } of blocks.filter((block) => !blocked.some((known) => known.id === block.id))) {
    if (!isId(id)) throw new StopgapError("USAGE", `${JSON.stringify(id)} is not a mitigation id`);
  }
  const repeated = blocks.find((one, index) => blocks.findIndex((other) => sameId(one.id, other.id)) !== index);
  if (repeated !== undefined) throw new StopgapError("USAGE", `${repeated.id} is named twice`);
  if (JSON.stringify(blocked) === JSON.stringify(blocks)) return false;
  const data = {
    setting: "MitigationsBlocked" as const,
    from: blocked.map((entry) => entry.id),
    to: blocks.map((entry) => entry.id),
    reason: act.reason,
    blocks,
  };
  const context = { stream: serverStream(server), cycle: null, actor: act.actor };
  await recorder.record([{ type: "SettingsChanged", data }], context);
  return true;
}

function sameId(a: string, b: string): boolean {
  return a.toLowerCase() === b.toLowerCase();
}
