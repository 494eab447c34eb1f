import { type Mitigation, oneLine } from "@stopgap/core";

type SideEffect = Mitigation["sideEffects"][number];

/** What is known to suffer, and the monitor that goes red because of it: one line. */
export function sideEffectText({ text, probe }: SideEffect): string {
  const stop = /[.!?]$/.test(text.trim()) ? "" : ".";
  return oneLine(probe === null ? text : `${text}${stop} The monitor ${probe} goes red because of it.`);
}

/** Of the mitigations of those ids, as a paragraph under a table; empty where none is known. */
export function sideEffectsParagraph(listed: readonly Mitigation[], ids: ReadonlySet<string>): string {
  const lines = listed
    .filter(({ id }) => ids.has(id))
    .flatMap(({ id, sideEffects }) =>
      sideEffects.map((effect) => `  ${oneLine(`${id}: ${sideEffectText(effect)}`)}\n`),
    );
  return lines.length === 0 ? "" : `\nKnown side effects:\n${lines.join("")}`;
}
