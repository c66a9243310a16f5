import { request } from "undici";
import { testRegion } from "../../support/terraform-environment.ts";

/** One line in a function's log, written by the function or by Lambda. */
export interface LogEvent {
  /** The end of the invocation in milliseconds since 1970, the same for all its lines. */
  readonly timestamp: number;
  /** One per invocation. */
  readonly stream: string;
  readonly message: string;
}

const TIMEOUT_MILLISECONDS = 10_000;

/**
 * Reads a function's CloudWatch log from the emulator.
 *
 * @returns every line so far, oldest first; an empty list if the function has not run yet
 */
export async function readFunctionLog(endpoint: string, functionName: string): Promise<LogEvent[]> {
  const events: LogEvent[] = [];
  let nextToken: string | undefined;
  do {
    const page = await filterLogEvents(endpoint, { logGroupName: `/aws/lambda/${functionName}`, nextToken });
    for (const { timestamp, logStreamName, message } of page.events ?? []) {
      events.push({ timestamp, stream: logStreamName, message });
    }
    nextToken = page.nextToken;
  } while (nextToken !== undefined);
  return events;
}

interface LogPage {
  readonly events?: readonly { timestamp: number; logStreamName: string; message: string }[];
  readonly nextToken?: string;
}

async function filterLogEvents(
  endpoint: string,
  query: { readonly logGroupName: string; readonly nextToken: string | undefined },
): Promise<LogPage> {
  const { statusCode, body } = await request(endpoint, {
    method: "POST",
    signal: AbortSignal.timeout(TIMEOUT_MILLISECONDS),
    headers: {
      "content-type": "application/x-amz-json-1.1",
      "x-amz-target": "Logs_20140328.FilterLogEvents",
      // The emulator reads only the region and does not check the signature.
      authorization: `AWS4-HMAC-SHA256 Credential=test/20260101/${testRegion}/logs/aws4_request, SignedHeaders=host, Signature=0`,
    },
    body: JSON.stringify(query),
  });
  const text = await body.text();
  if (statusCode === 200) return JSON.parse(text);
  if (text.includes("ResourceNotFoundException")) return {};
  throw new Error(`the emulator's log API answered ${statusCode}: ${text}`);
}
