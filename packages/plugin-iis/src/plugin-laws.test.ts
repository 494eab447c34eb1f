import { pluginLaws } from "@stopgap/core/testing";
import { describe, it } from "vitest";
import {
  applicationHost,
  environment,
  inboundValue,
  outboundValue,
  rootConfig,
  serverFile,
} from "../test-support/memory-host.js";
import plugin from "./index.js";

const examples = {
  accepts: [inboundValue("in"), outboundValue("out"), inboundValue("new file", "Exchange Back End/ecp")],
  refuses: ["", "<rewrite/>", inboundValue("x", "../x"), inboundValue("x", "S", "("), "<service/>"],
};
const files = {
  [serverFile]: applicationHost,
  "environment.json": environment,
  [rootConfig]: "<configuration>\r\n\t<system.webServer />\r\n</configuration>",
};

describe.each(["Site", "Server"] as const)("with scope %s", (scope) => {
  for (const { name, run } of pluginLaws(plugin, examples, { scope, files })) it(name, run);
});
