/** Longer identifiers are not compared: a hint takes time only in a refusal, but anyone can cause refusals. */
export const MAX_COMPARED_LENGTH = 1000;

const SCHEME = /^[A-Za-z][A-Za-z0-9+.-]{0,30}:\/\//;

/** An identifier, separated into its core and the parts in which two spellings of one identifier usually differ. */
interface Normalized {
  readonly core: string;
  readonly spaces: string;
  readonly slashes: string;
  readonly scheme: string;
}

/**
 * Says how two spellings of one identifier differ, in constant words that contain no part of either.
 *
 * @returns such as `a slash at the end`; undefined if they are equal, or differ in more than spelling
 */
export function spellingDifference(given: string, configured: string): string | undefined {
  if (given === configured || given.length > MAX_COMPARED_LENGTH) {
    return undefined;
  }
  const ours = normalize(configured);
  const theirs = normalize(given);
  if (theirs.core.toLowerCase() !== ours.core.toLowerCase()) {
    return undefined;
  }
  const differences = [
    ...(theirs.spaces === ours.spaces ? [] : ["white space at the beginning or end"]),
    ...(theirs.slashes === ours.slashes ? [] : ["a slash at the end"]),
    ...schemeDifference(theirs.scheme, ours.scheme),
    ...(theirs.core === ours.core ? [] : ["upper and lower case"]),
  ];
  return differences.join(" and ");
}

function schemeDifference(given: string, configured: string): readonly string[] {
  if (given === configured) {
    return [];
  }
  const theirs = given.toLowerCase();
  const ours = configured.toLowerCase();
  if (theirs === ours) {
    return ["upper and lower case of the scheme"];
  }
  return theirs === "http://" && ours === "https://"
    ? ["http instead of https"]
    : theirs === "https://" && ours === "http://"
      ? ["https instead of http"]
      : theirs === ""
        ? ["a missing scheme"]
        : ours === ""
          ? ["a scheme in front"]
          : ["the scheme"];
}

/** A name that all spellings of one identifier share. */
export function spellingKey(identifier: string): string {
  return normalize(identifier.slice(0, MAX_COMPARED_LENGTH)).core.toLowerCase();
}

/** Loops instead of a pattern with a repetition at the end, whose time grows with the square of a run of slashes. */
function normalize(identifier: string): Normalized {
  const trimmed = identifier.trim();
  let end = trimmed.length;
  while (trimmed[end - 1] === "/") {
    end--;
  }
  const unslashed = trimmed.slice(0, end);
  const scheme = SCHEME.exec(unslashed)?.[0] ?? "";
  return {
    core: unslashed.slice(scheme.length),
    spaces: identifier === trimmed ? "" : identifier.replace(trimmed, "|"),
    slashes: trimmed.slice(end),
    scheme,
  };
}
