import type { Lab } from "../lab/lab.ts";
import type { Attachment } from "./attachments.ts";
import type { CompleteExample } from "./complete-example.ts";
import { expectedAnswer, type TokenCase, tokenCases } from "./token-cases.ts";

/** One call of the demo. */
export interface Row {
  readonly api: string;
  readonly request: string;
  readonly token: string;
  /** The status on AWS, as designed. */
  readonly expected: number;
  /** The status on the emulator, which may differ from AWS. */
  readonly expectedOnEmulator: number;
  readonly got: number;
  /** The identity that the backend received; undefined if the request did not reach it. */
  readonly identity: string | undefined;
  readonly isAsExpected: boolean;
}

/**
 * Calls every API with every kind of token, one call after the other.
 *
 * @param onProgress receives the number of finished calls and of all calls, after each call
 */
export async function callEverything(
  lab: Lab,
  { attachments }: CompleteExample,
  onProgress: (done: number, total: number) => void,
): Promise<readonly Row[]> {
  const calls = attachments.flatMap((attachment) =>
    tokenCases.map((tokenCase) => ({ attachment, tokenCase })),
  );
  const rows: Row[] = [];
  for (const { attachment, tokenCase } of calls) {
    rows.push(await callOnce(lab, attachment, tokenCase));
    onProgress(rows.length, calls.length);
  }
  return rows;
}

async function callOnce(lab: Lab, attachment: Attachment, tokenCase: TokenCase): Promise<Row> {
  const { status, onEmulator } = expectedAnswer(attachment.kind, tokenCase);
  const answer = await attachment.call(await tokenCase.obtain(lab.identityProvider));
  const identity = subjectOf(answer.body);
  return {
    api: attachment.title,
    request: attachment.request,
    token: tokenCase.title,
    expected: status,
    expectedOnEmulator: onEmulator,
    got: answer.status,
    identity,
    isAsExpected:
      answer.status === onEmulator && (identity !== undefined) === (tokenCase.refusal === undefined),
  };
}

function subjectOf(body: unknown): string | undefined {
  return typeof body === "object" && body !== null && "sub" in body ? String(body.sub) : undefined;
}
