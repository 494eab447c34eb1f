import assert from "node:assert/strict";
import { after, describe, it } from "node:test";
import { setTimeout as delay } from "node:timers/promises";
import { loadServiceFunctions, windowsControl } from "../../packages/stopgap/dist/service/windows-control.js";
import { windowsManager } from "../../packages/stopgap/dist/service/windows-manager.js";

const manager = windowsManager();

async function running() {
  for (;;) {
    const status = await manager.status();
    if (status?.isRunning) return status;
    await delay(200);
  }
}

describe("the program's own service, under the real service manager", () => {
  after(() => manager.uninstall());

  it("is not there before, and this process is none, as nobody started it", async () => {
    assert.equal(await manager.status(), null);
    assert.equal(await manager.uninstall(), false);
    await assert.rejects(windowsControl(loadServiceFunctions), { code: "SERVICE_REFUSED" });
  });

  it("is installed, started, stopped and taken away", async () => {
    await manager.install({ command: ["C:\\stopgap\\test-service.exe", 'with a "word"'], writes: null });
    assert.deepEqual(await running(), { isRunning: true, isAutomatic: true, detail: "running" });
    assert.equal(await manager.uninstall(), true);
    assert.equal(await manager.status(), null);
  });
});
