import type { CONTRACT } from "../config/contract.js";
import { type Failure, failure, isFailure } from "../failure.js";
import { type JsonObject, own } from "../json.js";
import { errorName } from "../thrown-error.js";
import { itemsIn, RevocationAnswerError } from "./answer.js";
import { type Item, isRevokedBy } from "./item.js";
import { createKnownItems, type KnownItem } from "./known-items.js";
import { NO_ISSUER, type RevocationClaim, type Subject, subjectsOf } from "./subjects.js";

/** How tokens are revoked. */
export interface RevocationSettings {
  /** The name of a DynamoDB table in the function's region, or the ARN of one. */
  readonly table: string;
  readonly claims: readonly RevocationClaim[];
  /** How long an answer of the table is used, in seconds. With 0, every decision reads. */
  readonly cacheTtlSeconds: number;
  /** What happens if the table can't be read: no decision, or one without it. */
  readonly fail: (typeof CONTRACT.revocation_failures)[number];
}

/**
 * Reads items of the table.
 *
 * @param iss the partition key
 * @param keys one to four sort keys, all different
 * @returns DynamoDB's answer to a BatchGetItem, which the caller has to check
 * @throws anything, after 1.2 seconds at the latest
 */
export type ReadRevocations = (table: string, iss: string, keys: readonly string[]) => Promise<unknown>;

/** What the check needs from outside. */
export interface RevocationDependencies {
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  readonly readRevocations?: ReadRevocations | undefined;
}

/** The part of the log that is about the table. */
export interface RevocationLog {
  /** The table could not be read. At most once a second. */
  readonly revocationsNotRead: (reason: string) => void;
}

/** A token that was verified. */
export interface RevocableToken {
  /** The same object stands for the same token. */
  readonly claims: JsonObject;
  /** Whether the same object may come again. */
  readonly isKept: boolean;
}

/** What the self-check says of the table, as it stands in the answer. */
export interface RevocationReport {
  /** Why the table can't be read, as in the log; null if it can. */
  readonly read_error: string | null;
}

/** Checks that a verified token is not revoked. */
export interface RevocationCheck {
  /** @returns the refusal or undefined, immediately if the table need not be read */
  readonly check: (token: RevocableToken) => Failure | undefined | Promise<Failure | undefined>;
  /** Reads an item that no token has: for a self-check, and to open a connection. It never rejects. @returns why the table can't be read, or undefined if it can */
  readonly probe: () => Promise<string | undefined>;
}

/** An item that could revoke a token, and what is known about it. */
interface Candidate extends Subject {
  known: KnownItem | undefined;
}

/** A token, as far as the table decides about it. */
interface Lookup {
  readonly iss: string;
  readonly iat: unknown;
  readonly candidates: readonly Candidate[];
}

/**
 * For so long after a failed read, no other is reported. With `fail = "open"`, the table is not read either, so that not
 * every request waits for the deadline.
 */
const PAUSE_MS = 1000;

/**
 * Makes the check. It reads nothing by itself.
 *
 * @throws Error without a reader: revoked tokens must not be accepted because a part is missing
 */
export function createRevocationCheck(
  { table, claims: by, cacheTtlSeconds, fail }: RevocationSettings,
  { now, readRevocations }: RevocationDependencies,
  log: RevocationLog,
): RevocationCheck {
  if (readRevocations === undefined) {
    throw new Error("revocation needs readRevocations, which reads the table");
  }
  const readItems = readRevocations;
  const knownItems = createKnownItems();
  /** Of kept tokens: to make the keys again and find them takes as long as half of the rest of the decision. */
  const lookups = new WeakMap<JsonObject, Lookup>();
  /** When the last failure was reported. */
  let failedAt = Number.NEGATIVE_INFINITY;

  function check({ claims, isKept }: RevocableToken): Failure | undefined | Promise<Failure | undefined> {
    const earlier = lookups.get(claims);
    const lookup = earlier ?? lookupOf(claims);
    if (isFailure(lookup)) {
      return lookup;
    }
    if (isKept && earlier === undefined) {
      lookups.set(claims, lookup);
    }
    const missing = missingIn(lookup);
    return missing.length === 0 ? refusalOf(lookup) : decide(lookup, missing);
  }

  /** What must be read. Another token may have caused a read of the same item. */
  function missingIn({ iss, candidates }: Lookup): readonly Candidate[] {
    const time = now();
    if (candidates.every(({ known }) => isFresh(known, time))) {
      return NOTHING;
    }
    const old = candidates.filter(({ known }) => !isFresh(known, time));
    for (const candidate of old) {
      candidate.known = knownItems.find(iss, candidate.key) ?? candidate.known;
    }
    return old.filter(({ known }) => !isFresh(known, time));
  }

  function lookupOf(claims: JsonObject): Lookup | Failure {
    const found = subjectsOf(claims, by);
    if (isFailure(found)) {
      return found;
    }
    const candidates = found.subjects.map((subject) => ({ ...subject, known: undefined }));
    return { iss: found.iss, iat: own(claims, "iat"), candidates };
  }

  function isFresh(known: KnownItem | undefined, time: number): boolean {
    return known !== undefined && isWithin(time - known.readAt, cacheTtlSeconds * 1000);
  }

  async function decide(lookup: Lookup, missing: readonly Candidate[]): Promise<Failure | undefined> {
    const isFailOpen = fail === "open";
    if (isFailOpen && isWithin(now() - failedAt, PAUSE_MS)) {
      return refusalOf(lookup);
    }
    const reason = await read(lookup.iss, missing);
    if (reason !== undefined) {
      noteFailure(reason);
    }
    return reason === undefined || isFailOpen ? refusalOf(lookup) : failure("revocation_unavailable", reason);
  }

  function noteFailure(reason: string): void {
    if (!isWithin(now() - failedAt, PAUSE_MS)) {
      failedAt = now();
      log.revocationsNotRead(reason);
    }
  }

  /** @returns why the table could not be read, or undefined if it was */
  async function read(iss: string, missing: readonly Candidate[]): Promise<string | undefined> {
    const readAt = now();
    const keys = missing.map(({ key }) => key);
    const keep = (items: ReadonlyMap<string, Item>, candidates: readonly Candidate[]): void => {
      for (const candidate of candidates) {
        candidate.known = knownItems.keep(iss, candidate.key, readAt, items.get(candidate.key));
      }
    };
    try {
      keep(itemsIn(await readItems(table, iss, keys), iss, keys), missing);
      return undefined;
    } catch (error) {
      if (error instanceof RevocationAnswerError) {
        // Nothing is known about the other keys.
        const found = missing.filter(({ key }) => error.items.has(key));
        keep(error.items, found);
      }
      return reasonOf(error);
    }
  }

  return {
    check,
    probe: () => read(NO_ISSUER, [{ claim: "jti", key: "jti#self-check", known: undefined }]),
  };
}

const NOTHING: readonly never[] = [];

/** What lies in the future, because the clock was set back, is not within anything. */
function isWithin(elapsed: number, milliseconds: number): boolean {
  return elapsed >= 0 && elapsed < milliseconds;
}

/** By what is known, however old it is. */
function refusalOf({ iat, candidates }: Lookup): Failure | undefined {
  for (const { claim, known } of candidates) {
    if (known?.item !== undefined && isRevokedBy(known.item, iat)) {
      const isMalformed = known.item.revokedBefore === "malformed";
      return failure("token_revoked", isMalformed ? `${claim}: ${MALFORMED}` : claim);
    }
  }
  return undefined;
}

const MALFORMED = "revoked_before of the item is not a number of seconds, so the item revokes every token";

/** The name of an SDK error is safe to log; its message may contain an ARN. */
function reasonOf(error: unknown): string {
  if (error instanceof RevocationAnswerError) {
    return error.message;
  }
  const name = errorName(error, "the table could not be read");
  return name === "AbortError" || name === "TimeoutError" ? "deadline exceeded" : name;
}
