import { createHmac } from "node:crypto";
import { describe, expect, test } from "vitest";
import type { SymmetricAlgorithm } from "../../src/algorithms.ts";
import { type Failure, isFailure } from "../../src/failure.ts";
import { FetchError } from "../../src/keys/fetch-json.ts";
import type { VerificationKey } from "../../src/keys/key-source.ts";
import { createSharedSecret, type SecretEncoding, type StoredSecret } from "../../src/keys/shared-secret.ts";
import { verifySignature } from "../../src/token/verify.ts";
import { createClock } from "../support/clock.ts";
import { NO_OBSERVER } from "../support/key-reading.ts";
import { base64url } from "../support/tokens.ts";

const ARN = "arn:aws:secretsmanager:eu-central-1:123456789012:secret:hmac-AbCdEf";
const secretOf = (fill: number, length = 64): Buffer => Buffer.alloc(length, fill);

const inputOf = (alg: SymmetricAlgorithm): string => `${base64url(JSON.stringify({ alg }))}.payload`;
const macOf = (alg: SymmetricAlgorithm, secret: Buffer): Buffer =>
  createHmac(`sha${alg.slice(2)}`, secret)
    .update(inputOf(alg))
    .digest();
const tokenOf = (alg: SymmetricAlgorithm, mac: Buffer): string => `${inputOf(alg)}.${base64url(mac)}`;

interface Case {
  readonly encoding?: SecretEncoding;
  readonly jsonKey?: string;
  readonly algorithms?: readonly SymmetricAlgorithm[];
  readonly overlapSeconds?: number;
}

/** A key source whose store returns this secret, or fails with this error. */
function createSource(stored: StoredSecret | Error, { encoding = "hex", ...options }: Case = {}) {
  const clock = createClock();
  const store = { stored, reads: [] as unknown[] };
  const failures: string[] = [];
  const skipped: string[] = [];
  const suspected: string[] = [];
  const { algorithms = ["HS256", "HS384", "HS512"], overlapSeconds = 600, jsonKey } = options;
  const source = createSharedSecret({
    arn: ARN,
    encoding,
    jsonKey,
    algorithms,
    overlapSeconds,
    ttlSeconds: 600,
    maxStaleSeconds: 3600,
    deadlineMilliseconds: 3_000,
    now: clock.now,
    random: () => 0,
    observer: {
      ...NO_OBSERVER,
      fetchFailed: (reason) => void failures.push(reason),
      keysSkipped: (keys) => void skipped.push(...keys.map(({ reason }) => reason)),
      secretSuspected: (reason) => void suspected.push(reason),
    },
    readSecret: async (arn, withPrevious) => {
      store.reads.push([arn, withPrevious]);
      if (store.stored instanceof Error) {
        throw store.stored;
      }
      return store.stored;
    },
  });

  /** Whether a token signed with the secret is accepted. Like the authorizer, tries newer keys if these fail. */
  async function accepts(secret: Buffer, alg: SymmetricAlgorithm = "HS256"): Promise<boolean | Failure> {
    const token = tokenOf(alg, macOf(alg, secret));
    const isMadeBy = async (keys: readonly VerificationKey[]): Promise<boolean> =>
      (await verifySignature(token, keys)) === undefined;
    clock.advanceSeconds(0.001);
    const request = { alg, kid: undefined, arrivedAt: clock.now() };
    const keys = await source.find(request);
    if (isFailure(keys)) {
      return keys;
    }
    const newer = (await isMadeBy(keys)) ? undefined : await source.findNewer?.(request, keys);
    return isMadeBy(newer ?? keys);
  }

  return { clock, store, failures, skipped, suspected, accepts, source };
}

const stored = (current: Buffer, changes: Partial<StoredSecret> = {}): StoredSecret => ({
  current: { value: current.toString("hex") },
  changedAt: 0,
  previous: undefined,
  ...changes,
});

describe("a secret", () => {
  test.each(["HS256", "HS384", "HS512"] as const)(
    "verifies a token that was signed with it by %s",
    async (alg) => {
      const { accepts } = createSource(stored(secretOf(1)));
      expect(await accepts(secretOf(1), alg)).toBe(true);
      expect(await accepts(secretOf(2), alg)).toBe(false);
    },
  );

  test.each<[SecretEncoding, string | Uint8Array]>([
    ["hex", secretOf(0xab).toString("hex")],
    ["hex", secretOf(0xab).toString("hex").toUpperCase()],
    ["base64", secretOf(0xab).toString("base64")],
    ["base64", secretOf(0xab).toString("base64").replace(/=+$/, "")],
    ["utf8", secretOf(0xab)],
    ["hex", secretOf(0xab)],
  ])("can be stored as %s text or as bytes", async (encoding, value) => {
    const { accepts } = createSource(stored(secretOf(0), { current: { value } }), { encoding });
    expect(await accepts(secretOf(0xab))).toBe(true);
  });

  test("in UTF-8 includes a line feed at its end", async () => {
    const value = `${"ü".repeat(32)}\n`;
    const { accepts } = createSource(stored(secretOf(0), { current: { value } }), { encoding: "utf8" });
    expect(await accepts(Buffer.from(value))).toBe(true);
  });

  test("can be a member of a JSON object, as the Secrets Manager console creates it", async () => {
    const value = JSON.stringify({ user: "x", jwt_secret: secretOf(3).toString("hex") });
    for (const current of [{ value }, { value: Buffer.from(value) }]) {
      const { accepts, suspected } = createSource(stored(secretOf(0), { current }), {
        jsonKey: "jwt_secret",
      });
      expect(await accepts(secretOf(3))).toBe(true);
      expect(suspected).toEqual([]);
    }
  });

  test.each([
    "x".repeat(64),
    "{}",
    '{"other":"x"}',
    '{"jwt_secret":1}',
    '{"jwt_secret":"a","jwt_secret":"b"}',
    '["jwt_secret"]',
  ])("without the member that json_key names is rejected (%s)", async (value) => {
    const { accepts, failures } = createSource(stored(secretOf(0), { current: { value } }), {
      jsonKey: "jwt_secret",
    });
    expect(await accepts(secretOf(3))).toEqual({ failure: "keys_unavailable" });
    expect(failures).toEqual([
      "the secret is not a JSON object with a string in the member that json_key names",
    ]);
  });

  test.each([
    [`{"secret":"${"x".repeat(64)}"}`, /JSON object.*json_key/],
    [`${"x".repeat(64)}\n`, /white space/],
    [`${"x".repeat(64)} `, /white space/],
    [`\ufeff${"x".repeat(64)}`, /white space/],
  ])("that is probably not in the intended form is reported once: %j", async (value, reason) => {
    const { accepts, suspected, clock } = createSource(stored(secretOf(0), { current: { value } }), {
      encoding: "utf8",
    });
    for (let read = 0; read < 3; read++) {
      expect(await accepts(Buffer.from(value))).toBe(true);
      clock.advanceSeconds(601);
    }
    expect(suspected).toEqual([expect.stringMatching(reason)]);
    expect(suspected.join()).not.toContain("xxx");
  });

  test.each<[SecretEncoding, string]>([
    ["hex", "ab".repeat(64).slice(1)],
    ["hex", `${"ab".repeat(63)}xy`],
    ["hex", `${"ab".repeat(64)}\n`],
    ["base64", `${secretOf(1).toString("base64")}\n`],
    ["base64", `*${secretOf(1).toString("base64")}`],
    ["base64", secretOf(0xff).toString("base64url")],
    // To look for padding at the end of this must not take time in the square of its length.
    ["base64", `${"=".repeat(60_000)}x`],
    ["utf8", `${"x".repeat(64)}\ud800`],
  ])("that does not match its encoding is rejected (%s %j)", async (encoding, value) => {
    const { accepts, failures } = createSource(stored(secretOf(0), { current: { value } }), { encoding });
    expect(await accepts(secretOf(1))).toEqual({ failure: "keys_unavailable" });
    expect(failures).toEqual([`the secret is not ${encoding}`]);
  });

  test.each<[readonly SymmetricAlgorithm[], number]>([
    [["HS256"], 32],
    [["HS384"], 48],
    [["HS256", "HS512"], 64],
  ])(
    "for %j must have at least %d bytes after decoding (RFC 7518 section 3.2)",
    async (algorithms, least) => {
      const long = createSource(stored(secretOf(1, least)), { algorithms });
      expect(await long.accepts(secretOf(1, least), algorithms[0])).toBe(true);
      const short = createSource(stored(secretOf(1, least - 1)), { algorithms });
      expect(await short.accepts(secretOf(1, least - 1), algorithms[0])).toEqual({
        failure: "keys_unavailable",
      });
      expect(short.failures).toEqual([`the secret has fewer than ${least} bytes`]);
    },
  );

  test.each([0, 16, 31, 33, 64])("does not verify a signature of %d bytes", async (length) => {
    const { source } = createSource(stored(secretOf(1)));
    const keys = await source.find({ alg: "HS256", kid: undefined, arrivedAt: 0 });
    const mac = macOf("HS256", secretOf(1));
    const token = tokenOf("HS256", Buffer.concat([mac, mac]).subarray(0, length));
    expect(isFailure(keys) ? keys : await verifySignature(token, keys)).toEqual({
      failure: "signature_invalid",
    });
  });

  test("is read once for many tokens, whatever their kid is", async () => {
    const { store, source } = createSource(stored(secretOf(1)));
    for (const kid of [undefined, "a", "b", "../../dev/null"]) {
      expect(await source.find({ alg: "HS256", kid, arrivedAt: 0 })).toHaveLength(1);
    }
    expect(store.reads).toEqual([[ARN, true]]);
  });

  test("that can't be read is an outage, and its reason is reported", async () => {
    const { accepts, failures, store, clock } = createSource(new FetchError("AccessDeniedException"));
    expect(await accepts(secretOf(1))).toEqual({ failure: "keys_unavailable" });
    expect(failures).toEqual(["AccessDeniedException"]);
    store.stored = stored(secretOf(1));
    clock.advanceSeconds(2);
    expect(await accepts(secretOf(1))).toBe(true);
  });

  test("stays in use after its TTL while its store is down, for as long as a key set", async () => {
    const { accepts, store, clock } = createSource(stored(secretOf(1)));
    await accepts(secretOf(1));
    store.stored = new FetchError("TimeoutError");
    clock.advanceSeconds(600 + 3_599);
    expect(await accepts(secretOf(1))).toBe(true);
    clock.advanceSeconds(1);
    expect(await accepts(secretOf(1))).toEqual({ failure: "keys_unavailable" });
  });
});

describe("a change of the secret", () => {
  const after = (clock: { now: () => number }): StoredSecret =>
    stored(secretOf(2), { changedAt: clock.now(), previous: { value: secretOf(1).toString("hex") } });

  test("is found by the first token of the new version", async () => {
    const { accepts, store, clock } = createSource(stored(secretOf(1)));
    expect(await accepts(secretOf(1))).toBe(true);
    store.stored = after(clock);
    expect(await accepts(secretOf(2))).toBe(true);
  });

  test("keeps tokens of the previous version valid for the overlap, and no longer", async () => {
    const { accepts, store, clock } = createSource(stored(secretOf(1)));
    store.stored = after(clock);
    clock.advanceSeconds(599);
    expect(await accepts(secretOf(1))).toBe(true);
    clock.advanceSeconds(1);
    expect(await accepts(secretOf(1))).toBe(false);
    expect(await accepts(secretOf(2))).toBe(true);
  });

  test("does not read the previous version without an overlap", async () => {
    const { accepts, store } = createSource(stored(secretOf(2)), { overlapSeconds: 0 });
    expect(await accepts(secretOf(1))).toBe(false);
    expect(store.reads[0]).toEqual([ARN, false]);
  });

  test.each<[string, SecretEncoding]>([
    ["changeme", "hex"],
    ["abcd", "hex"],
    ["!", "base64"],
  ])("takes effect even if the previous version is not a valid secret: %s", async (value, encoding) => {
    const current = { value: secretOf(2).toString(encoding) };
    const changed = createSource(stored(secretOf(0), { current, previous: { value } }), { encoding });
    // The overlap has passed, so the previous version is not even parsed.
    expect(await changed.accepts(secretOf(2))).toBe(true);
    expect(changed.skipped).toEqual([]);
    changed.store.stored = stored(secretOf(0), {
      ...{ current, previous: { value }, changedAt: changed.clock.now() },
    });
    changed.clock.advanceSeconds(599);
    expect(await changed.accepts(secretOf(2))).toBe(true);
    expect(changed.skipped).toEqual([expect.stringMatching(/^the previous version: the secret (is|has) /)]);
    expect(changed.failures).toEqual([]);
  });

  test("is not looked for right after a read that the token has waited for", async () => {
    const { clock, store, source } = createSource(stored(secretOf(1)));
    const request = { alg: "HS256", kid: undefined, arrivedAt: clock.now() } as const;
    const keys = await source.find(request);
    expect(isFailure(keys) || (await source.findNewer?.(request, keys))).toBeUndefined();
    expect(store.reads).toHaveLength(1);
  });

  test("is looked for once in 10 s, however many invalid signatures arrive", async () => {
    const { accepts, store, clock } = createSource(stored(secretOf(1)));
    for (let second = 0; second < 60; second++) {
      expect(await accepts(secretOf(9))).toBe(false);
      clock.advanceSeconds(1);
    }
    expect(store.reads).toHaveLength(1 + 6);
  });
});
