import type { RequestListener } from "node:http";
import { setTimeout as delay } from "node:timers/promises";
import { beforeAll, expect, onTestFinished, test } from "vitest";
import { type RunningBundle, runBundle } from "../support/bundle.ts";
import { validDocument } from "../support/configuration.ts";
import { duringTest } from "../support/during-test.ts";
import { createSigningKey, type Json, jwks } from "../support/keys.ts";
import { callNow, settingsFor, untilInDays } from "../support/local-issuer.ts";
import { createIdentity, type Identity, serveTls } from "../support/tls-server.ts";

const DEADLINE_MS = 1000;
/** The process thaws when the deadline of a fetch is over by less than a second. */
const FREEZE_MS = DEADLINE_MS + 500;
/** For so long the endpoint keeps an answer back, so that the process is frozen while it waits. */
const ANSWER_MS = 300;

const seed = createSigningKey("ES256", "seed");
const next = createSigningKey("ES256", "next");

let identity: Identity;

beforeAll(async () => {
  identity = await createIdentity();
});

/** A process that holds the seed key, and a call with a token of that key. */
async function startSeeded(listener: RequestListener) {
  const server = await duringTest(serveTls(identity, listener));
  const issuer = {
    ...settingsFor(server, identity),
    jwks: jwks(seed),
    jwks_use_until: untilInDays(1),
    jwks_fetch_timeout_seconds: DEADLINE_MS / 1000,
  };
  const bundle = await runBundle(JSON.stringify(validDocument({ issuer })));
  onTestFinished(bundle.stop);
  expect(bundle.initError).toBeUndefined();
  return { server, bundle, event: callNow(server, seed) };
}

/** Calls; then the fetch gets on its way, and the process is frozen while it waits for the answer. */
async function callAndFreeze(bundle: RunningBundle, event: Json) {
  const invocation = await bundle.invoke(event);
  await delay(ANSWER_MS / 3);
  await bundle.freeze(FREEZE_MS);
  return invocation;
}

test("a key that was withdrawn goes out of use although the process is frozen after each answer", async () => {
  const { server, bundle, event } = await startSeeded((_request, response) => {
    setTimeout(() => response.end(JSON.stringify(jwks(next))), ANSWER_MS);
  });
  expect((await callAndFreeze(bundle, event)).response).toBeDefined();
  expect(server.requests()).toBe(1);
  const refused = await bundle.invoke(event);
  expect(refused.error).toBe("Unauthorized");
  expect(refused.lines.map((line) => JSON.parse(line).reason)).toEqual(["key_unknown"]);
});

test("an endpoint that never answers is reported by the request after that, and only once", async () => {
  const { bundle, event } = await startSeeded(() => undefined);
  await callAndFreeze(bundle, event);
  const { response, lines } = await bundle.invoke(event);
  expect(response).toBeDefined();
  expect(lines.map((line) => JSON.parse(line).reason)).toEqual(["deadline exceeded"]);
});
