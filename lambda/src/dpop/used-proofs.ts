import { type Failure, failure } from "../failure.js";
import { invalidProof } from "./faults.js";
import { sha256 } from "./sha256.js";

/** A proof that passed every other check. */
export interface UsedProof {
  /** Of the client's key. */
  readonly thumbprint: string;
  readonly jti: string;
  /** The last second in which the proof could be accepted, since the epoch. */
  readonly lastSecond: number;
}

/**
 * Records that a proof is used (RFC 9449 section 11.1).
 *
 * @param nowSeconds the time of the decision
 * @returns the refusal if it was used before or cannot be recorded
 */
export type RecordProof = (
  proof: UsedProof,
  nowSeconds: number,
) => Failure | undefined | Promise<Failure | undefined>;

/**
 * Writes the id of a used proof to a DynamoDB table.
 *
 * @returns false if the table already has the id
 * @throws Error whose message may be logged, if the table cannot be written
 */
export type WriteProof = (tableArn: string, id: string, lastSecond: number) => Promise<boolean>;

/** How many proofs an instance remembers. */
interface ProofLimits {
  readonly ofClient: number;
  readonly ofAll: number;
}

/**
 * Of two generations together, so that an instance takes about 100 requests of a client and 500 of all clients a second,
 * with the default window and clock skew. They take 10 MB, and at most 40 MB if each proof has a key of its own.
 */
const LIMITS: ProofLimits = { ofClient: 20_000, ofAll: 100_000 };

/** Proofs of one generation: each client's `jti`, by its thumbprint. */
type Generation = Map<string, Set<string>>;

/**
 * Remembers used proofs until none of them could be accepted again. Another instance does not know them.
 *
 * There are two generations. When no proof that is older than the younger generation can still be accepted, the older one
 * is dropped. To forget each proof at its own time would take an object for each, and as long as reading its claims.
 *
 * A client whose own limit is reached is refused; others are not. If the memory is full, nobody can be told from a replay.
 *
 * @param windowSeconds how long a proof can be accepted at most
 */
export function rememberProofs(windowSeconds: number, limits = LIMITS): RecordProof {
  let younger: Generation = new Map();
  let older: Generation = new Map();
  let youngerSize = 0;
  let olderSize = 0;
  let youngerSince = Number.NEGATIVE_INFINITY;
  /** What could last be accepted before this second may be forgotten. */
  let forgottenBefore = Number.NEGATIVE_INFINITY;

  function forget(nowSeconds: number): void {
    // One second more, because the last one of a proof counts.
    const age = nowSeconds - youngerSince;
    if (age <= windowSeconds) {
      return;
    }
    const isAllOver = age > 2 * windowSeconds + 1;
    older = isAllOver ? new Map() : younger;
    olderSize = isAllOver ? 0 : youngerSize;
    younger = new Map();
    youngerSize = 0;
    youngerSince = nowSeconds;
    forgottenBefore = nowSeconds;
  }

  return ({ thumbprint, jti, lastSecond }, nowSeconds) => {
    forget(nowSeconds);
    const name = jti.length > MAX_KEPT_CHARACTERS ? sha256(jti) : jti;
    const youngerOfClient = younger.get(thumbprint);
    const olderOfClient = older.get(thumbprint);
    // A clock that was set back must not bring back a proof that is already forgotten.
    if (youngerOfClient?.has(name) || olderOfClient?.has(name) || lastSecond < forgottenBefore) {
      return invalidProof("replayed");
    }
    if ((youngerOfClient?.size ?? 0) + (olderOfClient?.size ?? 0) >= limits.ofClient) {
      return invalidProof("tooMany");
    }
    if (youngerSize + olderSize >= limits.ofAll) {
      return failure("dpop_replay_unavailable", "an instance cannot remember more proofs");
    }
    if (youngerOfClient === undefined) {
      younger.set(thumbprint, new Set([name]));
    } else {
      youngerOfClient.add(name);
    }
    youngerSize++;
    return undefined;
  };
}

/** A longer `jti` is kept as its hash. A client that makes a `jti` equal to the hash of another one refuses only itself. */
const MAX_KEPT_CHARACTERS = 43;

/** Records used proofs in a table that all instances share. */
export function writeProofs(tableArn: string, writeProof: WriteProof): RecordProof {
  return async ({ thumbprint, jti, lastSecond }) => {
    try {
      // All thumbprints have the same length, so that no two pairs give the same text.
      const id = sha256(`${thumbprint}.${jti}`);
      return (await writeProof(tableArn, id, lastSecond)) ? undefined : invalidProof("replayed");
    } catch (error) {
      const reason = error instanceof Error ? error.message : "the table could not be written";
      return failure("dpop_replay_unavailable", reason);
    }
  };
}
