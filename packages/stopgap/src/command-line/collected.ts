/** Takes an option that may be given more than once, each time with one value or several between commas. */
export function collected(value: string, before: readonly string[] = []): readonly string[] {
  return [...before, ...value.split(",").map((part) => part.trim())];
}
