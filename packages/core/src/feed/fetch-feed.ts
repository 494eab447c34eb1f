import { type CycleContext, record } from "../cycle/cycle-context.js";
import type { EventLog } from "../log/event-log.js";
import { type State, serverState } from "../project/state.js";
import type { KeptDocument } from "./feed-source.js";
import type { FetchedDocument } from "./fetched-document.js";

/** Fetches the document, conditionally where the accepted one came from the same URL, and records that it came. */
export async function fetchFeed(context: CycleContext): Promise<FetchedDocument> {
  const document = await context.source.fetch(await keptDocument(context), context.signal);
  const { url, sha256, bytes, notModified, validators } = document;
  const data = { url, sha256, bytes: bytes.length, notModified, ...validators };
  await record(context, [{ type: "Fetched", data }]);
  return document;
}

/** What a kept document is looked up with. */
export interface KeptDocumentPlace {
  readonly recorder: { readonly state: State };
  readonly server: { readonly name: string };
  readonly source: { readonly url: string };
  readonly log: Pick<EventLog, "document">;
}

/** The document of the newest fetch, where the log still keeps it (only verified ones are). */
export async function keptDocument(context: KeptDocumentPlace): Promise<KeptDocument | null> {
  const last = serverState(context.recorder.state, context.server.name).lastFetched;
  if (last === null || last.url !== context.source.url || (last.etag === null && last.lastModified === null))
    return null;
  const bytes = await context.log.document(last.sha256);
  if (bytes === null) return null;
  return { bytes, sha256: last.sha256, validators: { etag: last.etag, lastModified: last.lastModified } };
}
