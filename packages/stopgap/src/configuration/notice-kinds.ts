/** What a notification can be about, but for the test of the way. */
export const noticeKinds = [
  "applied",
  "available",
  "failed",
  "refused",
  "drift",
  "alarm",
  "alarm-over",
  "trust-ending",
] as const;

export type NoticeKind = (typeof noticeKinds)[number];
