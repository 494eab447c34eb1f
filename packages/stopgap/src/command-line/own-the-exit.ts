/** What ends the process. For everybody else `process.exit` throws from now on: a plugin that calls it fails its own hook. */
export function ownTheExit(): (status: number) => never {
  const exit = process.exit.bind(process);
  process.exit = () => {
    throw new Error("process.exit was called by what is not the program itself");
  };
  return exit;
}
