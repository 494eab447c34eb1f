import type { RuntimeLogger } from "@stopgap/core";
import { run } from "../outlets/run.js";

/** What the service tells the manager that started it; nothing where none did. */
export interface ServiceNotifier {
  ready(status: string): Promise<void>;
  stopping(): Promise<void>;
}

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * sd_notify(3) through `systemd-notify`, which is there wherever systemd is: Node has no datagram sockets of the Unix kind.
 * Once ready, a sign of life goes out twice within each watchdog period, from the event loop: one that hangs goes silent.
 */
export function serviceNotifier(
  logger: RuntimeLogger,
  environment: Environment = process.env,
  program = "systemd-notify",
): ServiceNotifier {
  const { NOTIFY_SOCKET: socket, WATCHDOG_USEC: watchdog, WATCHDOG_PID: watched } = environment;
  if (socket === undefined || socket === "") return { ready: async () => undefined, stopping: async () => undefined };
  const isWatched = watched === undefined || watched === String(process.pid);
  const period = isWatched ? Number(watchdog ?? 0) / 1000 : 0;
  let timer: NodeJS.Timeout | undefined;

  const tell = async (...words: readonly string[]): Promise<void> => {
    const { status, errors } = await run(program, words);
    if (status !== 0)
      logger.warn({ words }, `the service manager was not told: ${errors.trim() || "no systemd-notify"}`);
  };
  return {
    async ready(status) {
      await tell("READY=1", `STATUS=${status}`, ...(period > 0 ? ["WATCHDOG=1"] : []));
      if (period > 0) timer = setInterval(() => void tell("WATCHDOG=1"), period / 2).unref();
    },
    async stopping() {
      clearInterval(timer);
      await tell("STOPPING=1", "STATUS=Stopping");
    },
  };
}
