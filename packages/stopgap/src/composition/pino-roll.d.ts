declare module "pino-roll" {
  import type { DestinationStream } from "pino";

  export interface RollOptions {
    readonly file: string;
    readonly extension?: string;
    readonly frequency?: "daily" | "hourly" | number;
    readonly size?: string | number;
    readonly limit?: { readonly count: number };
    readonly sync?: boolean;
  }

  export interface RolledFile extends DestinationStream {
    on(event: "error", listener: (cause: unknown) => void): unknown;
  }

  export default function roll(options: RollOptions): Promise<RolledFile>;
}
