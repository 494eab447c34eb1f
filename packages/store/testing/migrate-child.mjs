// Migrates to a schema with steps that take their time.
import { writeSync } from "node:fs";

const { build, file } = JSON.parse(process.argv[2]);
const { connectToWrite } = await import(`${build}/store/connect.js`);
const { schemaSteps } = await import(`${build}/store/schema.js`);
writeSync(1, '"begun"\n');
const steps = Array.from(
  { length: 5 },
  (_, index) => `CREATE TABLE step_${index} AS SELECT a.data FROM events a, events b LIMIT 20000;`,
);
(await connectToWrite(file, 1000, [...schemaSteps, ...steps])).close();
writeSync(1, '"migrated"\n');
