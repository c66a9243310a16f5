import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type RecordProof, rememberProofs, type UsedProof, writeProofs } from "../../src/dpop/used-proofs.ts";

/** The default window with the default clock skew: 60 + 30 seconds. */
const WINDOW = 90;

const proof = (jti: string, thumbprint = "client", lastSecond = 190): UsedProof => ({
  jti,
  thumbprint,
  lastSecond,
});
const REPLAYED = { failure: "dpop_proof_invalid", detail: "the proof was used before" };
const TOO_MANY = { failure: "dpop_proof_invalid", detail: expect.stringContaining("too many") };
const FULL = { failure: "dpop_replay_unavailable" };

describe("the memory of an instance", () => {
  test("refuses a proof that it has, to the last second in which the proof could be accepted", () => {
    const record = rememberProofs(WINDOW);
    expect(record(proof("a"), 100)).toBeUndefined();
    for (let now = 100; now <= 190; now++) {
      expect(record(proof("a"), now)).toMatchObject(REPLAYED);
    }
  });

  test("refuses every proof that was recorded and could still be accepted, whenever the others come", () => {
    const times = fc.array(fc.tuple(fc.integer({ min: 0, max: 3 * WINDOW }), fc.boolean()), {
      maxLength: 20,
    });
    fc.assert(
      fc.property(times, (steps) => {
        const record = rememberProofs(WINDOW);
        const accepted: UsedProof[] = [];
        let now = 1000;
        for (const [index, [pause, isEarly]] of steps.entries()) {
          now += pause;
          for (const earlier of accepted.filter(({ lastSecond }) => lastSecond >= now)) {
            expect(record(earlier, now)).toMatchObject(REPLAYED);
          }
          const added = proof(`${index}`, "client", isEarly ? now : now + WINDOW);
          expect(record(added, now)).toBeUndefined();
          accepted.push(added);
        }
      }),
    );
  });

  test("does not take the proof of one client for that of another one", () => {
    const record = rememberProofs(WINDOW);
    expect(record(proof("a", "one"), 100)).toBeUndefined();
    expect(record(proof("a", "other"), 100)).toBeUndefined();
  });

  test.each(["a".repeat(43), "a".repeat(44), "a".repeat(256), "é😀".repeat(80)])(
    "has the whole jti: %s",
    (jti) => {
      const record = rememberProofs(WINDOW);
      expect(record(proof(jti), 100)).toBeUndefined();
      expect(record(proof(`${jti.slice(0, -1)}b`), 100)).toBeUndefined();
      expect(record(proof(jti), 100)).toMatchObject(REPLAYED);
    },
  );

  test("refuses only the client whose limit is reached, and accepts it again later", () => {
    const record = rememberProofs(WINDOW, { ofClient: 2, ofAll: 100 });
    expect(record(proof("a"), 100)).toBeUndefined();
    expect(record(proof("b"), 190)).toBeUndefined();
    expect(record(proof("c", "client", 281), 191)).toMatchObject(TOO_MANY);
    expect(record(proof("a", "other", 281), 191)).toBeUndefined();
    expect(record(proof("c", "client", 372), 282)).toBeUndefined();
    expect(record(proof("d", "client", 372), 282)).toBeUndefined();
    expect(record(proof("e", "client", 372), 282)).toMatchObject(TOO_MANY);
  });

  test("says that it is full, for every client, and has room again when proofs are over", () => {
    const record = rememberProofs(WINDOW, { ofClient: 2, ofAll: 3 });
    for (const [id, client] of [
      ["a", "one"],
      ["b", "one"],
      ["c", "two"],
    ] as const) {
      expect(record(proof(id, client), 100)).toBeUndefined();
    }
    expect(record(proof("d", "three"), 190)).toMatchObject(FULL);
    expect(record(proof("a", "one"), 190)).toMatchObject(REPLAYED);
    expect(record(proof("e", "one"), 190)).toMatchObject(TOO_MANY);
    for (const id of ["d", "e", "f"]) {
      expect(record(proof(id, id, 400), 310)).toBeUndefined();
    }
    expect(record(proof("g", "g", 400), 310)).toMatchObject(FULL);
  });

  test("counts what it still has of earlier proofs", () => {
    const record = rememberProofs(WINDOW, { ofClient: 2, ofAll: 3 });
    expect(record(proof("a", "one"), 100)).toBeUndefined();
    expect(record(proof("b", "two"), 190)).toBeUndefined();
    expect(record(proof("c", "three", 281), 191)).toBeUndefined();
    expect(record(proof("d", "four", 281), 191)).toMatchObject(FULL);
  });

  test("refuses a proof that it has forgotten if the clock is set back", () => {
    const record = rememberProofs(WINDOW);
    expect(record(proof("a"), 100)).toBeUndefined();
    expect(record(proof("b", "client", 390), 300)).toBeUndefined();
    expect(record(proof("a"), 100)).toMatchObject(REPLAYED);
    expect(record(proof("c", "client", 380), 290)).toBeUndefined();
  });

  test("takes a few microseconds for each proof, also when it forgets many", () => {
    const record = rememberProofs(WINDOW, { ofClient: 1_000_000, ofAll: 1_000_000 });
    const begun = process.cpuUsage();
    for (let number = 0; number < 100_000; number++) {
      const now = Math.floor(number / 100);
      record(proof(`${number}`, `client ${number % 100}`, now + 60), now);
    }
    expect(process.cpuUsage(begun).user / 100_000).toBeLessThan(50);
  });
});

test.each([
  ["of one client", 20_000, () => "client", TOO_MANY],
  ["of all clients", 100_000, (number: number) => `client ${number % 100}`, FULL],
])("an instance remembers a limited number of proofs %s", (_title, limit, clientOf, refusal) => {
  const record: RecordProof = rememberProofs(WINDOW);
  for (let number = 0; number < limit; number++) {
    if (record(proof(`${number}`, clientOf(number)), 100) !== undefined) {
      expect(number).toBe("accepted");
    }
  }
  expect(record(proof("one more", clientOf(0)), 100)).toMatchObject(refusal);
});

describe("a table", () => {
  const recordIn = (
    write: (arn: string, id: string, lastSecond: number) => Promise<boolean>,
    used = proof("a"),
  ) => writeProofs("arn", write)(used, 100);

  test("accepts a proof whose id is new", async () => {
    expect(await recordIn(async () => true)).toBeUndefined();
  });

  test("refuses a proof whose id it has", async () => {
    expect(await recordIn(async () => false)).toMatchObject(REPLAYED);
  });

  test("gets ids of one length that differ by client and by jti, and say neither", async () => {
    const ids: string[] = [];
    for (const used of [proof("a"), proof("b"), proof("a", "other"), proof("a".repeat(256))]) {
      await recordIn(async (arn, id, lastSecond) => {
        expect([arn, lastSecond]).toEqual(["arn", 190]);
        return ids.push(id) > 0;
      }, used);
    }
    expect(new Set(ids).size).toBe(4);
    expect(ids.every((id) => /^[A-Za-z0-9_-]{43}$/.test(id))).toBe(true);
  });

  test.each<[unknown, string]>([
    [new Error("AccessDeniedException"), "AccessDeniedException"],
    ["no error", "the table could not be written"],
  ])("that cannot be written refuses everything", async (error, detail) => {
    expect(await recordIn(() => Promise.reject(error))).toEqual({ ...FULL, detail });
  });
});
