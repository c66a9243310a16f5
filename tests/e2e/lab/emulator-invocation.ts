import { request } from "undici";
import { testRegion } from "../../support/terraform-environment.ts";

const TIMEOUT_MILLISECONDS = 30_000;

/**
 * Invokes a function's alias as API Gateway does, with the event of a test.
 *
 * @returns the function's response, or Lambda's error object if the function threw
 */
export async function invokeFunction(
  endpoint: string,
  functionName: string,
  event: unknown,
): Promise<unknown> {
  const { body } = await request(
    `${endpoint}/2015-03-31/functions/${functionName}/invocations?Qualifier=live`,
    {
      method: "POST",
      signal: AbortSignal.timeout(TIMEOUT_MILLISECONDS),
      headers: {
        "content-type": "application/json",
        // The emulator reads only the region and does not check the signature.
        authorization: `AWS4-HMAC-SHA256 Credential=test/20260101/${testRegion}/lambda/aws4_request, SignedHeaders=host, Signature=0`,
      },
      body: JSON.stringify(event),
    },
  );
  return body.json();
}
