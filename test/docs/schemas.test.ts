import { readdirSync, readFileSync } from "node:fs";
import { readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { Ajv2020 } from "ajv/dist/2020.js";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  type CommandWorld,
  makeCommandWorld,
  runWords,
  worldFeed,
} from "../../packages/stopgap/testing/command-world.js";
import { root } from "./code-blocks.js";
import { everyCommand } from "./man-page.js";

const folder = join(root, "docs/schemas");
const files = readdirSync(folder).filter((name) => name.endsWith(".json"));
const ajv = new Ajv2020({ strict: true, strictTypes: false, strictRequired: false, allErrors: true });
for (const file of files) ajv.addSchema(JSON.parse(readFileSync(join(folder, file), "utf8")));

/** They print nothing that a program would read, or go on until they are stopped. */
const withoutDocument = new Set(["run", "completion", "feed serve"]);
/** They change the system they run on: their shapes are compared with the types of the commands in review only. */
const ofTheSystem = new Set(["service install", "service uninstall", "service status"]);

const schemaOf = (path: string) => `${path.replaceAll(" ", "-")}.json`;
const commands = everyCommand().map(([path]) => path);

function errorsOf(path: string, document: unknown): unknown {
  const validate = ajv.getSchema(schemaOf(path));
  if (validate === undefined) throw new Error(`${schemaOf(path)} is missing`);
  return validate(document) === true ? [] : validate.errors;
}

describe("docs/schemas", () => {
  it("has a schema for each command that prints JSON, and no other", () => {
    const wanted = commands.filter((path) => !withoutDocument.has(path)).map(schemaOf);
    expect(files.toSorted()).toEqual(wanted.toSorted());
  });

  it.each(files)("%s is a sound JSON Schema 2020-12 that says what it is of", (file) => {
    const schema = JSON.parse(readFileSync(join(folder, file), "utf8"));
    expect(schema.$schema).toBe("https://json-schema.org/draft/2020-12/schema");
    expect(schema.title).toMatch(new RegExp(`^stopgap ${file.replace(".json", "").replaceAll("-", "[ -]")}\\b`));
    expect(ajv.getSchema(file)).toBeTypeOf("function");
  });
});

describe("what the program prints", () => {
  let world: CommandWorld;
  const at = (name: string) => world.path(name);
  const printed = new Map<string, unknown>();

  async function print(path: string, ...words: string[]): Promise<void> {
    const ran = await world.run(...path.split(" "), ...words, "--json");
    if (ran.out === "") throw new Error(`${path}: ${ran.error}`);
    const text = path === "audit export" ? (ran.out.split("\n")[0] ?? "") : ran.out;
    expect({ path, errors: errorsOf(path, JSON.parse(text)) }).toEqual({ path, errors: [] });
    printed.set(path, JSON.parse(text));
  }

  beforeAll(async () => {
    world = await makeCommandWorld();
    await world.publish(worldFeed(1));
  });
  afterAll(() => world.end());

  it("of a day's work fits its schemas", async () => {
    for (const path of ["plan", "check", "get", "mitigations", "health", "test-connectivity"]) await print(path);
    await print("simulate", "--url", "https://mail.contoso.example/autodiscover/powershell");
    await print("explain", "M1");
    await print("block", "M3", "--reason", "tried", "--until", "1d");
    await print("unblock", "M3");
    await print("revert", "M1", "--block");
    await print("set organization", "--mitigations-enabled", "true");
    await print("set server", "Server1", "--mitigations-blocked", "");
    for (const path of ["log", "audit search", "audit verify", "audit replay", "audit export"]) await print(path);
    const yaml = await readFile(at("stopgap.yaml"), "utf8");
    await writeFile(
      at("other.yaml"),
      `${yaml.replace("Exchange2019", "Exchange2016")}host: { kind: linux }\n`.replace(/^host:.*sandbox.*\n/m, ""),
    );
    await print("audit replay", "--with-config", at("other.yaml"));
    expect(printed.get("audit replay")).toMatchObject({
      whatIf: { differences: [{}], notReplayed: [{ setting: "host" }] },
    });
    await print("audit diff", "0", "0s");
    await print("audit archive", "--before", "1d");
    await print("audit backup", at("copy.db"));
    await print("config check");
    await print("config init", at("fresh.yaml"));
    await print("plugin list");
    await print("diagnostics preview");
  }, 120_000);

  it("of an import, of notices and of plugin packages fits too", async () => {
    await world.run("audit", "export", "--out", at("log.jsonl"));
    await world.configure("store: { file: ./second.db }");
    await print("audit import", at("log.jsonl"));
    await world.configure(`notify: [{ command: ["${process.execPath}", "-e", "0"] }]`);
    await print("notify test");
    await world.configure();
    await print("plugin new", "stopgap-plugin-schema", "--dir", at("plugin"));
    const good = `<Value><service name="W3SVC" state="Stopped" startType="Disabled"/></Value>`;
    await writeFile(at("good.xml"), good);
    await writeFile(at("bad.xml"), good.replace("Stopped", "Running"));
    await print("plugin test", "@stopgap/plugin-service", "--accepts", at("good.xml"), "--refuses", at("bad.xml"));
  }, 120_000);

  it("of the publisher and of the demonstration fits too", async () => {
    await print("feed keygen", "--dir", at("keys"), "--type", "ec");
    await print("feed keygen", "--dir", at("keys"), "--renew");
    await print("feed crl", at("keys/feed-signing.pem"), "--dir", at("keys"));
    await writeFile(at("unsigned.xml"), worldFeed(2));
    await print("feed sign", at("unsigned.xml"), at("signed.xml"), "--keys", at("keys"));
    await print("feed verify", at("signed.xml"));
    await print("feed verify", at("feed.xml"));
    await print("demo", "--dir", at("demo"));
  }, 120_000);

  it("of what goes wrong fits too", async () => {
    await writeFile(at("feed.xml"), "<EOCS/>");
    await print("test-connectivity");
    await print("health");
    await print("explain", "M1");
    const broken = await runWords(["--config", at("unsigned.xml"), "config", "check", "--json"]);
    expect(errorsOf("config check", JSON.parse(broken.out))).toEqual([]);
    await rm(at("feed.xml"));
    await print("test-connectivity");
  }, 120_000);

  it("was seen of every command, and one key more or less would not fit", () => {
    expect([...printed.keys(), ...withoutDocument, ...ofTheSystem].toSorted()).toEqual(commands.toSorted());
    for (const [path, document] of printed) {
      const one = Array.isArray(document) ? document[0] : document;
      const [first = ""] = Object.keys(one);
      const { [first]: _, ...less } = one;
      for (const changed of [less, { ...one, surplus: 1 }]) {
        expect(errorsOf(path, Array.isArray(document) ? [changed] : changed)).not.toEqual([]);
      }
    }
  });
});
