import { DEPLOYED_ZIP, sha256 } from "./release.ts";

/** A zip as it is committed, and as a build makes it. */
export interface ZipPair {
  /** Relative to the repository. */
  readonly path: string;
  readonly committed: Uint8Array;
  /** Undefined: the build made no such file. */
  readonly built: Uint8Array | undefined;
}

/** What a comparison found. */
export interface Comparison {
  /** For a person to read. */
  readonly lines: readonly string[];
  readonly isSame: boolean;
}

/** What the changelog must say about the zip that Terraform deploys. */
export interface Record {
  readonly version: string;
  /** Undefined: the changelog says nothing. */
  readonly sha256: string | undefined;
}

/**
 * Compares committed zips with built ones, byte by byte, and the zip that Terraform deploys with the changelog.
 *
 * @param record undefined if the commit is no release
 */
export function compareZips(pairs: readonly ZipPair[], record: Record | undefined): Comparison {
  const deployed = pairs.find(({ path }) => path === DEPLOYED_ZIP);
  if (deployed === undefined) {
    return { lines: [`✘ the commit has no ${DEPLOYED_ZIP}`], isSame: false };
  }
  const results = pairs.map(comparePair);
  if (record !== undefined) {
    results.push(compareRecord(record, sha256(deployed.committed)));
  }
  return {
    lines: results.flatMap(({ lines }) => lines),
    isSame: results.every(({ isSame }) => isSame),
  };
}

function comparePair({ path, committed, built }: ZipPair): Comparison {
  const isSame = built !== undefined && Buffer.from(committed).equals(built);
  return {
    lines: [
      `${isSame ? "✔" : "✘"} ${path}`,
      `    committed  ${sha256(committed)}  ${committed.length} bytes`,
      built === undefined
        ? "    built      no such file"
        : `    built      ${sha256(built)}  ${built.length} bytes`,
    ],
    isSame,
  };
}

function compareRecord({ version, sha256: recorded }: Record, committed: string): Comparison {
  const isSame = recorded === committed;
  const title = `the changelog has the SHA-256 of ${DEPLOYED_ZIP} of version ${version}`;
  return { lines: [`${isSame ? "✔" : "✘"} ${title}`, `    changelog  ${recorded ?? "none"}`], isSame };
}
