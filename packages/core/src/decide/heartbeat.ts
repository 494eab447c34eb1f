/** The action type the engine serves itself: it changes nothing and shows that mitigations arrive. */
export const heartbeatType = "DoNothing";
