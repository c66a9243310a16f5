import type { IssuerKeys, KeyedIssuer, KeySources } from "./issuer-keys.js";
import type { KeySourceStatus } from "./key-source.js";

/** What the self-check says of one key source of an issuer, as it stands in the answer. */
export interface KeySourceReport {
  readonly kind: "endpoint" | "configured" | "secret";
  readonly state: KeySourceStatus["state"];
  readonly age_seconds: number | null;
  readonly usable_keys: number;
  readonly last_fetch_error: string | null;
}

/** The key sources of each issuer, by its key in the configuration. An issuer has one or two. */
export type KeysReport = Readonly<Record<string, readonly KeySourceReport[]>>;

/** Fetches the keys that are missing or due, all at the same time, and describes all key sources. It never rejects. */
export async function checkKeys(
  issuers: ReadonlyMap<KeyedIssuer & { readonly key: string }, KeySources>,
): Promise<KeysReport> {
  const reports = [...issuers].map(async ([{ key, issuer, keysFrom }, sources]) => {
    const ofIssuer = keysFrom.map((from) => reportOf(from, issuer, sources));
    return [key, (await Promise.all(ofIssuer)).flat()] as const;
  });
  return Object.fromEntries(await Promise.all(reports));
}

async function reportOf(
  { source: kind, algorithms }: IssuerKeys,
  issuer: string | undefined,
  sources: KeySources,
): Promise<readonly KeySourceReport[]> {
  const [algorithm] = algorithms;
  const source = algorithm === undefined ? undefined : sources.get(algorithm);
  if (source === undefined) {
    return [];
  }
  const { state, ageSeconds, lastFetchError, keySet } = await source.check();
  return [
    {
      kind: kind === "configuration" ? "configured" : kind,
      state,
      age_seconds: ageSeconds ?? null,
      usable_keys: keySet?.countUsable(algorithms, issuer) ?? 0,
      last_fetch_error: lastFetchError ?? null,
    },
  ];
}
