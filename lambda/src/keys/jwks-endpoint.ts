import { createHash } from "node:crypto";
import { type JsonObject, own } from "../json.js";
import { discoverJwksUrl } from "./discovery.js";
import { FetchError, type FetchJson } from "./fetch-json.js";
import { createFetchedKeys, type FetchedKeys, type FetchedKeysOptions } from "./fetched-keys.js";
import { createFirstTime } from "./first-time.js";
import { loadKeySet } from "./key-set.js";
import type { KeyObserver } from "./key-source.js";
import type { KeyRequirements } from "./public-key.js";

/** Where a key set is fetched from. */
export interface JwksEndpointOptions extends Omit<FetchedKeysOptions, "fetchKeySet" | "observer"> {
  /** The issuer identifier, for discovery; undefined only with a `jwksUrl`. */
  readonly issuer: string | undefined;
  /** Undefined to find it by discovery, again at each refresh. */
  readonly jwksUrl: string | undefined;
  /** PEM; undefined for the public certificate authorities. */
  readonly caCertificatesPem: string | undefined;
  /** With the algorithms of all issuers that use the endpoint: a key that fits none of them is skipped. */
  readonly requirements: KeyRequirements;
  readonly fetchJson: FetchJson;
  readonly observer: KeyObserver;
}

/** Makes the key source of a JWKS endpoint. Its deadline counts for discovery and key set together. */
export function createJwksEndpoint(options: JwksEndpointOptions): FetchedKeys {
  const { issuer = "", jwksUrl, caCertificatesPem: ca, requirements, fetchJson, observer } = options;
  const skippedKeysIn = reportOncePerContent(observer.keysSkipped);
  return createFetchedKeys({
    ...options,
    fetchKeySet: async (signal, isAhead) => {
      const how = { ca, signal, isAhead };
      const url = jwksUrl ?? (await discoverJwksUrl(issuer, fetchJson, how));
      const { document, maxAgeSeconds } = await fetchJson(url, how);
      const keySet = loadKeySet(document, requirements, skippedKeysIn(document));
      if (keySet === undefined) {
        throw new FetchError(
          isDiscoveryDocument(document)
            ? "the document is a discovery document, not a key set"
            : "no usable key in the key set",
        );
      }
      return { keySet, maxAgeSeconds };
    },
  });
}

/** Most fetches return the same keys as the previous one, and the same keys are skipped. */
function reportOncePerContent(
  keysSkipped: KeyObserver["keysSkipped"],
): (document: JsonObject) => KeyObserver["keysSkipped"] {
  let lastContent = "";
  let isNew = createFirstTime();

  return (document) => {
    // Not the document itself, which would stay in memory with its keys.
    const content = createHash("sha256").update(JSON.stringify(document)).digest("base64");
    return (skipped) => {
      if (content !== lastContent) {
        lastContent = content;
        isNew = createFirstTime();
      }
      if (isNew(JSON.stringify(skipped))) {
        keysSkipped(skipped);
      }
    };
  };
}

/** RFC 8414 section 2. */
function isDiscoveryDocument(document: JsonObject): boolean {
  return (
    !Array.isArray(own(document, "keys")) &&
    ["jwks_uri", "issuer"].some((name) => Object.hasOwn(document, name))
  );
}
