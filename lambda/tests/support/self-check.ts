import { FetchError } from "../../src/keys/fetch-json.ts";
import type { StoredSecret } from "../../src/keys/shared-secret.ts";
import type { SelfCheckAnswer } from "../../src/self-check.ts";
import { type Handler, startAuthorizer } from "../../src/start.ts";
import { type Clock, createClock } from "./clock.ts";
import { validDocument } from "./configuration.ts";
import type { Json } from "./keys.ts";
import { createRevocationTable, type RevocationTable } from "./revocation-table.ts";
import { NOW_SECONDS } from "./tokens.ts";

export const SELF_CHECK = { self_check: {} };
export const CONTEXT = { awsRequestId: "79104EXAMPLE", functionVersion: "7" };
export const SECRET_ARN = "arn:aws:secretsmanager:eu-central-1:123456789012:secret:devices-AbCdEf";
export const SECRET_ISSUER = {
  issuer: "https://devices.example.com/",
  algorithms: ["HS256"],
  jwks_url: null,
  shared_secret: { arn: SECRET_ARN, encoding: "utf8", json_key: null, overlap_seconds: 60 },
};

/** What a started function reaches. A test may replace each. */
export interface Surroundings {
  /** The key set at every URL. */
  keys: () => Json | Promise<Json>;
  secret: () => StoredSecret;
  /** The table of `revocation`. */
  table: RevocationTable;
  /** The only object in S3. */
  object: string;
}

/** A started function whose clock and network the test controls. */
export interface StartedFunction {
  readonly handler: Handler;
  readonly clock: Clock;
  readonly surroundings: Surroundings;
  /** All log lines so far. */
  readonly lines: readonly string[];
  /** Asks for a self-check. */
  readonly check: () => Promise<SelfCheckAnswer["self_check"]>;
}

/** Starts the function as the Lambda runtime does, with the value of AUTHORIZER_CONFIG. */
export function startFunction(document: string, changes: Partial<Surroundings>): StartedFunction {
  const clock = createClock();
  const lines: string[] = [];
  const surroundings: Surroundings = {
    keys: down,
    secret: () => ({
      current: { value: "c".repeat(32) },
      previous: { value: "p".repeat(32) },
      changedAt: NOW_SECONDS * 1000,
    }),
    table: createRevocationTable(),
    object: document,
    ...changes,
  };
  const handler = startAuthorizer({
    document,
    requireModule: () => sdkOf(() => surroundings.object),
    dependencies: {
      now: clock.now,
      random: () => 0,
      fetchJson: async () => ({ document: await surroundings.keys() }),
      readSecret: async () => surroundings.secret(),
      readRevocations: surroundings.table.read,
      write: (line) => void lines.push(line),
    },
  });
  const check = async () => ((await handler(SELF_CHECK, CONTEXT)) as SelfCheckAnswer).self_check;
  return { handler, clock, surroundings, lines, check };
}

/** An endpoint that is down. */
export function down(): never {
  throw new FetchError("status 503");
}

/** A valid document with these issuers, each like the valid one except for the changes. */
export function documentWithIssuers(issuers: Readonly<Record<string, Json>>): string {
  const entries = Object.entries(issuers).map(([name, issuer]) => {
    const { trusted_issuers } = validDocument({ issuer });
    return [name, (trusted_issuers as Json)["default"]];
  });
  return JSON.stringify(validDocument({ top: { trusted_issuers: Object.fromEntries(entries) } }));
}

/** An AWS SDK whose S3 has one object. */
function sdkOf(object: () => string) {
  class S3Client {
    readonly send = async () => {
      const bytes = new TextEncoder().encode(object());
      return { ContentLength: bytes.length, Body: { transformToByteArray: async () => bytes } };
    };
  }
  return { S3Client, GetObjectCommand: class {} };
}
