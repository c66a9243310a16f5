/**
 * Makes a function that returns true the first time it is called with a text. Keys are read again every few minutes, and
 * the same remark about them belongs in the log once.
 */
export function createFirstTime(): (text: string) => boolean {
  const seen = new Set<string>();
  return (text) => {
    const isNew = !seen.has(text);
    seen.add(text);
    return isNew;
  };
}
