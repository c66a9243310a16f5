import { createRequire } from "node:module";
import { compileFunction } from "node:vm";
import type { JWK } from "jose";
import { bundleFor } from "../../build/bundle.ts";
import type { SigningAlgorithm } from "../../src/algorithms.ts";
import { publicJwk, type SigningKey } from "./keys.ts";
import { base64url } from "./tokens.ts";
import * as source from "./verification.ts";

type Verification = typeof source;

/** Verifies signatures by jose, on Web Crypto or on the bundle's replacement for it. */
export interface Verifier extends Pick<Verification, "importJWK"> {
  /** Whether the key verifies a signature over `HEADER.PAYLOAD`. */
  readonly verifies: (
    signingInput: string,
    signature: Uint8Array,
    key: JWK | Uint8Array,
    alg: SigningAlgorithm,
  ) => Promise<boolean>;
  readonly verifySignature: Verification["verifySignature"];
}

const verifierOf = ({ importJWK, verifySignature }: Verification): Verifier => ({
  importJWK,
  verifySignature,
  verifies: async (signingInput, signature, key, alg) =>
    (await verifySignature(`${signingInput}.${base64url(signature)}`, [{ alg, key }])) === undefined,
});

/** The two implementations under test, by name. */
export const VERIFIERS: readonly (readonly [string, Verifier])[] = [
  ["jose on Web Crypto (source)", verifierOf(source)],
  ["jose on node:crypto (bundle)", verifierOf(await loadBundled())],
];

async function loadBundled(): Promise<Verification> {
  const code = Buffer.from(await bundleFor("tests/support/verification.ts")).toString();
  const module = { exports: {} as Verification };
  compileFunction(code, ["module", "exports", "require"])(
    module,
    module.exports,
    createRequire(import.meta.url),
  );
  return module.exports;
}

/** The public members of a signing key's JWK, which are what the authorizer gives to jose. */
export function jwkOf(key: SigningKey): JWK {
  const { kid: _kid, alg: _alg, use: _use, ...jwk } = publicJwk(key) as JWK;
  return jwk;
}
