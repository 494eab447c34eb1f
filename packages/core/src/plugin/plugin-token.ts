/**
 * What a package with dependencies of its own binds its plugin to, in the inversify module it exports as `module`.
 * A package whose default export is the plugin needs none of this.
 */
export const pluginToken: symbol = Symbol.for("@stopgap/core/plugin-of-module");
