import { PROOF_FAULTS } from "../../src/dpop/faults.ts";
import { createClock } from "./clock.ts";
import type { DocumentChanges } from "./configuration.ts";
import { type ClientKey, createClientKey, dpopTop, mintProof, type ProofChanges } from "./dpop.ts";
import { type Call, EVENT_OF, type Shape } from "./events.ts";
import { createSigningKey, type Json, jwks } from "./keys.ts";
import { createTestAuthorizer, type Outcome, type TestAuthorizer } from "./test-authorizer.ts";
import { mintToken } from "./tokens.ts";

const issuerKey = createSigningKey("ES256");
/** What the issuer publishes. */
export const issuerKeys = jwks(issuerKey);

/** The client of most tests, and another one. */
export const client = await createClientKey();
export const other = await createClientKey();

/** A token that is bound to the key with this thumbprint. */
export function tokenFor(jkt: string, claims: Json = {}): string {
  return tokenWith({ cnf: { jkt }, ...claims });
}

/** A token with these claims. */
export function tokenWith(claims: Json): string {
  return mintToken(issuerKey, { claims });
}

/** A token that is bound to the client's key, and one that is not bound. */
export const TOKEN = tokenFor(client.jkt);
export const UNBOUND = tokenWith({});

/** A proof of the client for {@link TOKEN}. */
export function proofWith(changes: ProofChanges = {}, of: ClientKey = client): string {
  return mintProof(of, TOKEN, changes);
}

/** The authorizer with this value of `dpop_bound_tokens`. */
export function authorizerWith(
  setting: "optional" | "required" | null = "required",
  changes: DocumentChanges = {},
  clock = createClock(),
  tables: Parameters<typeof createTestAuthorizer>[5] = {},
): TestAuthorizer {
  const issuer = { dpop_bound_tokens: setting, ...changes.issuer };
  const top = { ...(setting === null ? {} : dpopTop()), ...changes.top };
  return createTestAuthorizer(() => issuerKeys, { issuer, top }, clock, undefined, undefined, tables);
}

/** A request for `GET /orders`, unless it says otherwise. */
export interface Sent extends Call {
  readonly scheme?: string;
  readonly token?: string;
  readonly proof?: string | undefined;
}

/** The event of a request with this token and this proof. */
export function eventOf(
  shape: Shape,
  { scheme = "DPoP", token = TOKEN, proof, headers, ...call }: Sent,
): Json {
  const sent = {
    Authorization: `${scheme} ${token}`,
    ...(proof === undefined ? {} : { DPoP: proof }),
    ...headers,
  };
  return EVENT_OF[shape]({ ...call, headers: sent });
}

/** Sends a request with this token and this proof. */
export function send(
  authorizer: TestAuthorizer,
  sent: Sent,
  shape: Shape = "REST REQUEST",
): Promise<Outcome> {
  return authorizer.call(eventOf(shape, sent));
}

/** What a request with such a proof gets. */
export function refusedFor(fault: keyof typeof PROOF_FAULTS): Partial<Outcome> {
  return { status: 401, reason: "dpop_proof_invalid", detail: PROOF_FAULTS[fault] };
}
