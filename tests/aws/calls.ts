import { setTimeout as sleep } from "node:timers/promises";
import { callApi } from "../e2e/lab/gateway-client.ts";
import {
  type Attachment,
  admittingStatus,
  attachmentsOf,
  type DeployedApis,
} from "../e2e/support/attachments.ts";
import { audiences } from "../e2e/support/complete-example.ts";
import { expectedAnswer, tokenCases } from "../e2e/support/token-cases.ts";
import type { Check } from "../resilience/support/checks.ts";
import type { RunIssuer } from "./issuer.ts";
import type { Meter } from "./limits.ts";
import type { ProbeRequest, ProbeTools } from "./probe.ts";
import type { Outputs } from "./stacks.ts";
import type { Target } from "./target.ts";

/** A run whose stacks are applied. */
export interface AppliedRun {
  readonly target: Target;
  readonly issuer: RunIssuer;
  readonly meter: Meter;
  readonly apiKey: string;
  readonly outputs: Outputs;
}

/** API Gateway can answer 403, 404 or 500 for a while after a deployment. */
const READY_MILLISECONDS = 120_000;
const POLL_MILLISECONDS = 3000;

/** The APIs of examples/complete. Each call counts. */
export function countedAttachments({ target, meter, outputs }: AppliedRun): readonly Attachment[] {
  const apis = outputs["examples/complete"]?.["apis"] as DeployedApis;
  return attachmentsOf(target.gateway, apis).map((attachment) => ({
    ...attachment,
    call: (token) => {
      meter.count();
      return attachment.call(token);
    },
  }));
}

/** What the probes use. Each call counts. */
export function probeTools(run: AppliedRun, attachments: readonly Attachment[]): ProbeTools {
  const { target, issuer, meter, outputs } = run;
  const apis = outputs["tests/aws/probes"]?.["apis"] as Record<
    "http" | "rest",
    { id: string; stage: string }
  >;
  const { remoteIssuer } = target;
  return {
    apiKey: run.apiKey,
    call: ({ api, path, method = "GET", order = {}, repeats = 1, headers = {} }: ProbeRequest) => {
      meter.count();
      const bearer = `Bearer ${Buffer.from(JSON.stringify(order)).toString("base64url")}`;
      const authorization = repeats === 1 ? bearer : new Array<string>(repeats).fill(bearer);
      return callApi({
        ...target.gateway,
        apiId: apis[api].id,
        stage: apis[api].stage,
        path,
        method,
        headers: order === null ? headers : { ...headers, authorization },
      });
    },
    callWithUnknownRemoteKey:
      remoteIssuer &&
      (async (kind) => {
        const claims = { iss: remoteIssuer.issuer, aud: audiences[0] };
        const token = await issuer.signWithUnknownKey({ claims });
        const attachment = attachments.find((candidate) => candidate.kind === kind);
        return attachment === undefined ? 0 : (await attachment.call(token)).status;
      }),
  };
}

/** Waits until every API answers an allowed request from its backend. @throws Error that names the API that does not */
export async function untilReady(
  run: AppliedRun,
  attachments: readonly Attachment[],
  tools: ProbeTools,
): Promise<void> {
  const deadline = Date.now() + READY_MILLISECONDS;
  const wait = async (title: string, expected: number, call: () => Promise<{ status: number }>) => {
    for (;;) {
      const { status } = await call();
      if (status === expected) return;
      if (Date.now() > deadline) {
        throw new Error(`${title} does not answer ${expected} to an allowed request, but ${status}`);
      }
      await sleep(POLL_MILLISECONDS);
    }
  };
  for (const { title, kind, call } of attachments) {
    await wait(title, admittingStatus(kind), async () => call(await run.issuer.signToken()));
  }
  for (const api of ["http", "rest"] as const) {
    await wait(`the ${api.toUpperCase()} API of the probes`, 200, () =>
      tools.call({ api, path: "/any/ready" }),
    );
  }
}

/**
 * Calls each API of examples/complete with each kind of token.
 *
 * @param isEmulator whether the answers that the emulator is known to give differently are expected
 */
export async function callEverything(
  attachments: readonly Attachment[],
  issuer: RunIssuer,
  isEmulator: boolean,
): Promise<readonly Check[]> {
  const checks: Check[] = [];
  for (const { kind, title, call } of attachments) {
    for (const tokenCase of tokenCases) {
      const answer = expectedAnswer(kind, tokenCase);
      const expected = isEmulator ? answer.onEmulator : answer.status;
      const { status, body } = await call(await tokenCase.obtain(issuer));
      const isReached = typeof body === "object" && body !== null && "sub" in body;
      checks.push({
        title: `${title}: the token "${tokenCase.title}" gets a ${expected}`,
        found: `${status}, ${isReached ? "with" : "without"} the caller's identity at the backend`,
        isPassed: status === expected && isReached === (tokenCase.refusal === undefined),
      });
    }
  }
  return checks;
}
