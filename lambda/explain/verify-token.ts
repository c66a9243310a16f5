import { createRequire } from "node:module";
import { createAuthentication, type KeyLog } from "../src/authentication.js";
import { createSecretReader } from "../src/aws/secrets.js";
import type { ApiSettings } from "../src/config/apis.js";
import type { Configuration } from "../src/config/configuration.js";
import { type FailureCode, isFailure } from "../src/failure.js";
import type { JsonObject } from "../src/json.js";
import { type FetchJson, fetchJson } from "../src/keys/fetch-json.js";
import { countReasons } from "../src/log/decision-log.js";
import { CHECKED_CLAIMS } from "../src/token/claims.js";
import { createTokenReader } from "../src/token-readers.js";
import { InputError } from "./input-error.js";
import { keyValues } from "./key-values.js";
import { compactJws, describeFault, type ReadToken } from "./token-explanation.js";

/** Refusals that can only follow a valid signature. */
const CHECKED_AFTER: ReadonlySet<FailureCode> = new Set([
  ...(["token_expired", "token_not_yet_valid", "token_too_old", "audience_mismatch"] as const),
  ...(["required_claims_not_met", "sender_constrained"] as const),
]);

/** The details of other refusals that can only follow a valid signature. */
const CLAIMS_CHECKED_AFTER: ReadonlySet<string | undefined> = new Set(["events", ...CHECKED_CLAIMS]);

/** What the authorizer would log in addition to the refusal, and what it fetched. */
interface Observed {
  readonly log: KeyLog;
  readonly fetchJson: FetchJson;
  readonly documents: readonly JsonObject[];
  readonly fetchFailures: () => readonly string[];
  readonly notes: () => readonly string[];
}

/**
 * Verifies the token with the authorizer's own code, which fetches the issuer's keys. What the authorizer would log about
 * keys becomes notes.
 *
 * @param read the result of `readToken` for the same text
 * @param api the API that is called; undefined for an API that the configuration does not list
 * @throws InputError if the keys cannot be fetched
 */
export async function verifyToken(
  text: string,
  read: ReadToken,
  configuration: Configuration,
  api: ApiSettings | undefined,
): Promise<ReadToken> {
  const observed = observe();
  const { verify } = createAuthentication(
    configuration,
    {
      now: Date.now,
      random: Math.random,
      fetchJson: observed.fetchJson,
      readSecret: createSecretReader(createRequire(import.meta.url)),
    },
    observed.log,
  );
  const { tokenSource } = configuration;
  const credentials =
    `${tokenSource.place === "header" ? tokenSource.scheme : ""} ${compactJws(text)}`.trim();
  const verified = await verify(createTokenReader(tokenSource), credentials, api);
  if (isFailure(verified) && verified.failure === "keys_unavailable") {
    const reasons = [...observed.fetchFailures(), ...observed.notes()];
    throw new InputError(
      `the signature can't be checked because the issuer's keys can't be fetched${reasons.length === 0 ? "" : ` (${reasons.join("; ")})`}: run explain where the key endpoint is reachable, or without --verify`,
    );
  }
  const notes = [...observed.fetchFailures().map(fetchNote), ...observed.notes()];
  if (!isFailure(verified)) {
    return { ...read, notes, token: { ...read.token, signature: "valid", refusal: null, faults: [] } };
  }
  const { failure: code, detail } = verified;
  const isCheckedBefore = !CHECKED_AFTER.has(code) && !CLAIMS_CHECKED_AFTER.has(detail);
  const signature = code === "signature_invalid" ? "not_valid" : isCheckedBefore ? "not_reached" : "valid";
  const issuer = configuration.trustedIssuers.find(({ key }) => key === verified.trustedIssuer);
  const isAboutKeys = code === "signature_invalid" || code === "key_unknown";
  const values =
    isAboutKeys && issuer !== undefined
      ? keyValues(verified, read.readable, issuer, observed.documents)
      : null;
  const { refusal, fault } = describeFault(configuration, verified, values);
  const faults = isAboutKeys ? [fault, ...read.token.faults] : read.token.faults;
  return { ...read, notes, token: { ...read.token, signature, refusal, faults } };
}

function observe(): Observed {
  const failures = new Set<string>();
  const notes: string[] = [];
  const documents: JsonObject[] = [];
  return {
    log: {
      fetchFailed: (_issuer, reason) => void failures.add(reason),
      fetchSucceeded: () => undefined,
      refetchSuppressed: () => undefined,
      keysSkipped: (issuer, skipped) => void notes.push(skippedNote(issuer, skipped)),
      secretSuspected: (issuer, reason) => void notes.push(`secret of trusted issuer ${issuer}: ${reason}`),
    },
    fetchJson: async (url, options) => {
      const fetched = await fetchJson(url, options);
      documents.push(fetched.document);
      return fetched;
    },
    documents,
    fetchFailures: () => [...failures],
    notes: () => notes,
  };
}

function fetchNote(reason: string): string {
  return `a fetch of the issuer's keys failed: ${reason}`;
}

/** As in the log, with the number of keys for each reason. */
function skippedNote(issuer: string, skipped: readonly { readonly reason: string }[]): string {
  const texts = Object.entries(countReasons(skipped)).map(([reason, count]) =>
    count === 1 ? reason : `${reason} (${count} keys)`,
  );
  return `keys of trusted issuer ${issuer} were skipped: ${texts.join("; ")}`;
}
