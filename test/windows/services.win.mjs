import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { advapiServices } from "../../packages/plugin-service/dist/advapi-services.js";
import { loadServiceFunctions } from "../../packages/plugin-service/dist/advapi32.js";
import service from "../../packages/plugin-service/dist/index.js";
import { openHost } from "./on-windows.mjs";

const program = "C:\\stopgap\\test-service.exe";
const names = ["StopgapTest", "StopgapTestSlow"];
const sc = "C:\\windows\\system32\\sc.exe";
const parse = (...chosen) => chosen.map((name) => ({ name }));

async function control() {
  const functions = await loadServiceFunctions();
  assert.ok(functions !== null, "koffi does not load here");
  return advapiServices(functions, openHost());
}

async function statusOf(name) {
  const status = await (await control()).query(name);
  return status === null ? null : `${status.state} ${status.startType}`;
}

describe("real services, through the real service manager's functions", () => {
  before(async () => {
    for (const name of names) {
      await openHost().run(sc, ["create", name, "binPath=", program, "start=", "auto"]);
      await (await control()).start(name);
      assert.equal(await statusOf(name), "Running Automatic");
    }
  });

  after(async () => {
    for (const name of names) {
      await (await control()).stop(name).catch(() => {});
      await openHost().run(sc, ["delete", name]);
    }
  });

  it("are disabled and stopped, and given back as they were", async () => {
    const wished = parse(...names);
    assert.equal((await service.inspect(wished, openHost())).state, "absent");
    const undo = JSON.parse(JSON.stringify(await service.capture(wished, openHost())));
    await service.apply(wished, openHost());
    for (const name of names) assert.equal(await statusOf(name), "Stopped Disabled");
    assert.equal((await service.inspect(wished, openHost())).state, "present");
    await service.apply(wished, openHost());
    await service.revert(wished, undo, openHost());
    for (const name of names) assert.equal(await statusOf(name), "Running Automatic");
  });

  it("cannot be started while they are disabled", async () => {
    const wished = parse("StopgapTest");
    const undo = await service.capture(wished, openHost());
    await service.apply(wished, openHost());
    await assert.rejects((await control()).start("StopgapTest"), { code: "WIN32_ERROR", message: /error 1058/ });
    await service.revert(wished, undo, openHost());
  });

  it("are left alone where somebody changed them since", async () => {
    const wished = parse("StopgapTest");
    const undo = await service.capture(wished, openHost());
    await service.apply(wished, openHost());
    await (await control()).setStartType("StopgapTest", "Manual");
    await assert.rejects(() => service.revert(wished, undo, openHost()), { code: "HOST_CHANGED" });
    assert.equal(await statusOf("StopgapTest"), "Stopped Manual");
    await service.revert(wished, undo, openHost(), { force: true });
    assert.equal(await statusOf("StopgapTest"), "Running Automatic");
  });

  it("are recovered where a crash fell between disabling and stopping", async () => {
    const wished = parse("StopgapTest");
    const undo = await service.capture(wished, openHost());
    await (await control()).setStartType("StopgapTest", "Disabled");
    assert.equal(await statusOf("StopgapTest"), "Running Disabled");
    await service.revert(wished, undo, openHost());
    assert.equal(await statusOf("StopgapTest"), "Running Automatic");
  });

  it("keep a start by hand, stopped as it was", async () => {
    const wished = parse("StopgapTest");
    const services = await control();
    await services.setStartType("StopgapTest", "Manual");
    await services.stop("StopgapTest");
    const undo = await service.capture(wished, openHost());
    await service.apply(wished, openHost());
    await service.revert(wished, undo, openHost());
    assert.equal(await statusOf("StopgapTest"), "Stopped Manual");
    await services.setStartType("StopgapTest", "Automatic");
    await services.start("StopgapTest");
  });

  it("that are not there are named, and nothing is changed", async () => {
    const wished = parse("StopgapTest", "NoSuchService");
    await assert.rejects(() => service.apply(wished, openHost()), {
      code: "SERVICE_NOT_FOUND",
      message: /NoSuchService/,
    });
    assert.equal(await statusOf("StopgapTest"), "Running Automatic");
    assert.equal(await statusOf("NoSuchService"), null);
  });

  it("are not waited for once the signal has fired", async () => {
    const functions = await loadServiceFunctions();
    const controller = new AbortController();
    const services = advapiServices(functions, openHost(controller.signal));
    const stopping = services.stop("StopgapTestSlow");
    controller.abort(new Error("deadline"));
    await assert.rejects(stopping);
    await (await control()).stop("StopgapTestSlow");
    await (await control()).start("StopgapTestSlow");
  });
});
