import assert from "node:assert/strict";
import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { beforeEach, describe, it } from "node:test";
import appPool from "../../packages/plugin-apppool/dist/index.js";
import { openHost } from "./on-windows.mjs";

const folder = "C:\\windows\\system32\\inetsrv";
const table =
  "[MSExchangeECPAppPool]\r\nstate=Started\r\nautoStart=true\r\nstartMode=AlwaysRunning\r\n[P\u00f6ol $(x) %PATH% ^& #1]\r\nstate=Started\r\n";
const ecp = { name: "MSExchangeECPAppPool", autoStart: "false", startMode: "OnDemand" };

const given = () => readFileSync(`${folder}\\appcmd.log`, "utf16le").split("\n").slice(0, -1);

describe("application pools, through a double of appcmd.exe that Windows starts", () => {
  beforeEach(() => {
    rmSync(`${folder}\\appcmd.log`, { force: true });
    writeFileSync(`${folder}\\appcmd.ini`, Buffer.from(`\ufeff${table}`, "utf16le"));
  });

  it("are stopped, set and given back", async () => {
    assert.deepEqual(await appPool.prerequisites(openHost()), []);
    const undo = JSON.parse(JSON.stringify(await appPool.capture([ecp], openHost())));
    await appPool.apply([ecp], openHost());
    assert.equal((await appPool.inspect([ecp], openHost())).state, "present");
    await appPool.revert([ecp], undo, openHost());
    const { detail } = await appPool.inspect([ecp], openHost());
    assert.equal(detail, "MSExchangeECPAppPool is Started, autoStart true, startMode AlwaysRunning");
  });

  it("are set before they are stopped, argument by argument", async () => {
    await appPool.apply([ecp], openHost());
    const { name } = ecp;
    assert.deepEqual(
      given(),
      [
        ["list", "apppool", name, "/config:*", "/xml"],
        ["set", "apppool", name, "/autoStart:false", "/startMode:OnDemand"],
        ["stop", "apppool", name],
        ["list", "apppool", name, "/config:*", "/xml"],
      ].flat(),
    );
  });

  it("have names that reach appcmd as they are, whatever a shell would make of them", async () => {
    for (const name of ["P\u00f6ol $(x) %PATH% ^ #1", "a  b", "(x)", "!x!", "\u65e5\u672c"]) {
      rmSync(`${folder}\\appcmd.log`, { force: true });
      await appPool.inspect([{ name }], openHost());
      assert.equal(given()[2], name);
    }
  });

  it("that are not there are named", async () => {
    await assert.rejects(() => appPool.apply([{ name: "Nope" }], openHost()), { code: "APP_POOL_NOT_FOUND" });
  });
});
