import { type Failure, failure } from "../failure.js";
import { invalidProof } from "./faults.js";

/** A proof that passed every other check. */
export interface UsedProof {
  /** A hash of the client's key and `jti`. */
  readonly id: string;
  /** Of the client's key. */
  readonly thumbprint: string;
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

/** A busy client sends 100 requests a second to one instance: 9000 within the default window and the default clock skew. */
const MAX_PROOFS_OF_CLIENT = 10_000;
/** At most 25 MB. An instance decides one request at a time, so that this is more than 1000 a second. */
const MAX_PROOFS = 100_000;

/**
 * Remembers used proofs until none of them could be accepted again. Another instance does not know them.
 *
 * A client whose own limit is reached is refused; others are not. If the memory is full, nobody can be told from a replay.
 */
export function rememberProofs(
  maxProofsOfClient = MAX_PROOFS_OF_CLIENT,
  maxProofs = MAX_PROOFS,
): RecordProof {
  const idsOf = new Map<string, Set<string>>();
  const dueAfter = new Map<number, UsedProof[]>();
  let size = 0;
  /** Proofs that could last be accepted before this second are forgotten. */
  let forgottenBefore = Number.NEGATIVE_INFINITY;

  function forgetBefore(nowSeconds: number): void {
    if (nowSeconds <= forgottenBefore) {
      return;
    }
    forgottenBefore = nowSeconds;
    for (const [lastSecond, proofs] of dueAfter) {
      if (lastSecond < nowSeconds) {
        dueAfter.delete(lastSecond);
        size -= proofs.length;
        proofs.forEach(forget);
      }
    }
  }

  function forget({ id, thumbprint }: UsedProof): void {
    const ids = idsOf.get(thumbprint);
    ids?.delete(id);
    if (ids?.size === 0) {
      idsOf.delete(thumbprint);
    }
  }

  return (proof, nowSeconds) => {
    forgetBefore(nowSeconds);
    const { id, thumbprint, lastSecond } = proof;
    const ids = idsOf.get(thumbprint);
    // A clock that was set back must not bring back a proof that is already forgotten.
    if (ids?.has(id) || lastSecond < forgottenBefore) {
      return invalidProof("replayed");
    }
    if (ids !== undefined && ids.size >= maxProofsOfClient) {
      return invalidProof("tooMany");
    }
    if (size >= maxProofs) {
      return failure("dpop_replay_unavailable", "an instance cannot remember more proofs");
    }
    idsOf.set(thumbprint, (ids ?? new Set()).add(id));
    const due = dueAfter.get(lastSecond) ?? [];
    due.push(proof);
    dueAfter.set(lastSecond, due);
    size++;
    return undefined;
  };
}

/** Records used proofs in a table that all instances share. */
export function writeProofs(tableArn: string, writeProof: WriteProof): RecordProof {
  return async ({ id, lastSecond }) => {
    try {
      return (await writeProof(tableArn, id, lastSecond)) ? undefined : invalidProof("replayed");
    } catch (error) {
      const reason = error instanceof Error ? error.message : "the table could not be written";
      return failure("dpop_replay_unavailable", reason);
    }
  };
}
