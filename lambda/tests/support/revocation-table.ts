import type { ReadRevocations } from "../../src/revocation/check.ts";
import { createClock } from "./clock.ts";
import { bearer, EVENT_OF, type Shape } from "./events.ts";
import { type Json, jwks, type SigningKey } from "./keys.ts";
import { createTestAuthorizer, type TestAuthorizer } from "./test-authorizer.ts";

/** A table of `revocation` in memory, which answers as DynamoDB does. */
export interface RevocationTable {
  readonly read: ReadRevocations;
  /** The keys of each read so far, as `ISS SUBJECT`. */
  readonly reads: readonly (readonly string[])[];
  /** @param attributes in DynamoDB's JSON */
  readonly put: (iss: string, subject: string, attributes?: Json) => void;
  readonly remove: (iss: string, subject: string) => void;
  /** Replaces the answer: returns it, or throws. Undefined: as DynamoDB answers. */
  instead: (() => unknown) | undefined;
}

/** Makes an empty table. */
export function createRevocationTable(): RevocationTable {
  const items = new Map<string, Json>();
  const reads: string[][] = [];
  const table: RevocationTable = {
    reads,
    instead: undefined,
    put: (iss, subject, attributes = {}) =>
      void items.set(`${iss} ${subject}`, { iss: { S: iss }, subject: { S: subject }, ...attributes }),
    remove: (iss, subject) => void items.delete(`${iss} ${subject}`),
    read: async (name, iss, keys) => {
      reads.push(keys.map((key) => `${iss} ${key}`));
      if (table.instead !== undefined) {
        return table.instead();
      }
      const found = keys.map((key) => items.get(`${iss} ${key}`)).filter((item) => item !== undefined);
      return { Responses: { [name]: found }, UnprocessedKeys: {}, $metadata: {} };
    },
  };
  return table;
}

/** The authorizer with a table of `revocation`. */
export interface RevocationAuthorizer extends TestAuthorizer {
  readonly table: RevocationTable;
  /** @returns the status, then the reason of a refusal and its detail, as far as there are any */
  readonly answerTo: (token: string, shape?: Shape) => Promise<readonly unknown[]>;
}

/**
 * Makes an authorizer with a table of `revocation`.
 *
 * @param key of the issuer
 * @param settings changes to those of `revocation`
 * @param top changes to the configuration
 * @param issuer changes to the issuer
 */
export function createRevocationAuthorizer(
  key: SigningKey,
  settings: Json = {},
  top: Json = {},
  issuer: Json = {},
): RevocationAuthorizer {
  const table = createRevocationTable();
  const revocation = { table: "orders-revocations", cache_ttl_seconds: 30, fail: "closed", ...settings };
  const changes = { top: { revocation, ...top }, issuer };
  const authorizer = createTestAuthorizer(
    ...([
      () => jwks(key),
      changes,
      createClock(),
      undefined,
      undefined,
      { readRevocations: table.read },
    ] as const),
  );
  const answerTo = async (token: string, shape: Shape = "HTTP 2.0"): Promise<readonly unknown[]> => {
    const query = shape === "WebSocket" ? { access_token: token } : {};
    const { status, reason, detail } = await authorizer.call(EVENT_OF[shape]({ ...bearer(token), query }));
    return [status, reason, detail].filter((part) => part !== undefined);
  };
  return { ...authorizer, table, answerTo };
}
