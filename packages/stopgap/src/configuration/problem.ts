/** One thing that is wrong with a configuration. */
export interface Problem {
  /** Full path of the key, or empty where it is about the whole file. */
  readonly key: string;
  /** Line in the file, from 1, where it is known. */
  readonly line: number | null;
  /** A sentence without a full stop that names the key. */
  readonly message: string;
  /** What to do, an imperative clause. */
  readonly remedy: string;
}
