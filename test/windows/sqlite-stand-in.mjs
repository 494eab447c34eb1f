// Stands in for better-sqlite3, whose Windows build is in no npm package, with the SQLite that Windows' Node 22 brings.
// Loaded with node --import=…/sqlite-stand-in.mjs; only what packages/store calls.
import { register } from "node:module";

const module_ = `
import { backup, DatabaseSync } from "node:sqlite";

const names = { 5: "SQLITE_BUSY", 6: "SQLITE_LOCKED", 8: "SQLITE_READONLY", 10: "SQLITE_IOERR", 11: "SQLITE_CORRUPT", 13: "SQLITE_FULL",
  14: "SQLITE_CANTOPEN", 19: "SQLITE_CONSTRAINT", 26: "SQLITE_NOTADB" };

function asSqlite(work) {
  try {
    return work();
  } catch (error) {
    if (error.code !== "ERR_SQLITE_ERROR") throw error;
    error.code = error.errcode === 2067 ? "SQLITE_CONSTRAINT_UNIQUE" : (names[error.errcode & 255] ?? "SQLITE_ERROR");
    throw error;
  }
}

/* As better-sqlite3 takes them: an array is as good as its members. */
const flat = (given) => given.flatMap((one) => (Array.isArray(one) ? one : [one]));
const asBuffer = (value) => (value instanceof Uint8Array ? Buffer.from(value) : value);

class Statement {
  #inner; #shape = "row";
  constructor(inner) { this.#inner = inner; }
  pluck() { this.#shape = "pluck"; this.#inner.setReturnArrays(true); return this; }
  raw() { this.#shape = "raw"; this.#inner.setReturnArrays(true); return this; }
  #row(row) {
    if (row === undefined) return undefined;
    if (this.#shape === "pluck") return asBuffer(row[0]);
    if (this.#shape === "raw") return row.map(asBuffer);
    return Object.fromEntries(Object.entries(row).map(([key, value]) => [key, asBuffer(value)]));
  }
  get(...given) { return asSqlite(() => this.#row(this.#inner.get(...flat(given)))); }
  all(...given) { return asSqlite(() => this.#inner.all(...flat(given)).map((row) => this.#row(row))); }
  run(...given) { return asSqlite(() => this.#inner.run(...flat(given))); }
  *iterate(...given) { yield* this.all(...given); }
}

export default class Database {
  #inner;
  constructor(file, { readonly = false, timeout = 5000 } = {}) {
    this.name = file;
    this.#inner = asSqlite(() => new DatabaseSync(file, { readOnly: readonly, timeout }));
  }
  get open() { return this.#inner.isOpen; }
  get inTransaction() { return this.#inner.isTransaction; }
  prepare(sql) { return asSqlite(() => new Statement(this.#inner.prepare(sql))); }
  exec(sql) { asSqlite(() => this.#inner.exec(sql)); return this; }
  pragma(text, { simple = false } = {}) {
    const rows = this.prepare("PRAGMA " + text).all();
    return simple ? Object.values(rows[0] ?? {})[0] : rows;
  }
  transaction(work) {
    const within = (begin) => (...given) => {
      if (this.inTransaction) return work(...given);
      this.exec(begin);
      try {
        const result = work(...given);
        this.exec("COMMIT");
        return result;
      } catch (error) {
        if (this.inTransaction) this.exec("ROLLBACK");
        throw error;
      }
    };
    return Object.assign(within("BEGIN"), { immediate: within("BEGIN IMMEDIATE") });
  }
  async backup(target) { await backup(this.#inner, target); }
  close() { this.#inner.close(); }
}
`;

const source = `data:text/javascript,${encodeURIComponent(module_)}`;
const hook = `
export async function resolve(name, context, next) {
  if (name !== "better-sqlite3") return await next(name, context);
  return { url: ${JSON.stringify(source)}, shortCircuit: true };
}`;
register(`data:text/javascript,${encodeURIComponent(hook)}`);
