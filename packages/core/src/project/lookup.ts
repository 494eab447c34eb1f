/** The record's own value of that key; names from a feed or an administrator never reach the prototype. */
export function lookup<V>(record: Readonly<Record<string, V>>, key: string): V | undefined {
  return Object.hasOwn(record, key) ? record[key] : undefined;
}
