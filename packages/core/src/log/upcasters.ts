import { eventVersions } from "./event-types.js";
import { createUpcast, type Upcaster } from "./upcast.js";

/** Every step between event versions there ever was. None is ever taken out: logs live for years. */
export const upcasters: readonly Upcaster[] = [];

/** Brings events of any version ever written to the shapes of `event-types.ts`. */
export const upcast = createUpcast(eventVersions, upcasters);
