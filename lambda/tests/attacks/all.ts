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
import { goodMac, macAttacks } from "./mac-attacks.ts";
import { testPathAttacks } from "./path-attacks.ts";
import { signatureAttacks } from "./signature-attacks.ts";

/** An authorizer that can be attacked, whether it runs from source or from the bundle. */
export interface Target extends Victim {
  readonly authorize: (event: unknown) => Promise<Answer>;
  /** How often somebody asked the attacker's server for something. */
  readonly evilRequests: () => number;
  /** How often the issuers' endpoints and the store of secrets were asked for something. */
  readonly requests: () => number;
}

/** What the caller of {@link Target.authorize} learns. */
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

/** Declares the tests of the whole table. Every attack must be answered with a 401. */
export function testAttacks(target: () => Target): void {
  const callWith = (token: string): Promise<Answer> => target().authorize(restRequestEvent(bearer(token)));

  test("lets a valid token of each key of the issuer through, so that what follows is refused for its own sake", async () => {
    const { rsa, ec, ed, partner } = target().keys;
    const statuses = [];
    for (const key of [rsa, { ...rsa, alg: "PS256" } as const, ec, ed]) {
      statuses.push((await callWith(tokenOf(target(), key))).status);
      statuses.push((await callWith(tokenOf(target(), key, { kid: undefined }))).status);
    }
    statuses.push((await callWith(tokenOf(target(), partner, {}, { iss: target().partnerIssuer }))).status);
    const { secretIssuer: iss } = target();
    const claims = claimsOf(target(), { iss });
    statuses.push((await callWith(signWith({ alg: "HS256" }, claims, goodMac(target())))).status);
    expect(statuses).toEqual(Array(10).fill(200));
  });

  test.each(ATTACKS.map((attack) => [attack.name, attack.source, attack] as const))(
    "refuses %s (%s)",
    async (_name, _source, { token, reason }) => {
      const attack = token(target());
      const requests = target().requests();
      await expect(callWith(attack)).resolves.toMatchObject({ status: 401, reason });
      expect(target().evilRequests()).toBe(0);
      // All keys are held: only one that isn't among them, or a MAC by a secret that may have changed, is a reason to ask.
      const mayAsk = reason === "key_unknown" || reason === "signature_invalid";
      expect(target().requests() - requests).toBeLessThanOrEqual(mayAsk ? 1 : 0);
    },
  );

  testHeaderAttacks(target);
  testPathAttacks(target);

  test("still lets a valid token through after all attacks", async () => {
    expect((await callWith(tokenOf(target(), target().keys.ec))).status).toBe(200);
  });
}
