import { edit } from "./edit.js";
import { plainFeed } from "./feeds.js";
import { exclusive, inclusive, signAs } from "./publisher.js";
import { verdict } from "./server.js";

/** A good feed in either canonical form, with what attacks like to work on. */
export const signedForms: readonly Uint8Array[] = [inclusive, exclusive].map((transform) =>
  signAs(plainFeed.replace("<Value>DoNothing</Value>", "<Value>deny \ufffd &amp;foo; line\nline</Value>"), {
    transform,
    canonicalization: transform,
  }),
);

/** `$&` stands for what is replaced. */
function replacement(text: string, from: string | RegExp, to: string): readonly [found: string, by: string] {
  const found = typeof from === "string" ? from : (from.exec(text)?.[0] ?? "");
  return [found, to.replaceAll("$&", found)];
}

/** What a server says of the signed feed after one edit; of both forms where they differ. */
export async function verdictAfter(from: string | RegExp, to: string): Promise<string> {
  const verdicts = signedForms.map((document) => {
    const [found, by] = replacement(Buffer.from(document).toString(), from, to);
    return verdict(edit(document, found === "" ? from : found, by));
  });
  return [...new Set(await Promise.all(verdicts))].join(", ");
}

/** What a server says where even a trusted signer wrote `SignedInfo` otherwise, and signed that. */
export async function verdictOnSignedInfo(from: string | RegExp, to: string): Promise<string> {
  return verdict(
    signAs(plainFeed, {
      signedInfo: (text) => {
        const [found, by] = replacement(text, from, to);
        if (found === "" || !text.includes(found)) throw new Error(`nothing to edit: ${String(from)}`);
        return text.replace(found, () => by);
      },
    }),
  );
}
