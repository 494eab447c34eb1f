import { applyErrors } from "./apply-errors.js";
import { configurationErrors } from "./configuration-errors.js";
import type { ErrorEntry } from "./error-entry.js";
import { fetchErrors } from "./fetch-errors.js";
import { logErrors } from "./log-errors.js";
import { outletErrors } from "./outlet-errors.js";
import { pluginErrors } from "./plugin-errors.js";
import { verifyErrors } from "./verify-errors.js";

/** Every code Stopgap raises, by the file of the stage that raises it. */
export const catalogue = {
  ...configurationErrors,
  ...fetchErrors,
  ...verifyErrors,
  ...pluginErrors,
  ...applyErrors,
  ...logErrors,
  ...outletErrors,
} as const satisfies Record<string, ErrorEntry>;

export type ErrorCode = keyof typeof catalogue;
