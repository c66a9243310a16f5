import type { ReadObject } from "../config/location.js";

type S3 = typeof import("@aws-sdk/client-s3");

/**
 * Reads S3 objects with the AWS SDK of the Lambda runtime, which is loaded only for this.
 *
 * @param load `require` of a CommonJS module
 */
export function createObjectReader(load: (name: string) => unknown): ReadObject {
  return async ({ bucket, key }, maxBytes, abortSignal) => {
    const { S3Client, GetObjectCommand } = load("@aws-sdk/client-s3") as S3;
    const client = new S3Client({ maxAttempts: 1, requestHandler: { httpsAgent: { keepAlive: false } } });
    const { Body, ContentLength } = await client.send(new GetObjectCommand({ Bucket: bucket, Key: key }), {
      abortSignal,
    });
    if (Body === undefined || ContentLength === undefined || ContentLength > maxBytes) {
      throw new Error("the object is missing or too large");
    }
    return Body.transformToByteArray();
  };
}
