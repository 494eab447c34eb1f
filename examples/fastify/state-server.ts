import { type Runtime, type ServerState, StopgapError, serverState } from "@stopgap/core";
import fastify, { type FastifyInstance } from "fastify";

/** What the server shows of a runtime: the cmdlet's properties, and what went wrong. */
export interface Shown {
  readonly name: string;
  readonly enabled: boolean;
  readonly applied: readonly string[];
  readonly blocked: readonly string[];
  readonly lastCheck: string | null;
  readonly lastFailure: string | null;
}

/**
 * A Fastify server with a runtime inside: `GET /state`, `POST /check` (one cycle now), `GET /events` (server-sent events).
 * `close` stops the runtime, and with it every stream of events.
 */
export function createStateServer(runtime: Runtime, server: string): FastifyInstance {
  const app = fastify();

  app.get("/state", async () => shown(serverState(await runtime.refresh(), server), runtime));

  app.post("/check", async (_request, reply) => {
    try {
      return await runtime.check();
    } catch (error) {
      if (!(error instanceof StopgapError)) throw error;
      return reply.code(502).send({ code: error.code, message: error.message, remedy: error.remedy });
    }
  });

  app.get("/events", async (request, reply) => {
    reply.hijack();
    reply.raw.writeHead(200, { "content-type": "text/event-stream", "cache-control": "no-store" });
    reply.raw.flushHeaders();
    const events = runtime[Symbol.asyncIterator]();
    request.raw.once("close", () => void events.return?.());
    for (let next = await events.next(); next.done !== true; next = await events.next()) {
      const { position, type, data } = next.value;
      reply.raw.write(`id: ${position}\nevent: ${type}\ndata: ${JSON.stringify(data)}\n\n`);
    }
    reply.raw.end();
  });

  // Before the server waits for its connections: the streams end with the runtime.
  app.addHook("preClose", async () => await runtime.stop("the server closes"));
  return app;
}

function shown(
  { name, mitigationsEnabled, applied, blocked, lastDecided, lastFailure }: ServerState,
  runtime: Runtime,
): Shown {
  return {
    name,
    enabled: mitigationsEnabled && runtime.state.organization.mitigationsEnabled,
    applied: Object.keys(applied),
    blocked: blocked.map(({ id }) => id),
    lastCheck: lastDecided?.time ?? null,
    lastFailure: lastFailure === null ? null : `${lastFailure.code}: ${lastFailure.message}`,
  };
}
