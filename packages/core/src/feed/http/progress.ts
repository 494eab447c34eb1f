import type { Layer, LayerObserver } from "./layer.js";

/** How far a fetch has come: names the layer and the activity that a timeout interrupts. */
export class Progress {
  #observe: LayerObserver | null;
  layer: Layer = "DNS";
  activity = "starting";

  constructor(observe: LayerObserver | null) {
    this.#observe = observe;
  }

  /** From now on the fetch is at that layer. `activity` completes "timed out while …". */
  enter(layer: Layer, activity: string): void {
    this.layer = layer;
    this.activity = activity;
  }

  passed(layer: Layer, detail: string): void {
    this.#observe?.(layer, detail);
  }
}
