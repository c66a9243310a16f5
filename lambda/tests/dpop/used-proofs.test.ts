import { describe, expect, test } from "vitest";
import { rememberProofs, type UsedProof, writeProofs } from "../../src/dpop/used-proofs.ts";

const proof = (id: string, thumbprint = "client", lastSecond = 160): UsedProof => ({
  id,
  thumbprint,
  lastSecond,
});
const REPLAYED = { failure: "dpop_proof_invalid", detail: "the proof was used before" };
const TOO_MANY = { failure: "dpop_proof_invalid", detail: expect.stringContaining("too many") };
const FULL = { failure: "dpop_replay_unavailable" };

describe("the memory of an instance", () => {
  test("refuses a proof that it has, to the last second in which the proof could be accepted", () => {
    const record = rememberProofs();
    expect(record(proof("a"), 100)).toBeUndefined();
    for (const now of [100, 101, 159, 160]) {
      expect(record(proof("a"), now)).toMatchObject(REPLAYED);
    }
  });

  test("does not take the proof of one client for that of another one", () => {
    const record = rememberProofs();
    expect(record(proof("a", "one"), 100)).toBeUndefined();
    expect(record(proof("a", "other"), 100)).toBeUndefined();
  });

  test("refuses only the client whose limit is reached, and accepts it again later", () => {
    const record = rememberProofs(2, 100);
    expect(record(proof("a"), 100)).toBeUndefined();
    expect(record(proof("b", "client", 170), 100)).toBeUndefined();
    expect(record(proof("c"), 100)).toMatchObject(TOO_MANY);
    expect(record(proof("a", "other"), 100)).toBeUndefined();
    expect(record(proof("c", "client", 221), 161)).toBeUndefined();
    expect(record(proof("d", "client", 221), 161)).toMatchObject(TOO_MANY);
  });

  test("says that it is full, for every client, and has room again when proofs are over", () => {
    const record = rememberProofs(2, 3);
    for (const [id, client] of [
      ["a", "one"],
      ["b", "one"],
      ["c", "two"],
    ] as const) {
      expect(record(proof(id, client), 100)).toBeUndefined();
    }
    expect(record(proof("d", "three"), 160)).toMatchObject(FULL);
    expect(record(proof("a", "one"), 160)).toMatchObject(REPLAYED);
    expect(record(proof("e", "one"), 160)).toMatchObject(TOO_MANY);
    for (const id of ["d", "e", "f"]) {
      expect(record(proof(id, id, 221), 161)).toBeUndefined();
    }
    expect(record(proof("g", "g", 221), 161)).toMatchObject(FULL);
  });

  test("refuses a proof that it has forgotten if the clock is set back", () => {
    const record = rememberProofs();
    expect(record(proof("a"), 100)).toBeUndefined();
    expect(record(proof("b", "client", 400), 300)).toBeUndefined();
    expect(record(proof("a"), 100)).toMatchObject(REPLAYED);
    expect(record(proof("c", "client", 310), 290)).toBeUndefined();
  });

  test("takes a few microseconds for each proof, also when it forgets many", () => {
    const record = rememberProofs(1_000_000, 1_000_000);
    const begun = process.cpuUsage();
    for (let number = 0; number < 100_000; number++) {
      const now = Math.floor(number / 500);
      record(proof(`${number}`, `client ${number % 100}`, now + 60), now);
    }
    expect(process.cpuUsage(begun).user / 100_000).toBeLessThan(50);
  });
});

describe("a table", () => {
  const proofIn = (write: () => Promise<boolean>) => writeProofs("arn", write)(proof("a"), 100);

  test("accepts a proof whose id is new", async () => {
    expect(await proofIn(async () => true)).toBeUndefined();
  });

  test("refuses a proof whose id it has", async () => {
    expect(await proofIn(async () => false)).toMatchObject(REPLAYED);
  });

  test.each<[unknown, string]>([
    [new Error("AccessDeniedException"), "AccessDeniedException"],
    ["no error", "the table could not be written"],
  ])("that cannot be written refuses everything", async (error, detail) => {
    expect(await proofIn(() => Promise.reject(error))).toEqual({ ...FULL, detail });
  });
});
