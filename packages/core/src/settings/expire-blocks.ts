import { type CycleContext, record } from "../cycle/cycle-context.js";
import { serverState } from "../project/state.js";

/** Takes blocks off whose end has come; nobody's act, so its actor is null. */
export async function expireBlocks(context: CycleContext): Promise<void> {
  const now = context.recorder.now().toISOString();
  const { blocked } = serverState(context.recorder.state, context.server.name);
  const blocks = blocked.filter((block) => block.until === null || block.until > now);
  if (blocks.length === blocked.length) return;
  const ended = blocked.filter((block) => !blocks.includes(block)).map((block) => block.id);
  const data = {
    setting: "MitigationsBlocked" as const,
    from: blocked.map((block) => block.id),
    to: blocks.map((block) => block.id),
    reason: `the block of ${ended.join(", ")} ran out`,
    blocks,
  };
  await record({ ...context, actor: null }, [{ type: "SettingsChanged", data }]);
}
