// Runs inside the systemd that systemd-booted.test.ts boots: holds one service, gives it back, and prints what it saw.
import { openLinuxHost } from "../../packages/core/dist/host/linux-host.js";
import service from "../../packages/plugin-service/dist/index.js";
import { systemdServices } from "../../packages/plugin-service/dist/systemd-services.js";

const host = () => openLinuxHost({ now: () => new Date(), log: () => {}, signal: AbortSignal.timeout(60_000) });
const wished = process.argv.slice(2).map((name) => ({ name }));
const seen = async () => {
  const shown = [];
  for (const name of [...wished.map((one) => one.name), "needs"]) {
    const status = await systemdServices(host()).query(name);
    shown.push(status === null ? "none" : `${status.state} ${status.startType}`);
  }
  return shown;
};

const steps = { missing: await service.prerequisites(host()), before: await seen() };
try {
  const undo = JSON.parse(JSON.stringify(await service.capture(wished, host())));
  await service.apply(wished, host());
  steps.applied = await seen();
  steps.state = (await service.inspect(wished, host())).state;
  steps.start = await systemdServices(host())
    .start(wished[0].name)
    .then(
      () => "started",
      ({ code }) => code,
    );
  await service.revert(wished, undo, host());
  steps.reverted = await seen();
} catch (error) {
  steps.refused = error.code;
  steps.message = error.message;
}
console.log(JSON.stringify(steps));
