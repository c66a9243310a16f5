import { FetchError } from "../keys/fetch-json.js";
import type { ReadSecret, StoredSecret } from "../keys/shared-secret.js";

/** The AWS SDK is part of the Lambda runtime. */
type SecretsManager = typeof import("@aws-sdk/client-secrets-manager");
type Ssm = typeof import("@aws-sdk/client-ssm");

/**
 * Reads secrets from Secrets Manager and SecureStrings from SSM with the AWS SDK of the Lambda runtime. It is loaded
 * when the first secret is read, because loading it takes longer than the whole cold start without it.
 *
 * @param load `require` of a CommonJS module
 */
export function createSecretReader(load: (name: string) => unknown): ReadSecret {
  return async (arn, withPrevious, signal) => {
    const isParameter = arn.split(":")[2] === "ssm";
    try {
      return isParameter
        ? await readParameter(load("@aws-sdk/client-ssm") as Ssm, arn, withPrevious, signal)
        : await readSecret(
            load("@aws-sdk/client-secrets-manager") as SecretsManager,
            arn,
            withPrevious,
            signal,
          );
    } catch (error) {
      throw error instanceof FetchError ? error : new FetchError(reasonOf(error, signal));
    }
  };
}

async function readSecret(
  sdk: SecretsManager,
  arn: string,
  withPrevious: boolean,
  abortSignal: AbortSignal,
): Promise<StoredSecret> {
  const client = new sdk.SecretsManagerClient(optionsFor(arn));
  const read = (stage: string) =>
    client.send(new sdk.GetSecretValueCommand({ SecretId: arn, VersionStage: stage }), { abortSignal });
  const current = await read("AWSCURRENT");
  const previous = withPrevious ? await unlessMissing(read("AWSPREVIOUS")) : undefined;
  return storedSecret(
    current.SecretString ?? current.SecretBinary,
    current.CreatedDate,
    previous?.SecretString ?? previous?.SecretBinary,
  );
}

async function readParameter(
  sdk: Ssm,
  arn: string,
  withPrevious: boolean,
  abortSignal: AbortSignal,
): Promise<StoredSecret> {
  const client = new sdk.SSMClient(optionsFor(arn));
  const read = (name: string) =>
    client.send(new sdk.GetParameterCommand({ Name: name, WithDecryption: true }), { abortSignal });
  const { Parameter: current } = await read(arn);
  const { Name: name, Version: version = 1, Type: type } = current ?? {};
  if (type !== "SecureString") {
    throw new FetchError("the parameter is not a SecureString");
  }
  const hasPrevious = withPrevious && name !== undefined && version > 1;
  const previous = hasPrevious ? await unlessMissing(read(`${name}:${version - 1}`)) : undefined;
  return storedSecret(current?.Value, current?.LastModifiedDate, previous?.Parameter?.Value);
}

/** Each call uses a new connection: a kept one may be dead after Lambda has frozen the process. */
function optionsFor(arn: string) {
  const region = arn.split(":")[3] ?? "";
  return { region, maxAttempts: 1, requestHandler: { httpsAgent: { keepAlive: false } } };
}

/** @param previous undefined also for a secret that was created without a value and changed once */
function storedSecret(
  current: string | Uint8Array | undefined,
  changedAt: Date | undefined,
  previous: string | Uint8Array | undefined,
): StoredSecret {
  if (current === undefined) {
    throw new FetchError("the secret has no value");
  }
  return {
    current: { value: current },
    changedAt: changedAt?.getTime() ?? 0,
    previous: previous === undefined ? undefined : { value: previous },
  };
}

/** Undefined if the version doesn't exist. The names of the SDK's errors are stable. */
async function unlessMissing<Result>(result: Promise<Result>): Promise<Result | undefined> {
  try {
    return await result;
  } catch (error) {
    if (error instanceof Error && /^(ResourceNotFoundException|ParameterVersionNotFound)$/.test(error.name)) {
      return undefined;
    }
    throw error;
  }
}

/** The name of an SDK error is safe to log; its message may contain an ARN. */
function reasonOf(error: unknown, signal: AbortSignal): string {
  if (signal.aborted) {
    return "deadline exceeded";
  }
  const name = error instanceof Error ? error.name : "";
  return /^[A-Za-z]{1,64}$/.test(name) ? name : "the secret could not be read";
}
