import { hostname } from "node:os";
import { StopgapError } from "@stopgap/core";
import type { Journal } from "../journal/journal.js";
import { errorId } from "../journal/journal-table.js";
import { windowsJournal } from "../journal/windows-journal.js";
import type { ServiceControl } from "../service/service-control.js";
import { loadServiceFunctions, type WindowsControl, windowsControl } from "../service/windows-control.js";
import { errorLine } from "./error-line.js";

/**
 * Does the work as the service that Windows started. Windows hears of it before anything else is done, as it waits 30 seconds
 * only. A failure goes to the Application log too, as a service has no stderr, and its exit status to the service manager.
 */
export async function asWindowsService(
  work: (control: ServiceControl) => Promise<void>,
  connect: () => Promise<WindowsControl> = () => windowsControl(loadServiceFunctions),
  journal: Journal = windowsJournal(),
): Promise<void> {
  const control = await connect();
  try {
    await work(control);
  } catch (error) {
    const { line, status } = errorLine(error);
    const entry = { id: errorId, level: "error", text: line, position: 0, server: hostname(), hash: "" } as const;
    try {
      await journal.write(entry);
    } catch (refused) {
      if (!(refused instanceof StopgapError)) throw refused;
    } finally {
      await control.stopped(status);
    }
    throw error;
  }
  await control.stopped(0);
}
