/** A failure a plugin can name: `code` is upper case with underscores, `message` one line that says what happened and what to do. */
export class PluginError extends Error {
  override readonly name = "PluginError";
  readonly code: string;

  constructor(code: string, message: string, options?: { readonly cause?: unknown }) {
    super(message, options);
    this.code = code;
  }
}
