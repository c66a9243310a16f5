import { setTimeout as sleep } from "node:timers/promises";
import { validDocument } from "../../../lambda/tests/support/configuration.ts";
import { arnOf, bearer, restRequestEvent } from "../../../lambda/tests/support/events.ts";
import { type Json, jwks, type SigningKey } from "../../../lambda/tests/support/keys.ts";
import { untilInDays } from "../../../lambda/tests/support/local-issuer.ts";
import { isAllowed } from "../../../lambda/tests/support/policy-matcher.ts";
import { createRandom, type Random } from "../support/random.ts";
import { type Clock, createClock } from "./clock.ts";
import { type Answer, type Instance, startInstance } from "./instance.ts";
import { type Bounds, expectationFor, isSettled, type ProviderState } from "./oracle.ts";
import { behaviourOf, changeKeys, pickKind, stateOf } from "./phase.ts";
import { type Provider, startProvider } from "./provider.ts";
import type { Decision, Outcome } from "./record.ts";
import type { Phase } from "./schedule.ts";
import { createKeyring, createMint, type LoadToken, renamed } from "./tokens.ts";

/** The shortest TTL that the configuration allows, and a stale bound that the schedule can exceed. */
export const TTL_SECONDS = 60;
const MAX_STALE_SECONDS = 900;
const FETCH_TIMEOUT_SECONDS = 1;
const BOUNDS: Bounds = { ttl: TTL_SECONDS * 1000, maxStale: MAX_STALE_SECONDS * 1000 };

/** Instances that run from the first to the last phase. */
const INSTANCES = 2;
const OTHER_ISSUER = "https://other.example.com/";

/** What a run has brought. */
export interface RunResult {
  readonly decisions: readonly Decision[];
  readonly phases: readonly PhaseResult[];
  readonly seconds: number;
}

/** A phase that has ended. */
export interface PhaseResult {
  readonly phase: Phase;
  /** Minutes since the start of the run. */
  readonly from: number;
  readonly to: number;
  /** Connections to the provider. */
  readonly connections: number;
  /** Reasons of failed fetches in the function's log, without repetitions. */
  readonly reasons: readonly string[];
}

/** Runs a schedule under continuous load. */
export async function runFaults(
  schedule: readonly Phase[],
  seed: number,
  onProgress: (minutes: number) => void,
): Promise<RunResult> {
  const random = createRandom(seed);
  const clock = createClock();
  const keyring = createKeyring();
  const [provider, other] = await Promise.all([startProvider(), startProvider()]);
  // The other trusted issuer lies: it publishes its key under the ids of the provider's keys, and the provider's keys.
  const lie = (): Promise<void> =>
    other.behave({ kind: "answers", document: jwks(renamed(keyring.liar, keyring.signing)) });
  const settings = (extra: Json = {}): string => configurationOf(provider, other, extra);
  const mint = createMint(keyring, { trusted: `${provider.url}/`, other: OTHER_ISSUER }, random);
  const published = new Set<SigningKey>([keyring.signing]);
  const history: ProviderState[] = [];
  const decisions: Decision[] = [];
  const phases: PhaseResult[] = [];
  const began = clock.now();
  const realBegan = performance.now();
  const minuteNow = (): number => (clock.now() - began) / 60_000;

  await provider.behave({ kind: "answers", document: jwks(keyring.signing) });
  await lie();
  const instances: Instance[] = [];
  for (let number = 0; number < INSTANCES; number++) {
    instances.push(await startInstance(settings(), clock));
  }

  for (const [index, phase] of schedule.entries()) {
    const from = minuteNow();
    const before = provider.connections();
    const reasons = new Set<string>();
    changeKeys(phase, keyring, published);
    await lie();
    await provider.behave(behaviourOf(phase, keyring, published));
    history.push(stateOf(phase, clock.now(), keyring, published));
    const seeds = { jwks: jwks(...published), jwks_use_until: untilInDays(1, clock.now()) };
    const seeded = phase.hasSeededInstance ? await startInstance(settings(seeds), clock) : undefined;

    async function decide(instance: Instance): Promise<void> {
      const token = mint(pickKind(phase, random), Math.floor(clock.now() / 1000));
      const event = restRequestEvent(bearer(token.token));
      instance.thaw();
      const sentAt = clock.now();
      const answer = await instance.invoke(event);
      if (phase.isFrozen) {
        instance.freeze();
      }
      for (const reason of failedFetchesIn(answer)) {
        reasons.add(reason);
      }
      const isSeeded = instance === seeded;
      decisions.push({
        ...{ minute: (sentAt - began) / 60_000, phase: index, kind: token.kind, isSeeded },
        isInvalid: token.key === undefined,
        expectation: expectation(token, sentAt, isSeeded),
        outcome: outcomeOf(answer, event),
        isSettled: !isSeeded && isSettled(sentAt, history),
        withdrawnFor: withdrawnFor(token.key, sentAt, history),
      });
    }

    /** Seed keys verify until the first successful fetch, and the phase has none. */
    function expectation({ key }: LoadToken, at: number, isSeeded: boolean): Decision["expectation"] {
      if (key === undefined) {
        return "refuse";
      }
      return isSeeded ? (published.has(key) ? "allow" : "refuse") : expectationFor(key, at, history, BOUNDS);
    }

    const end = from + phase.minutes;
    while (minuteNow() < end) {
      await Promise.all([...instances, ...(seeded === undefined ? [] : [seeded])].map(decide));
      await pass(phase, clock, random);
      onProgress(Math.min(minuteNow(), end));
    }
    for (const instance of instances) {
      instance.thaw();
    }
    await seeded?.stop();
    phases.push({
      ...{ phase, from, to: minuteNow(), reasons: [...reasons].sort() },
      connections: provider.connections() - before,
    });
  }
  await Promise.all(instances.map(({ stop }) => stop()));
  return { decisions, phases, seconds: (performance.now() - realBegan) / 1000 };
}

function configurationOf(provider: Provider, other: Provider, extra: Json): string {
  const entry = (issuer: string, { url, caCertificatesPem }: Provider, more: Json = {}): unknown => {
    const document = validDocument({
      issuer: {
        ...{ issuer, jwks_url: `${url}/jwks.json`, ca_certificates_pem: caCertificatesPem },
        jwks_cache_ttl_seconds: TTL_SECONDS,
        jwks_max_stale_seconds: MAX_STALE_SECONDS,
        jwks_fetch_timeout_seconds: FETCH_TIMEOUT_SECONDS,
        ...more,
      },
    });
    return Object.values(document["trusted_issuers"] as Json)[0];
  };
  const issuers = { staff: entry(`${provider.url}/`, provider, extra), other: entry(OTHER_ISSUER, other) };
  return JSON.stringify(validDocument({ top: { trusted_issuers: issuers } }));
}

/** Lets time pass until the next requests: some of it on the machine, most of it only on the clock. */
async function pass({ isFrozen }: Phase, clock: Clock, random: Random): Promise<void> {
  if (isFrozen) {
    await sleep(random() < 0.1 ? 1200 : 30);
    clock.advance(1000 + random() * 12_000);
  } else {
    clock.advance(1000 + random() * 2000);
  }
}

function outcomeOf({ response, error }: Answer, event: unknown): Outcome {
  if (response !== undefined) {
    // Without rules, a policy that does not allow the request would be an error of the function.
    return isAllowed(response.policyDocument, arnOf(event)) ? "allowed" : "500";
  }
  return error === "Unauthorized" ? "401" : "500";
}

function failedFetchesIn({ lines }: Answer): readonly string[] {
  return lines
    .map((line) => JSON.parse(line))
    .filter(({ message, trusted_issuer }) => message === "fetch of keys failed" && trusted_issuer === "staff")
    .map(({ reason }) => String(reason));
}

function withdrawnFor(
  key: SigningKey | undefined,
  now: number,
  history: readonly ProviderState[],
): number | undefined {
  if (key === undefined || history.at(-1)?.keys.has(key)) {
    return undefined;
  }
  const last = history.findLastIndex(({ keys }) => keys.has(key));
  const withdrawnAt = history[last + 1]?.from;
  return last < 0 || withdrawnAt === undefined ? undefined : now - withdrawnAt;
}
