import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createTestClock } from "../fuzz/clock.ts";
import { type BundleTarget, fromBundle } from "../fuzz/targets.ts";
import { validDocument } from "../support/configuration.ts";
import { dpopTop, sha256 } from "../support/dpop.ts";
import {
  authorizerWith,
  client,
  eventOf,
  issuerKeys,
  other,
  proofWith,
  refusedFor,
  send,
  TOKEN,
} from "../support/dpop-authorizer.ts";
import { DPOP_ATTACKS } from "./dpop-attacks.ts";

/** Texts of tokens and proofs, in their own form and encoded: none of them may stand in the log. */
const OF_CLIENTS = ["eyJ", "proof-", "example.com/v1", "attacker", client.jkt, other.jkt, sha256(TOKEN)];

describe("from source, a valid token is refused with a proof that has", () => {
  test.each(DPOP_ATTACKS)("%s (%s)", async (_name, fault, proof) => {
    const authorizer = authorizerWith();
    // The first time, as a kept token, and after a valid proof of the same key.
    for (let time = 0; time < 3; time++) {
      expect(await send(authorizer, { proof: proof() })).toMatchObject(refusedFor(fault));
      expect(await send(authorizer, { proof: proofWith() })).toMatchObject({ status: 200 });
    }
    const log = authorizer.lines.join("");
    expect(OF_CLIENTS.filter((value) => log.includes(value))).toEqual([]);
    expect(authorizer.lines.map((line) => JSON.parse(line).trusted_issuer)).toEqual(Array(3).fill("default"));
  });
});

describe("in the committed bundle, a valid token is refused with a proof that has", () => {
  let bundle: BundleTarget;
  let clock: ReturnType<typeof createTestClock>;
  let authorize: ReturnType<BundleTarget["fuzzed"]["load"]>;

  beforeAll(async () => {
    // The bundle comes first: a certificate issued with the stopped clock would not be valid yet.
    bundle = await fromBundle();
    clock = createTestClock();
    const document = validDocument({ issuer: { dpop_bound_tokens: "required" }, top: dpopTop() });
    authorize = bundle.fuzzed.load(JSON.stringify(document), issuerKeys);
  });
  afterAll(async () => {
    clock.restore();
    await bundle.close();
  });

  test.each(DPOP_ATTACKS)("%s (%s)", async (_name, _fault, proof) => {
    for (let time = 0; time < 3; time++) {
      await expect(authorize(eventOf("REST REQUEST", { proof: proof() }))).rejects.toThrow(/^Unauthorized$/);
      await expect(authorize(eventOf("REST REQUEST", { proof: proofWith() }))).resolves.toMatchObject({
        principalId: "user-1",
      });
    }
  });
});
