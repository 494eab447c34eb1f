// Keeps snapshots, each of a length of its own, until it is killed.
import { writeSync } from "node:fs";

const { build, file } = JSON.parse(process.argv[2]);
const { SnapshotFolder } = await import(`${build}/store/index.js`);
const snapshots = new SnapshotFolder(file);
writeSync(1, '"open"\n');
for (let position = (await snapshots.kept())[0]?.position ?? 0; ; ) {
  position += 500;
  await snapshots.keep(position, `${position}\n${"x".repeat(position * 100)}\n`);
}
