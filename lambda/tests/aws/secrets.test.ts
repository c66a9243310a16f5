import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { createSecretReader } from "../../src/aws/secrets.ts";
import { FetchError } from "../../src/keys/fetch-json.ts";
import type { StoredSecret } from "../../src/keys/shared-secret.ts";
import { type AwsServer, requireSdk, startAwsServer } from "../support/aws-server.ts";

const SECRET_ARN = "arn:aws:secretsmanager:eu-west-1:123456789012:secret:partner/hmac-AbCdEf";
const PARAMETER_ARN = "arn:aws:ssm:eu-west-1:123456789012:parameter/partner/hmac";
const CHANGED_AT = 1_800_000_000;

let aws: AwsServer;
let first: number;

beforeAll(async () => {
  aws = await startAwsServer();
});
beforeEach(() => {
  first = aws.calls.length;
});
afterAll(() => aws.close());

const read = (
  arn: string,
  withPrevious = true,
  signal = AbortSignal.timeout(10_000),
): Promise<StoredSecret> => createSecretReader(requireSdk)(arn, withPrevious, signal);
const calls = () => aws.calls.slice(first);

/** The message of the FetchError. */
async function reasonOf(reading: Promise<unknown>): Promise<unknown> {
  try {
    return await reading;
  } catch (error) {
    expect(error).toBeInstanceOf(FetchError);
    return error instanceof FetchError ? error.message : undefined;
  }
}

describe("a secret of Secrets Manager", () => {
  const version = (value: object) => ({ ARN: SECRET_ARN, CreatedDate: CHANGED_AT, ...value });

  test("is read with its previous version", async () => {
    aws.answer = ({ input }) =>
      version({ SecretString: input["VersionStage"] === "AWSCURRENT" ? "new" : "old" });
    expect(await read(SECRET_ARN)).toEqual({
      current: { value: "new" },
      changedAt: CHANGED_AT * 1000,
      previous: { value: "old" },
    });
    expect(calls()).toEqual([
      {
        operation: "secretsmanager.GetSecretValue",
        input: { SecretId: SECRET_ARN, VersionStage: "AWSCURRENT" },
      },
      {
        operation: "secretsmanager.GetSecretValue",
        input: { SecretId: SECRET_ARN, VersionStage: "AWSPREVIOUS" },
      },
    ]);
  });

  test("is read without its previous version if that isn't requested", async () => {
    aws.answer = () => version({ SecretString: "new" });
    expect(await read(SECRET_ARN, false)).toMatchObject({ previous: undefined });
    expect(calls()).toHaveLength(1);
  });

  test("that was never changed has no previous version", async () => {
    aws.answer = ({ input }) =>
      input["VersionStage"] === "AWSCURRENT"
        ? version({ SecretString: "new" })
        : { error: "ResourceNotFoundException" };
    expect(await read(SECRET_ARN)).toMatchObject({ current: { value: "new" }, previous: undefined });
  });

  test("that was created without a value has no version before its first", async () => {
    aws.answer = ({ input }) =>
      input["VersionStage"] === "AWSCURRENT" ? version({ SecretString: "new" }) : version({});
    expect(await read(SECRET_ARN)).toMatchObject({ current: { value: "new" }, previous: undefined });
  });

  test("may be bytes", async () => {
    aws.answer = () => version({ SecretBinary: Buffer.from([1, 2, 255]).toString("base64") });
    const { current } = await read(SECRET_ARN, false);
    expect(Buffer.from(current.value)).toEqual(Buffer.from([1, 2, 255]));
  });
});

describe("a parameter of SSM", () => {
  const parameter = (value: object) => ({
    Parameter: {
      Name: "/partner/hmac",
      Type: "SecureString",
      Version: 3,
      LastModifiedDate: CHANGED_AT,
      Value: "new",
      ...value,
    },
  });

  test("is decrypted and read with its previous version", async () => {
    aws.answer = ({ input }) => parameter(input["Name"] === PARAMETER_ARN ? {} : { Value: "old" });
    expect(await read(PARAMETER_ARN)).toEqual({
      current: { value: "new" },
      changedAt: CHANGED_AT * 1000,
      previous: { value: "old" },
    });
    expect(calls()).toEqual([
      { operation: "AmazonSSM.GetParameter", input: { Name: PARAMETER_ARN, WithDecryption: true } },
      { operation: "AmazonSSM.GetParameter", input: { Name: "/partner/hmac:2", WithDecryption: true } },
    ]);
  });

  test("has no previous version if it has only one, or if the previous one was deleted", async () => {
    aws.answer = () => parameter({ Version: 1 });
    expect(await read(PARAMETER_ARN)).toMatchObject({ previous: undefined });
    aws.answer = ({ input }) =>
      input["Name"] === PARAMETER_ARN ? parameter({}) : { error: "ParameterVersionNotFound" };
    expect(await read(PARAMETER_ARN)).toMatchObject({ previous: undefined });
  });

  test.each(["String", "StringList"])("of the type %s is rejected: it isn't encrypted", async (Type) => {
    aws.answer = () => parameter({ Type });
    expect(await reasonOf(read(PARAMETER_ARN))).toBe("the parameter is not a SecureString");
  });
});

describe("a failed read", () => {
  test.each(["AccessDeniedException", "ResourceNotFoundException", "DecryptionFailure"])(
    "has only the name of the error as its reason: %s",
    async (error) => {
      aws.answer = () => ({ error });
      expect(await reasonOf(read(SECRET_ARN))).toBe(error);
      expect(calls()).toHaveLength(1);
    },
  );

  test("of the previous version fails too, unless that version is missing", async () => {
    aws.answer = ({ input }) =>
      input["VersionStage"] === "AWSCURRENT" ? { SecretString: "new" } : { error: "AccessDeniedException" };
    expect(await reasonOf(read(SECRET_ARN))).toBe("AccessDeniedException");
  });

  test("ends at the deadline", async () => {
    aws.answer = () => "silence";
    expect(await reasonOf(read(SECRET_ARN, true, AbortSignal.timeout(200)))).toBe("deadline exceeded");
  });

  test("is a secret without a value", async () => {
    aws.answer = () => ({ ARN: SECRET_ARN });
    expect(await reasonOf(read(SECRET_ARN, false))).toBe("the secret has no value");
  });

  test("is a missing SDK", async () => {
    const load = () => {
      throw new Error("Cannot find module");
    };
    const reading = createSecretReader(load)(SECRET_ARN, false, new AbortController().signal);
    expect(await reasonOf(reading)).toBe("Error");
  });
});
