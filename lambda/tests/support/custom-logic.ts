import type { Authorize } from "../../src/extension/contract.ts";
import { bearer, restRequestEvent } from "./events.ts";
import { createSigningKey, type Json, jwks } from "./keys.ts";
import { createTestAuthorizer, type TestAuthorizer } from "./test-authorizer.ts";
import { mintToken } from "./tokens.ts";

/** The key that signs the tokens of {@link eventOf}. */
export const key = createSigningKey("ES256");

/** No test waits for the timeout unless it sets a shorter one. */
const SETTINGS = { module: "logic", per_request: false, context_keys: null, timeout_milliseconds: 5_000 };

/** An authorizer that calls custom logic. */
export function authorizerWith(authorize: Authorize, settings: Json = {}, top: Json = {}): TestAuthorizer {
  const extension = { ...SETTINGS, ...settings };
  return createTestAuthorizer(
    () => jwks(key),
    { top: { extension, ...top } },
    undefined,
    undefined,
    authorize,
  );
}

/** A REST API's request with a valid token. */
export function eventOf(method = "GET", path = "/orders/1", claims: Json = {}): Json {
  return restRequestEvent({ ...bearer(mintToken(key, { claims })), method, path });
}
