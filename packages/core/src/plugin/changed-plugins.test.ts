import { expect, it } from "vitest";
import { changedPlugins, changeText } from "./changed-plugins.js";
import type { LoadedPlugin } from "./loaded-plugin.js";

const loaded = (name: string, sha256: string | null, version = "1.0.0"): LoadedPlugin =>
  ({ plugin: { type: name.toUpperCase() }, package: name, version, sha256 }) as LoadedPlugin;
const recorded = (name: string, sha256: string | null) => ({ type: name, package: name, version: "1.0.0", sha256 });

it("only a package with other files than recorded is changed", () => {
  const before = { a: recorded("a", "1"), b: recorded("b", "2"), c: recorded("c", null) };
  const now = [loaded("a", "1"), loaded("b", "3"), loaded("c", "4"), loaded("d", "5")];
  expect(changedPlugins(now, before).map((change) => change.package)).toEqual(["b"]);
  expect(changedPlugins([loaded("constructor", "1")], {})).toEqual([]);
});

it("a change under the same version is told as what it is", () => {
  const [silent] = changedPlugins([loaded("b", "3")], { b: recorded("b", "2") });
  const [upgrade] = changedPlugins([loaded("b", "3", "1.1.0")], { b: recorded("b", "2") });
  if (silent === undefined || upgrade === undefined) throw new Error("both are changes");
  expect(changeText(silent)).toContain("under the same version");
  expect(changeText(upgrade)).toBe("the package b changed from 1.0.0 to 1.1.0");
});
