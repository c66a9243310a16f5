import { expect, test } from "vitest";
import type { FailureCode } from "../../src/failure.ts";
import type { AuthorizerResponse } from "../../src/gateway/response.ts";
import { bearer, restRequestEvent } from "../support/events.ts";
import { signWith } from "../support/tokens.ts";
import { algorithmAttacks } from "./algorithm-attacks.ts";
import { claimsOf, tokenOf, type Victim } from "./attack.ts";
import { claimAttacks, sizeAttacks } from "./claim-attacks.ts";
import { testHeaderAttacks } from "./header-attacks.ts";
import { jsonAttacks } from "./json-attacks.ts";
import { keyAttacks } from "./key-attacks.ts";
import { macAttacks, validMac } from "./mac-attacks.ts";
import { testPathAttacks } from "./path-attacks.ts";
import { signatureAttacks } from "./signature-attacks.ts";

/** The authorizer under attack, from source or from the bundle. */
export interface Target extends Victim {
  readonly authorize: (event: unknown) => Promise<Answer>;
  /** Number of requests that the attacker's server received. */
  readonly evilRequests: () => number;
  /** Number of requests that the issuers' endpoints and the secret store received. */
  readonly requests: () => number;
}

/** The outcome of {@link Target.authorize}. */
export interface Answer {
  readonly status: 200 | 401 | 403 | 500;
  /** The failure code in the log. */
  readonly reason?: FailureCode | string | undefined;
  readonly response?: AuthorizerResponse | undefined;
}

const ATTACKS = [
  ...algorithmAttacks,
  ...signatureAttacks,
  ...macAttacks,
  ...keyAttacks,
  ...jsonAttacks,
  ...claimAttacks,
  ...sizeAttacks,
];

/** Declares the tests of all attacks. Every attack must get a 401. */
export function testAttacks(target: () => Target): void {
  const callWith = (token: string): Promise<Answer> => target().authorize(restRequestEvent(bearer(token)));

  test("accepts a valid token of each key, which shows that each attack is refused for its own fault", async () => {
    const { rsa, ec, ed, partner } = target().keys;
    const statuses = [];
    for (const key of [rsa, { ...rsa, alg: "PS256" } as const, ec, ed]) {
      statuses.push((await callWith(tokenOf(target(), key))).status);
      statuses.push((await callWith(tokenOf(target(), key, { kid: undefined }))).status);
    }
    statuses.push((await callWith(tokenOf(target(), partner, {}, { iss: target().partnerIssuer }))).status);
    const { secretIssuer: iss } = target();
    const claims = claimsOf(target(), { iss });
    statuses.push((await callWith(signWith({ alg: "HS256" }, claims, validMac(target())))).status);
    expect(statuses).toEqual(Array(10).fill(200));
  });

  test.each(ATTACKS.map((attack) => [attack.name, attack.source, attack] as const))(
    "refuses %s (%s)",
    async (_name, _source, { token, reason }) => {
      const attack = token(target());
      const requests = target().requests();
      await expect(callWith(attack)).resolves.toMatchObject({ status: 401, reason });
      expect(target().evilRequests()).toBe(0);
      // All keys are cached. Only an unknown kid, or an invalid MAC (its secret may have changed), justifies a request.
      const mayAsk = reason === "key_unknown" || reason === "signature_invalid";
      expect(target().requests() - requests).toBeLessThanOrEqual(mayAsk ? 1 : 0);
    },
  );

  testHeaderAttacks(target);
  testPathAttacks(target);

  test("still accepts a valid token after all attacks", async () => {
    expect((await callWith(tokenOf(target(), target().keys.ec))).status).toBe(200);
  });
}
