import { cloudEvent } from "./cloud-event.js";
import { giveToProgram } from "./give-to-program.js";
import type { Target } from "./target.js";

/**
 * Runs the program with its configured arguments, without a shell: the notice comes as a CloudEvent on standard input, and
 * its kind and id in the environment. Exit status 0 means it arrived.
 */
export function commandDelivery(command: readonly string[]): Target["deliver"] {
  return (notice, signal) =>
    giveToProgram(command, `${cloudEvent(notice)}\n`, signal, {
      STOPGAP_NOTICE_KIND: notice.kind,
      STOPGAP_NOTICE_ID: notice.id,
    });
}
