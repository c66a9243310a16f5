import { createHmac } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { AsymmetricAlgorithm } from "../../../lambda/src/algorithms.ts";
import { createAuthorizer } from "../../../lambda/src/package.ts";
import { arnOf, EVENT_OF } from "../../../lambda/tests/support/events.ts";
import {
  createSigningKey,
  type Json,
  publicJwk,
  type SigningKey,
} from "../../../lambda/tests/support/keys.ts";
import { isAllowed } from "../../../lambda/tests/support/policy-matcher.ts";
import { statusOf } from "../../../lambda/tests/support/test-authorizer.ts";
import { signRaw, signWith, type TokenChanges } from "../../../lambda/tests/support/tokens.ts";
import { repositoryRoot } from "../../support/repository.ts";
import type { ProviderCase } from "./provider-case.ts";

/** A token as the documentation shows it. */
export interface DecodedToken {
  readonly header: Json;
  readonly payload: Json;
}

/** The directory with the settings of each provider. */
export const PROVIDERS_DIRECTORY = join(repositoryRoot, "examples/providers");

/** The names of the files `NAME.tfvars`. */
export const providerNames = readdirSync(PROVIDERS_DIRECTORY)
  .filter((file) => file.endsWith(".tfvars"))
  .map((file) => file.replace(/\.tfvars$/, ""));

/** The names of the files `tokens/NAME.json`. */
export const tokenNames = readdirSync(join(PROVIDERS_DIRECTORY, "tokens")).map((file) =>
  file.replace(/\.json$/, ""),
);

/** The token that the documentation shows for a provider, with what is different for these tfvars. */
export function tokenOf(name: string, { token = name, changes }: ProviderCase): DecodedToken {
  const text = readFileSync(join(PROVIDERS_DIRECTORY, "tokens", `${token}.json`), "utf8");
  return changed(JSON.parse(text) as DecodedToken, changes);
}

/** The token with changes. A change to undefined removes the header parameter or claim. */
export function changed({ header, payload }: DecodedToken, changes: TokenChanges = {}): DecodedToken {
  return { header: { ...header, ...changes.header }, payload: { ...payload, ...changes.claims } };
}

const KEYS: Readonly<Partial<Record<string, SigningKey>>> = {
  RS256: createSigningKey("RS256", "KEY_ID"),
  ES256: createSigningKey("ES256", "KEY_ID"),
} satisfies Partial<Record<AsymmetricAlgorithm, SigningKey>>;

const SECRET = "a-secret-that-is-at-least-as-long-as-the-hash";

/** The public keys of all providers, which have no other member than the ones given. */
export function keySetOf({ keyMembers = {} }: ProviderCase): Json {
  return {
    keys: Object.values(KEYS).flatMap((key) => (key === undefined ? [] : [publicJwk(key, keyMembers)])),
  };
}

/** Signs the token with the key that its header names. */
export function sign({ header, payload }: DecodedToken): string {
  const key = KEYS[String(header["alg"])];
  return key === undefined
    ? signWith(header, payload, (data) => createHmac("sha256", SECRET).update(data).digest())
    : signRaw(key, JSON.stringify(header), JSON.stringify(payload));
}

/** The configuration document with these keys wherever it has keys of its own, because nobody can sign with those. */
export function withKeys(document: string, keySet: Json): string {
  const { trusted_issuers: issuers, ...top } = JSON.parse(document) as {
    trusted_issuers: Record<string, Json>;
  };
  const entries = Object.entries(issuers).map(([key, entry]) => [
    key,
    entry["jwks"] === undefined ? entry : { ...entry, jwks: keySet },
  ]);
  return JSON.stringify({ ...top, trusted_issuers: Object.fromEntries(entries) });
}

/** What one call came to. */
export interface CallOutcome {
  readonly status: number;
  readonly reason: string | undefined;
  readonly context: Json | undefined;
}

/** The line about a decision, as far as it is read here. */
interface DecisionLine {
  readonly outcome?: string;
  readonly reason?: string;
}

/** The members of the configuration document that say where to send a token. */
interface Placement {
  readonly token_source?: { readonly header?: string; readonly scheme?: string };
}

/**
 * Calls the authorizer with a token, right after its `iat`, in a network that has the issuer's discovery document and its
 * keys, and nothing else.
 *
 * @param jwksUrl where the keys are; undefined if the discovery document says so
 */
export async function call(
  document: string,
  token: DecodedToken,
  { keySet, jwksUrl, issuer }: { keySet: Json; jwksUrl: string | undefined; issuer: string },
): Promise<CallOutcome> {
  const discovered = `${issuer.replace(/\/$/, "")}/keys`;
  const documents: Readonly<Record<string, Json>> =
    jwksUrl === undefined
      ? {
          [`${issuer.replace(/\/$/, "")}/.well-known/openid-configuration`]: { issuer, jwks_uri: discovered },
          [discovered]: keySet,
        }
      : { [jwksUrl]: keySet };
  const lines: string[] = [];
  const authorize = createAuthorizer({
    configuration: document,
    dependencies: {
      now: () => (Number(token.payload["iat"]) + 1) * 1000,
      write: (line) => void lines.push(line),
      readSecret: async () => ({ current: { value: SECRET }, changedAt: 0, previous: undefined }),
      fetchJson: async (url) => {
        const found = documents[url];
        if (found === undefined) {
          throw new Error(`${url} is not there`);
        }
        return { document: found };
      },
    },
  });
  const { header = "Authorization", scheme = "Bearer" } =
    (JSON.parse(document) as Placement).token_source ?? {};
  const event = EVENT_OF["HTTP 2.0"]({ headers: { [header]: `${scheme} ${sign(token)}`.trim() } });
  try {
    const { policyDocument, context } = await authorize(event);
    const status = isAllowed(policyDocument, arnOf(event)) ? 200 : 403;
    return { status, reason: undefined, context };
  } catch (error) {
    if (!(error instanceof Error)) {
      throw error;
    }
    // A fetch of keys that ends later writes a line of its own.
    const decision = lines.map((line) => JSON.parse(line) as DecisionLine).find(({ outcome }) => outcome);
    const { reason } = decision ?? {};
    return { status: statusOf(error), reason, context: undefined };
  }
}
