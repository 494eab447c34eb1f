/** Win32 errors by number: their texts come in the system's language. */
export const win32 = {
  noMoreRoom: 122,
  unknownLevel: 124,
  moreData: 234,
  runsAlready: 1056,
  noSuchService: 1060,
  cannotAcceptControl: 1061,
  notStarted: 1062,
} as const;
