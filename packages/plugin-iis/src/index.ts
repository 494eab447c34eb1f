import { definePlugin } from "@stopgap/core/plugin";
import { apply } from "./apply.js";
import { capture, recapture } from "./capture.js";
import { claims } from "./claims.js";
import { describe } from "./describe.js";
import { inspect } from "./inspect.js";
import { parameters } from "./parameters.js";
import { prerequisites } from "./prerequisites.js";
import { revert } from "./revert.js";
import { simulate } from "./simulate.js";

export { simulateHost, simulateRules } from "./simulate.js";

/** Mitigation type `UrlRewrite`: rules of IIS's URL Rewrite module, put into the configuration files that a path leads to. */
export default definePlugin({
  apiVersion: 1,
  type: "UrlRewrite",
  parameters,
  inspect,
  capture,
  apply,
  revert,
  prerequisites,
  describe,
  claims,
  recapture,
  simulate,
});
