import { expect, it } from "vitest";
import {
  applicationHost,
  exchangeHost,
  inboundRule,
  outboundValue,
  parametersOf,
  rootConfig,
  serverFile,
} from "../test-support/memory-host.js";
import plugin from "./index.js";

const many = (count: number, each: (index: number) => string) =>
  Array.from({ length: count }, (_none, index) => each(index)).join("\n");
const config = (rules: string) =>
  `<configuration><system.webServer><rewrite><rules>${rules}</rules></rewrite></system.webServer></configuration>`;

const server = applicationHost
  .replace("</sites>", `${many(150, (n) => `<site name="S${n}"/>`)}</sites>`)
  .replace(
    "</site>",
    `${many(150, (n) => `<application path="/a${n}"><virtualDirectory path="/" physicalPath="C:\\a${n}"/></application>`)}</site>`,
  )
  .replace("</configuration>", (end) => {
    const rule = config('<rule name="x"><match url="x"/><action/></rule>').replace(/<\/?configuration>/g, "");
    return many(150, (n) => `<location path="Default Web Site/a${n}">${rule}</location>`) + end;
  });
const files = {
  [serverFile]: server,
  [rootConfig]: config(many(600, (n) => inboundRule(`theirs ${n}`, `x${n}`)).replaceAll("\n", " ")),
  ...Object.fromEntries(Array.from({ length: 150 }, (_none, n) => [`C:\\a${n}\\web.config`, config("")])),
};
const rules = many(200, (n) => inboundRule(`ours ${n}`, `y${n}`));

// What takes the square of rules, applications or lines is far over the time a test has.
it.each(["Site", "Server"] as const)("hundreds of sites and rules, scope %s", async (scope) => {
  const host = exchangeHost(files);
  const before = host.snapshot();
  const mitigations = [
    parametersOf(`<rewrite path="Default Web Site"><rules>${rules}</rules></rewrite>`, scope),
    parametersOf(outboundValue("csp", "Default Web Site"), scope),
  ];
  const undo: Awaited<ReturnType<typeof plugin.capture>>[] = [];
  for (const parameters of mitigations) {
    undo.push(await plugin.capture(parameters, host));
    await plugin.apply(parameters, host);
    expect(await plugin.inspect(parameters, host)).toMatchObject({ state: "present" });
  }
  for (const parameters of mitigations.toReversed()) await plugin.revert(parameters, undo.pop() ?? {}, host);
  expect(host.snapshot()).toEqual(before);
});
