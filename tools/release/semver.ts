/** Whether a version is one that can be released: three numbers, and no suffix. */
export function isVersion(version: string): boolean {
  return /^(0|[1-9]\d*)\.(0|[1-9]\d*)\.(0|[1-9]\d*)$/.test(version);
}

/** Whether a version comes after another one. */
export function isNewer(version: string, other: string): boolean {
  const theirs = other.split(".").map(Number);
  const differences = version.split(".").map((part, index) => Number(part) - (theirs[index] ?? 0));
  return (differences.find((difference) => difference !== 0) ?? 0) > 0;
}
