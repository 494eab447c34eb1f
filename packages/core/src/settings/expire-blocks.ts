import type { CycleContext } from "../cycle/cycle-context.js";
import { serverStream } from "../log/event-types.js";
import type { Block, ServerState } from "../project/state.js";

/**
 * Takes blocks off whose end has come, for every server of the log: once each, on the stream of whom it concerns. Nobody's
 * act, so its actor is null.
 */
export async function expireBlocks({ recorder, cycle }: CycleContext): Promise<void> {
  const now = recorder.now().toISOString();
  for (const server of Object.values(recorder.state.servers)) {
    const blocks = server.blocked.filter((block) => block.until === null || block.until > now);
    if (blocks.length === server.blocked.length) continue;
    const context = { stream: serverStream(server.name), cycle, actor: null };
    await recorder.record([{ type: "SettingsChanged", data: change(server, blocks) }], context);
  }
}

function change({ blocked }: ServerState, blocks: readonly Block[]) {
  const ended = blocked.filter((block) => !blocks.includes(block)).map((block) => block.id);
  return {
    setting: "MitigationsBlocked" as const,
    from: blocked.map((block) => block.id),
    to: blocks.map((block) => block.id),
    reason: `the block of ${ended.join(", ")} ran out`,
    blocks,
  };
}
