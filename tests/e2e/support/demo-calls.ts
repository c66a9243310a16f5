import type { Lab } from "../lab/lab.ts";
import type { Attachment } from "./attachments.ts";
import type { CompleteExample } from "./complete-example.ts";
import type { Mark } from "./demo-mark.ts";
import { followRefusals, type ReadRefusals } from "./refusal-log.ts";
import { type ExpectedAnswer, expectedAnswer, type TokenCase, tokenCases } from "./token-cases.ts";

/** One call of the demo. */
export interface Row {
  readonly api: string;
  readonly request: string;
  readonly token: string;
  /** The status on AWS. */
  readonly expected: number;
  readonly got: number;
  /** The identity that the backend received; undefined if the request did not reach it. */
  readonly identity: string | undefined;
  /** The reasons that the function logged for this call. */
  readonly reasons: readonly string[];
  readonly mark: Mark;
}

/**
 * Calls every API with every kind of token, one call after the other.
 *
 * @param onProgress receives the number of finished calls and of all calls, after each call
 */
export async function callEverything(
  lab: Lab,
  { attachments, functionName }: CompleteExample,
  onProgress: (done: number, total: number) => void,
): Promise<readonly Row[]> {
  const calls = attachments.flatMap((attachment) =>
    tokenCases.map((tokenCase) => ({ attachment, tokenCase })),
  );
  const refusals = await followRefusals(lab.emulator, functionName);
  const rows: Row[] = [];
  for (const { attachment, tokenCase } of calls) {
    rows.push(await callOnce(lab, attachment, tokenCase, refusals));
    onProgress(rows.length, calls.length);
  }
  return rows;
}

async function callOnce(
  lab: Lab,
  attachment: Attachment,
  tokenCase: TokenCase,
  refusals: ReadRefusals,
): Promise<Row> {
  const expected = expectedAnswer(attachment.kind, tokenCase);
  const answer = await attachment.call(await tokenCase.obtain(lab.identityProvider));
  const identity = subjectOf(answer.body);
  const reasons = (await refusals()).map(({ reason }) => reason);
  return {
    api: attachment.title,
    request: attachment.request,
    token: tokenCase.title,
    expected: expected.status,
    got: answer.status,
    identity,
    reasons,
    mark: markOf(expected, { status: answer.status, reasons, isReached: identity !== undefined }),
  };
}

/** What happened to one call. */
interface Outcome {
  readonly status: number;
  readonly reasons: readonly string[];
  readonly isReached: boolean;
}

/** Compares what happened with what should happen: the status, the backend, and the reason in the log. */
export function markOf(expected: ExpectedAnswer, { status, reasons, isReached }: Outcome): Mark {
  const isRefused = expected.status === 401;
  const isLogged = reasons.join() === (expected.reason ?? "");
  if (isReached === isRefused || !isLogged) {
    return "wrong";
  }
  if (status === expected.status) {
    return "as expected";
  }
  return status === expected.onEmulator ? "not verified" : "wrong";
}

function subjectOf(body: unknown): string | undefined {
  return typeof body === "object" && body !== null && "sub" in body ? String(body.sub) : undefined;
}
